package dev.keelage.gateway.pipeline;

import dev.keelage.gateway.exchange.Rejection;
import java.util.Map;

/**
 * Ends a call early: the stages behind the one that refuses are skipped. Without a stack trace,
 * since it is an answer and no accident.
 */
public final class Refusal extends RuntimeException {
  private final transient Rejection rejection;
  private final transient Map<String, String> replyHeaders;

  public Refusal(Rejection rejection) {
    this(rejection, Map.of());
  }

  public Refusal(Rejection rejection, Map<String, String> replyHeaders) {
    super(rejection.getClass().getSimpleName(), null, false, false);
    this.rejection = rejection;
    this.replyHeaders = Map.copyOf(replyHeaders);
  }

  public Rejection rejection() {
    return rejection;
  }

  public Map<String, String> replyHeaders() {
    return replyHeaders;
  }
}

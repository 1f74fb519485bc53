package dev.keelage.gateway.stage.send;

import dev.keelage.gateway.exchange.Rejection;
import dev.keelage.gateway.snapshot.ServedModel.ServedDeployment;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Map;

/** Asked before each attempt whether the deployment has room for it. */
public interface Gate {
  /**
   * @param entry 1 for the first time that this call asks, and so on
   * @return never failed
   */
  Future<Entry> enter(ServedDeployment deployment, int entry);

  /** Whether it has. */
  sealed interface Entry {}

  /**
   * @param leave to be called if the attempt comes to nothing
   */
  record Entered(Runnable leave) implements Entry {}

  /** It has not. */
  record Full(Rejection rejection, Map<String, String> replyHeaders) implements Entry {
    private static final Duration FOREVER = Duration.ofSeconds(Long.MAX_VALUE);

    public Full {
      replyHeaders = Map.copyOf(replyHeaders);
    }

    /** Of two, the one where room comes first. */
    Full sooner(Full other) {
      return wait(other).compareTo(wait(this)) < 0 ? other : this;
    }

    private static Duration wait(Full full) {
      return full.rejection() instanceof Rejection.RateLimited limited
          ? limited.retryAfter()
          : FOREVER;
    }
  }
}

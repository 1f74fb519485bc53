package dev.keelage.gateway.provider;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;

/**
 * Which headers an upstream request has. Of the caller's own only those go up that say what the
 * body means ({@link SpokenVersion}); credentials, cookies, addresses and the vendor account's
 * selectors ({@code openai-organization}, {@code openai-project}) never do.
 */
final class UpstreamHeaders {
  private static final CharSequence CALL_ID = HttpHeaders.createOptimized("x-keelage-call-id");
  private static final CharSequence EVENT_STREAM = HttpHeaders.createOptimized("text/event-stream");
  private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");

  private UpstreamHeaders() {}

  static void write(MultiMap to, Target target, UpstreamCall call) {
    to.setAll(target.headers());
    to.set(HttpHeaders.ACCEPT, call.stream() ? EVENT_STREAM : JSON);
    to.set(CALL_ID, call.callId());
    SpokenVersion spoken = call.spoken();
    if (spoken.version().isPresent()) {
      to.set(SpokenVersion.VERSION_HEADER, spoken.version().get());
    }
    if (spoken.beta().isPresent()) {
      String own = target.headers().get(SpokenVersion.BETA_HEADER);
      String beta = spoken.beta().get();
      to.set(SpokenVersion.BETA_HEADER, own == null ? beta : own + "," + beta);
    }
  }
}

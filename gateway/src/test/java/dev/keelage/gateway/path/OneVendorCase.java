package dev.keelage.gateway.path;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * A gateway with a model {@code m} on one vendor, and {@code claude} in its other dialect, and what
 * a caller writes to its socket.
 */
abstract class OneVendorCase extends VendorCase {
  @Override
  Fleet fleet() {
    return new Fleet()
        .openAi("openai", vendor.openAiUrl())
        .anthropic("anthropic", vendor.url())
        .model("m", "openai")
        .model("claude", "anthropic");
  }

  /** A whole request. */
  static String chat(boolean stream) {
    String body =
        "{\"model\":\"m\",\"stream\":%s,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}"
            .formatted(stream);
    return "POST /v1/chat/completions HTTP/1.1\r\nHost: gateway\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
        .formatted(Fleet.KEY, body.getBytes(UTF_8).length, body);
  }
}

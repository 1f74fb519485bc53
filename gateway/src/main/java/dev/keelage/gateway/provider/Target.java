package dev.keelage.gateway.provider;

import dev.keelage.gateway.exchange.WireFormat;
import dev.keelage.gateway.provider.wire.HeadBytes;
import dev.keelage.gateway.provider.wire.Origin;
import dev.keelage.gateway.provider.wire.Request;
import dev.keelage.snapshot.ProviderEntry;
import java.net.URI;
import java.util.Map;

/**
 * A provider's address and signature, worked out once. The bytes hold its credentials: they go
 * nowhere but into upstream requests.
 */
final class Target {
  private final Origin origin;
  private final UpstreamHeaders headers;
  private final byte[] chat;
  private final byte[] embeddings;
  private final byte[] countTokens;

  private Target(
      Origin origin, UpstreamHeaders headers, byte[] chat, byte[] embeddings, byte[] countTokens) {
    this.origin = origin;
    this.headers = headers;
    this.chat = chat;
    this.embeddings = embeddings;
    this.countTokens = countTokens;
  }

  /**
   * @throws IllegalArgumentException there is no usable address, or a header that cannot be sent
   */
  static Target of(ProviderEntry provider) {
    String baseUrl = provider.baseUrl();
    if (baseUrl == null) {
      throw new IllegalArgumentException("provider " + provider.id() + " has no base URL");
    }
    URI uri = URI.create(baseUrl);
    String host = uri.getHost();
    if (host == null) {
      throw new IllegalArgumentException("provider " + provider.id() + " has no host in its URL");
    }
    boolean tls = "https".equalsIgnoreCase(uri.getScheme());
    int port = uri.getPort() >= 0 ? uri.getPort() : tls ? 443 : 80;
    String path = uri.getRawPath() == null ? "" : uri.getRawPath().replaceAll("/+$", "");
    Origin origin = new Origin(host, port, tls);
    UpstreamHeaders headers = UpstreamHeaders.of(provider);
    return new Target(
        origin,
        headers,
        head(path + chatPath(provider.type()), origin, headers.constant()),
        head(path + "/embeddings", origin, headers.constant()),
        head(path + "/v1/messages/count_tokens", origin, headers.constant()));
  }

  Origin origin() {
    return origin;
  }

  /**
   * @throws IllegalArgumentException a header of the call cannot be sent
   */
  Request request(UpstreamCall call) {
    byte[] head =
        switch (call.operation()) {
          case CHAT -> chat;
          case EMBEDDINGS -> embeddings;
          case COUNT_TOKENS -> countTokens;
        };
    return new Request(head, headers.own(call), call.body());
  }

  /** The dialect that a provider of this type speaks. */
  static WireFormat format(ProviderEntry.Type type) {
    return switch (type) {
      case OPENAI, MOCK -> WireFormat.OPENAI;
      case ANTHROPIC -> WireFormat.ANTHROPIC;
    };
  }

  private static String chatPath(ProviderEntry.Type type) {
    return switch (type) {
      case OPENAI, MOCK -> "/chat/completions";
      case ANTHROPIC -> "/v1/messages";
    };
  }

  private static byte[] head(String uri, Origin origin, Map<String, String> headers) {
    HeadBytes head = HeadBytes.post(uri, origin);
    headers.forEach(head::field);
    return head.bytes();
  }
}

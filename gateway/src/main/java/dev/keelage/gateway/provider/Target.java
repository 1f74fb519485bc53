package dev.keelage.gateway.provider;

import dev.keelage.gateway.exchange.Operation;
import dev.keelage.gateway.exchange.WireFormat;
import dev.keelage.snapshot.ProviderEntry;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.net.URI;

/**
 * A provider's address and signature, worked out once. The headers hold its credentials: they go
 * nowhere but into upstream requests.
 *
 * @param path before the operation's own path, without a trailing slash
 */
record Target(
    ProviderEntry.Type type, String host, int port, boolean tls, String path, MultiMap headers) {
  private static final String DEFAULT_ANTHROPIC_VERSION = "2023-06-01";

  static Target of(ProviderEntry provider) {
    String baseUrl = provider.baseUrl();
    if (baseUrl == null) {
      throw new IllegalArgumentException("provider " + provider.id() + " has no base URL");
    }
    URI uri = URI.create(baseUrl);
    boolean tls = "https".equalsIgnoreCase(uri.getScheme());
    int port = uri.getPort() >= 0 ? uri.getPort() : tls ? 443 : 80;
    String path = uri.getRawPath() == null ? "" : uri.getRawPath().replaceAll("/+$", "");
    return new Target(provider.type(), uri.getHost(), port, tls, path, signed(provider));
  }

  String uri(Operation operation) {
    return path
        + switch (operation) {
          case EMBEDDINGS -> "/embeddings";
          case CHAT ->
              switch (type) {
                case OPENAI, MOCK -> "/chat/completions";
                case ANTHROPIC -> "/v1/messages";
              };
        };
  }

  /** The dialect that a provider of this type speaks. */
  static WireFormat format(ProviderEntry.Type type) {
    return switch (type) {
      case OPENAI, MOCK -> WireFormat.OPENAI;
      case ANTHROPIC -> WireFormat.ANTHROPIC;
    };
  }

  /**
   * What every request to this provider carries; the caller's own credentials are never among it.
   */
  private static MultiMap signed(ProviderEntry provider) {
    MultiMap headers = HttpHeaders.headers();
    headers.set(HttpHeaders.USER_AGENT, "keelage");
    headers.set(HttpHeaders.CONTENT_TYPE, "application/json");
    if (provider.type() == ProviderEntry.Type.ANTHROPIC) {
      headers.set("anthropic-version", DEFAULT_ANTHROPIC_VERSION);
    }
    provider.headers().forEach((name, value) -> headers.set(name, value.reveal()));
    var key = provider.apiKey();
    if (key != null) {
      switch (provider.type()) {
        case OPENAI, MOCK -> headers.set(HttpHeaders.AUTHORIZATION, "Bearer " + key.reveal());
        case ANTHROPIC -> headers.set("x-api-key", key.reveal());
      }
    }
    return headers;
  }
}

package dev.keelage.gateway.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpVersion;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.VertxHttpRequestDecoder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Refuses requests whose length two readers could understand differently (RFC 9112 §6.3): both
 * Content-Length and Transfer-Encoding, any Transfer-Encoding but {@code chunked},
 * Transfer-Encoding in HTTP/1.0. Netty itself refuses several Content-Length values and malformed
 * names; it would mend the rest silently.
 */
final class StrictRequestDecoder extends VertxHttpRequestDecoder {
  StrictRequestDecoder(HttpServerOptions options) {
    super(options);
  }

  /**
   * Called once per message when all its headers are there; what is thrown here makes the message
   * invalid.
   */
  @Override
  protected boolean isContentAlwaysEmpty(@Nullable HttpMessage message) {
    if (message == null) {
      return false;
    }
    HttpVersion version = message.protocolVersion();
    if (!HttpVersion.HTTP_1_1.equals(version) && !HttpVersion.HTTP_1_0.equals(version)) {
      throw new IllegalArgumentException("unknown version " + version);
    }
    List<String> codings = message.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING);
    if (!codings.isEmpty()) {
      if (codings.size() > 1 || !"chunked".equalsIgnoreCase(codings.getFirst())) {
        throw new IllegalArgumentException("Transfer-Encoding is not 'chunked'");
      }
      if (message.headers().contains(HttpHeaderNames.CONTENT_LENGTH)) {
        throw new IllegalArgumentException("both Content-Length and Transfer-Encoding");
      }
      if (!HttpVersion.HTTP_1_1.equals(version)) {
        throw new IllegalArgumentException("Transfer-Encoding in " + version);
      }
    }
    return super.isContentAlwaysEmpty(message);
  }
}

package dev.keelage.gateway.http;

import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpHeadersFactory;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpVersion;
import io.vertx.core.http.impl.headers.HeadersMultiMap;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Refuses requests whose length two readers could understand differently (RFC 9112 §6.3): both
 * Content-Length and Transfer-Encoding, any Transfer-Encoding but {@code chunked},
 * Transfer-Encoding in HTTP/1.0; and those that say no host or several (§3.2). Netty itself refuses
 * several Content-Length values and malformed names; it would mend the rest silently.
 */
final class StrictRequestDecoder extends HttpRequestDecoder {
  /** Vendors' paths are short, and nothing else of a request line is read. */
  private static final int MAX_REQUEST_LINE_BYTES = 4_096;

  /** A body arrives in pieces as large as they were read. */
  private static final int MAX_PIECE_BYTES = 64 << 10;

  /** Headers that the pipeline can read as they are. */
  private static final HttpHeadersFactory HEADERS =
      new HttpHeadersFactory() {
        @Override
        public HttpHeaders newHeaders() {
          return HeadersMultiMap.httpHeaders();
        }

        @Override
        public HttpHeaders newEmptyHeaders() {
          return HeadersMultiMap.httpHeaders();
        }
      };

  StrictRequestDecoder(int maxHeaderBytes) {
    super(
        new HttpDecoderConfig()
            .setMaxInitialLineLength(MAX_REQUEST_LINE_BYTES)
            .setMaxHeaderSize(maxHeaderBytes)
            .setMaxChunkSize(MAX_PIECE_BYTES)
            .setHeadersFactory(HEADERS)
            .setTrailersFactory(HEADERS));
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
    checkHost(message, version);
    if (message.headers().contains(HttpHeaderNames.TRANSFER_ENCODING)) {
      checkCoding(message, version);
    }
    return super.isContentAlwaysEmpty(message);
  }

  private static void checkHost(HttpMessage message, HttpVersion version) {
    Iterator<? extends CharSequence> hosts =
        message.headers().valueCharSequenceIterator(HttpHeaderNames.HOST);
    if (!hosts.hasNext()) {
      if (HttpVersion.HTTP_1_1.equals(version)) {
        throw new IllegalArgumentException("no Host");
      }
      return;
    }
    hosts.next();
    if (hosts.hasNext()) {
      throw new IllegalArgumentException("several Host headers");
    }
  }

  private static void checkCoding(HttpMessage message, HttpVersion version) {
    List<String> codings = message.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING);
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
}

package dev.keelage.gateway.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Locale;

/** How a request's body is packed (RFC 9110 §8.4). */
enum BodyCoding {
  NONE,
  GZIP,
  UNKNOWN;

  static BodyCoding of(HttpHeaders headers) {
    if (!headers.contains(HttpHeaderNames.CONTENT_ENCODING)) {
      return NONE;
    }
    String all = String.join(",", headers.getAll(HttpHeaderNames.CONTENT_ENCODING));
    return switch (all.strip().toLowerCase(Locale.ROOT)) {
      case "", "identity" -> NONE;
      case "gzip", "x-gzip" -> GZIP;
      default -> UNKNOWN;
    };
  }
}

package dev.keelage.gateway.dialect;

import io.vertx.core.buffer.Buffer;
import java.util.Map;

/**
 * @param headers to set beside {@code content-type}, for example {@code retry-after}
 */
public record RenderedError(int status, Map<String, String> headers, Buffer body) {
  public RenderedError {
    headers = Map.copyOf(headers);
  }
}

package dev.keelage.gateway.provider;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.util.Optional;

/** The head of an upstream's answer and its body, which flows only while somebody handles it. */
public interface UpstreamResponse {
  int status();

  Optional<String> header(String name);

  ReadStream<Buffer> body();
}

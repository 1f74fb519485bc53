package dev.keelage.gateway.pipeline;

import dev.keelage.gateway.dialect.StreamTap;
import dev.keelage.gateway.exchange.Rejection;
import dev.keelage.gateway.exchange.Usage;
import dev.keelage.gateway.exchange.VendorError;
import dev.keelage.gateway.stage.send.StreamPath;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;

/** Upstream and caller speak the same dialect: the bytes pass through under a watcher's eye. */
record PassedStream(StreamTap tap) implements StreamPath {
  @Override
  public Buffer offer(Buffer chunk) {
    return tap.pass(chunk);
  }

  @Override
  public Buffer end() {
    return tap.end();
  }

  @Override
  public boolean contentSeen() {
    return tap.contentSeen();
  }

  @Override
  public boolean closed() {
    return tap.closed();
  }

  @Override
  public Optional<VendorError> error() {
    return tap.error();
  }

  @Override
  public Optional<Rejection> blocked() {
    return Optional.empty();
  }

  @Override
  public Optional<Usage> usage() {
    return tap.usage();
  }

  @Override
  public long producedTokensEstimate() {
    return tap.producedTokensEstimate();
  }
}

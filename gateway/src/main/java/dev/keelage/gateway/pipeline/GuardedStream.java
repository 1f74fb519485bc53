package dev.keelage.gateway.pipeline;

import dev.keelage.gateway.dialect.StreamPiece;
import dev.keelage.gateway.dialect.StreamPieces;
import dev.keelage.gateway.dialect.StreamTap;
import dev.keelage.gateway.exchange.Rejection;
import dev.keelage.gateway.exchange.Usage;
import dev.keelage.gateway.exchange.VendorError;
import dev.keelage.gateway.stage.guard.PieceGuard;
import dev.keelage.gateway.stage.send.StreamPath;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Optional;

/**
 * Upstream and caller speak the same dialect, and a guardrail reads along: events pass as they came
 * wherever it finds nothing.
 */
final class GuardedStream implements StreamPath {
  private final StreamTap tap;
  private final StreamPieces pieces;
  private final PieceGuard guard;
  private boolean begun;

  GuardedStream(StreamTap tap, StreamPieces pieces, PieceGuard guard) {
    this.tap = tap;
    this.pieces = pieces;
    this.guard = guard;
  }

  @Override
  public Buffer offer(Buffer chunk) {
    return guarded(tap.pass(chunk));
  }

  @Override
  public Buffer end() {
    Buffer out = guarded(tap.end());
    leave(guard.end(), out);
    return out;
  }

  private Buffer guarded(Buffer events) {
    Buffer out = Buffer.buffer();
    for (StreamPiece piece : pieces.read(events)) {
      leave(guard.offer(piece), out);
      begun |= guard.collecting();
    }
    return out;
  }

  private void leave(List<PieceGuard.Leaving> leaving, Buffer out) {
    for (PieceGuard.Leaving event : leaving) {
      begun |= event.piece().content();
      out.appendBuffer(event.piece().bytes(event.texts(), event.masked()));
    }
  }

  @Override
  public boolean contentSeen() {
    return begun;
  }

  @Override
  public boolean closed() {
    return tap.closed() && guard.rejection().isEmpty();
  }

  @Override
  public Optional<VendorError> error() {
    return tap.error();
  }

  @Override
  public Optional<Rejection> blocked() {
    return guard.rejection();
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

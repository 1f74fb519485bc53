package dev.keelage.gateway.http;

import dev.keelage.gateway.exchange.Rejection;
import dev.keelage.gateway.pipeline.Refusal;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/** Unpacks whole bodies, each within bounds that hold while it grows. */
final class Gunzip {
  /** Calls are text, which packs to a fifth or a twentieth: what grows beyond this is a bomb. */
  private static final long MOST_GROWTH = 100;

  /** Anything may grow to this. */
  private static final long FREE_BYTES = 1 << 20;

  /** More is not unpacked on an event loop, where other calls would wait for it. */
  private static final int AT_ONCE_BYTES = 32 << 10;

  private static final int STEP_BYTES = 16 << 10;

  private final long maxBytes;
  private final BodyMemory memory;

  Gunzip(long maxBytes, BodyMemory memory) {
    this.maxBytes = maxBytes;
    this.memory = memory;
  }

  /** What comes out is taken of the memory, unless it fails. */
  Future<Buffer> unpack(Buffer packed) {
    Context context = Vertx.currentContext();
    if (context != null && packed.length() > AT_ONCE_BYTES) {
      return context.executeBlocking(() -> unpacked(packed), false);
    }
    try {
      return Future.succeededFuture(unpacked(packed));
    } catch (Refusal e) {
      return Future.failedFuture(e);
    }
  }

  private Buffer unpacked(Buffer packed) {
    long most = Math.min(maxBytes, Math.max(FREE_BYTES, packed.length() * MOST_GROWTH));
    Buffer out = Buffer.buffer(STEP_BYTES);
    boolean whole = false;
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(packed.getBytes()))) {
      byte[] step = new byte[STEP_BYTES];
      for (int read = in.read(step); read >= 0; read = in.read(step)) {
        if (out.length() + read > most) {
          throw new Refusal(new Rejection.BodyTooLarge(most));
        }
        if (!memory.take(read)) {
          throw new Refusal(BodyMemory.NO_ROOM);
        }
        out.appendBytes(step, 0, read);
      }
      whole = true;
      return out;
    } catch (IOException e) {
      throw new Refusal(
          new Rejection.BadRequest(
              "The request body is not what its Content-Encoding says: gzip.", Optional.empty()));
    } finally {
      if (!whole) {
        memory.give(out.length());
      }
    }
  }
}

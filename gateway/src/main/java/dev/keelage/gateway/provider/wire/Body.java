package dev.keelage.gateway.provider.wire;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.streams.ReadStream;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * An answer's body. What arrives while nobody wants it is kept, and when that is much the
 * connection is not read until it is gone. The end, or the failure, comes after everything that
 * came before it.
 */
final class Body implements ReadStream<Buffer> {
  private static final int MUCH_BYTES = 64 << 10;

  private final ContextInternal context;
  private final Queue<Buffer> kept = new ArrayDeque<>(0);
  private @Nullable Connection source;
  private int keptBytes;
  private long demand = Long.MAX_VALUE;
  private boolean held;
  private boolean passing;
  private boolean complete;
  private boolean over;
  private @Nullable Throwable failure;
  private @Nullable Handler<Buffer> handler;
  private @Nullable Handler<Void> endHandler;
  private @Nullable Handler<Throwable> exceptionHandler;

  Body(ContextInternal context, Connection source) {
    this.context = context;
    this.source = source;
  }

  void received(Buffer chunk) {
    if (over) {
      return;
    }
    kept.add(chunk);
    keptBytes += chunk.length();
    pass();
    if (keptBytes > MUCH_BYTES && !held && source != null) {
      held = true;
      source.read(false);
    }
  }

  /** All of it is here. */
  void ended() {
    complete = true;
    release();
    pass();
  }

  /** No more will come. */
  void failed(Throwable cause) {
    failure = cause;
    release();
    pass();
  }

  /** Nobody is interested any more. */
  void drop() {
    over = true;
    kept.clear();
    keptBytes = 0;
    release();
  }

  /** The connection is none of this body's business any more, and is read again. */
  private void release() {
    Connection was = source;
    source = null;
    if (held && was != null) {
      held = false;
      was.read(true);
    }
  }

  private void pass() {
    if (passing) {
      return;
    }
    passing = true;
    try {
      while (!over && demand > 0 && passOne()) {}
    } finally {
      passing = false;
    }
    if (held && keptBytes == 0 && source != null) {
      held = false;
      source.read(true);
    }
  }

  /** Whether there was something to pass on. */
  private boolean passOne() {
    Handler<Buffer> to = handler;
    if (!kept.isEmpty()) {
      if (to == null) {
        return false;
      }
      if (demand != Long.MAX_VALUE) {
        demand--;
      }
      Buffer chunk = kept.remove();
      keptBytes -= chunk.length();
      to.handle(chunk);
      return true;
    }
    if (failure != null && exceptionHandler != null) {
      over = true;
      exceptionHandler.handle(failure);
    } else if (complete && (to != null || endHandler != null)) {
      over = true;
      if (endHandler != null) {
        endHandler.handle(null);
      }
    }
    return false;
  }

  private void passSoon() {
    if (!over && (!kept.isEmpty() || complete || failure != null)) {
      context.runOnContext(later -> pass());
    }
  }

  @Override
  public Body exceptionHandler(@Nullable Handler<Throwable> failed) {
    exceptionHandler = failed;
    passSoon();
    return this;
  }

  @Override
  public Body handler(@Nullable Handler<Buffer> to) {
    handler = to;
    passSoon();
    return this;
  }

  @Override
  public Body pause() {
    demand = 0;
    return this;
  }

  @Override
  public Body resume() {
    return fetch(Long.MAX_VALUE);
  }

  @Override
  public Body fetch(long amount) {
    demand = demand + amount < 0 ? Long.MAX_VALUE : demand + amount;
    passSoon();
    return this;
  }

  @Override
  public Body endHandler(@Nullable Handler<Void> ended) {
    endHandler = ended;
    return this;
  }
}

package dev.keelage.gateway.provider;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Emits frames one by one, the declared interval apart, and stands still while paused. */
final class MockResponse implements UpstreamResponse, ReadStream<Buffer> {
  private final Vertx vertx;
  private final int status;
  private final List<Buffer> frames;
  private final long intervalMillis;
  private int next;
  private long demand = Long.MAX_VALUE;
  private boolean running;
  private boolean waiting;
  private boolean over;
  private @Nullable Handler<Buffer> handler;
  private @Nullable Handler<Void> endHandler;

  MockResponse(Vertx vertx, int status, List<Buffer> frames, long intervalMillis) {
    this.vertx = vertx;
    this.status = status;
    this.frames = frames;
    this.intervalMillis = intervalMillis;
  }

  @Override
  public int status() {
    return status;
  }

  @Override
  public Optional<String> header(String name) {
    return "content-type".equalsIgnoreCase(name)
        ? Optional.of(frames.size() > 1 ? "text/event-stream" : "application/json")
        : Optional.empty();
  }

  @Override
  public ReadStream<Buffer> body() {
    return this;
  }

  void stop() {
    over = true;
  }

  private void run() {
    if (running || waiting) {
      return;
    }
    running = true;
    while (!over && !waiting && demand > 0 && handler != null) {
      if (next == frames.size()) {
        over = true;
        if (endHandler != null) {
          endHandler.handle(null);
        }
      } else {
        emit();
      }
    }
    running = false;
  }

  private void emit() {
    if (demand != Long.MAX_VALUE) {
      demand--;
    }
    Buffer frame = frames.get(next++);
    if (handler != null) {
      handler.handle(frame);
    }
    if (intervalMillis > 0 && next < frames.size()) {
      waiting = true;
      vertx.setTimer(
          intervalMillis,
          timer -> {
            waiting = false;
            run();
          });
    }
  }

  @Override
  public ReadStream<Buffer> exceptionHandler(@Nullable Handler<Throwable> failed) {
    return this;
  }

  @Override
  public ReadStream<Buffer> handler(@Nullable Handler<Buffer> to) {
    handler = to;
    if (to != null) {
      vertx.runOnContext(v -> run());
    }
    return this;
  }

  @Override
  public ReadStream<Buffer> pause() {
    demand = 0;
    return this;
  }

  @Override
  public ReadStream<Buffer> resume() {
    return fetch(Long.MAX_VALUE);
  }

  @Override
  public ReadStream<Buffer> fetch(long amount) {
    demand = demand + amount < 0 ? Long.MAX_VALUE : demand + amount;
    vertx.runOnContext(v -> run());
    return this;
  }

  @Override
  public ReadStream<Buffer> endHandler(@Nullable Handler<Void> ended) {
    endHandler = ended;
    return this;
  }
}

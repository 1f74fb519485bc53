package dev.keelage.gateway.stage.send;

import dev.keelage.gateway.dialect.MalformedReply;
import dev.keelage.gateway.provider.UpstreamExchange;
import dev.keelage.gateway.provider.UpstreamResponse;
import dev.keelage.snapshot.ModelEntry;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * A stream whose first content has arrived. It stands still until it is relayed; then bytes flow as
 * fast as the slower side allows.
 */
public final class OpenStream {
  /**
   * How long an upstream may keep its connection busy after the end of its stream, before the
   * connection is given up.
   */
  private static final long TRAILER_MILLIS = 1_000;

  private static final Logger LOG = Logger.getLogger(OpenStream.class);

  private final UpstreamExchange exchange;
  private final UpstreamResponse head;
  private final ReadStream<Buffer> body;
  private final StreamPath path;
  private final Buffer first;
  private final ModelEntry.Timeouts timeouts;
  private final Watches watches;
  private final Watch watch;
  private final Promise<StreamEnd> end = Promise.promise();
  private boolean over;

  OpenStream(
      Watches watches,
      UpstreamExchange exchange,
      UpstreamResponse head,
      StreamPath path,
      Buffer first,
      ModelEntry.Timeouts timeouts,
      long totalDeadlineNanos) {
    this.watches = watches;
    this.exchange = exchange;
    this.head = head;
    this.body = head.body();
    this.path = path;
    this.first = first;
    this.timeouts = timeouts;
    this.watch = new Watch(watches, totalDeadlineNanos, this::timedOut);
  }

  public UpstreamResponse head() {
    return head;
  }

  public StreamPath path() {
    return path;
  }

  /**
   * Pumps to the caller. Does not end the caller's side: what stands at its end depends on how the
   * stream ended.
   *
   * @return how; never failed
   */
  public Future<StreamEnd> relay(StreamSink to) {
    watch.expect("the stream stood still", timeouts.idleMillis());
    body.handler(chunk -> offered(chunk, to))
        .endHandler(ended -> ended(to))
        .exceptionHandler(
            cause -> finish(new StreamEnd.Broken(Failure.unreachable(cause)), Rest.DROPPED));
    pass(first, to);
    if (!over) {
      body.resume();
    }
    return end.future();
  }

  /** The caller left, or the gateway stops: the upstream is told at once. */
  public void cancel() {
    finish(new StreamEnd.Cancelled(), Rest.DROPPED);
  }

  private void offered(Buffer chunk, StreamSink to) {
    if (over) {
      return;
    }
    watch.touch();
    try {
      pass(path.offer(chunk), to);
    } catch (RuntimeException e) {
      finish(new StreamEnd.Broken(Failure.unreachable(e)), Rest.DROPPED);
    }
  }

  private void pass(Buffer bytes, StreamSink to) {
    if (bytes.length() > 0) {
      to.write(bytes);
    }
    if (path.blocked().isPresent()) {
      finish(new StreamEnd.Blocked(path.blocked().get()), Rest.DROPPED);
    } else if (path.closed()) {
      finish(closed(), path.usage().isPresent() ? Rest.COMING : Rest.WITH_USAGE);
    } else if (to.full()) {
      body.pause();
      watch.standStill();
      to.whenDrained(
          () -> {
            if (!over) {
              watch.touch();
              body.resume();
            }
          });
    }
  }

  private void ended(StreamSink to) {
    if (over) {
      return;
    }
    try {
      Buffer rest = path.end();
      if (rest.length() > 0) {
        to.write(rest);
      }
    } catch (RuntimeException e) {
      finish(new StreamEnd.Broken(Failure.unreachable(e)), Rest.NONE);
      return;
    }
    if (path.blocked().isPresent()) {
      finish(new StreamEnd.Blocked(path.blocked().get()), Rest.NONE);
    } else if (path.closed() || path.error().isPresent()) {
      finish(closed(), Rest.NONE);
    } else {
      finish(
          new StreamEnd.Broken(Failure.unreachable(new MalformedReply("no terminator"))),
          Rest.NONE);
    }
  }

  /** An error is one even where the vendor goes on to say that the stream ends as it should. */
  private StreamEnd closed() {
    return path.error().isPresent()
        ? new StreamEnd.VendorFailed(path.error().get())
        : new StreamEnd.Closed();
  }

  private void timedOut(String what) {
    finish(new StreamEnd.Broken(Failure.timeOut(what)), Rest.DROPPED);
  }

  private void finish(StreamEnd how, Rest rest) {
    if (over) {
      return;
    }
    over = true;
    watch.off();
    switch (rest) {
      case DROPPED -> exchange.abort();
      case COMING -> drainTrailer(dropped -> {}, () -> {});
      case WITH_USAGE -> {
        drainTrailer(this::overheard, () -> end.tryComplete(how));
        return;
      }
      case NONE -> {}
    }
    end.tryComplete(how);
  }

  /** Behind the last word to the caller: only what was used is of interest. */
  private void overheard(Buffer chunk) {
    try {
      path.offer(chunk);
    } catch (RuntimeException e) {
      LOG.debugf("behind the end of a stream: %s", e.getMessage());
    }
  }

  /** What becomes of the upstream's connection when the stream is over for the caller. */
  private enum Rest {
    /** It ended too. */
    NONE,
    /** The end of the body is still to come, and then the connection can be used again. */
    COMING,
    /** The same, and some vendors say only then what was used. */
    WITH_USAGE,
    /** Nobody wants what is still to come. */
    DROPPED
  }

  private void drainTrailer(Handler<Buffer> chunks, Runnable done) {
    Watch trailer =
        new Watch(
            watches,
            System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(TRAILER_MILLIS),
            late -> {
              exchange.abort();
              done.run();
            });
    trailer.expect("the end", TRAILER_MILLIS);
    Runnable ended =
        () -> {
          trailer.off();
          done.run();
        };
    body.handler(chunks).endHandler(end -> ended.run());
    body.exceptionHandler(broken -> ended.run());
    body.resume();
  }
}

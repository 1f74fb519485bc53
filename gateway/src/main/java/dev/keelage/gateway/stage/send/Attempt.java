package dev.keelage.gateway.stage.send;

import dev.keelage.gateway.dialect.Dialect;
import dev.keelage.gateway.dialect.MalformedCall;
import dev.keelage.gateway.dialect.MalformedReply;
import dev.keelage.gateway.dialect.Untranslatable;
import dev.keelage.gateway.exchange.Rejection;
import dev.keelage.gateway.exchange.VendorError;
import dev.keelage.gateway.provider.UpstreamCall;
import dev.keelage.gateway.provider.UpstreamExchange;
import dev.keelage.gateway.provider.UpstreamResponse;
import dev.keelage.gateway.provider.Upstreams;
import dev.keelage.gateway.snapshot.ServedModel.ServedDeployment;
import io.vertx.core.AsyncResult;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One upstream request, until it has answered whole, begun to stream content, or failed. */
final class Attempt {
  private static final int MAX_REPLY_BYTES = 64 << 20;
  private static final int MAX_ERROR_BYTES = 64 << 10;

  private final Watches watches;
  private final Upstreams upstreams;
  private final UpstreamSignals signals;
  private final SendOrder order;
  private final long totalDeadlineNanos;
  private final ServedDeployment deployment;
  private final Dialect dialect;
  private final Watch watch;
  private final Consumer<AttemptOutcome> outcome;
  private @Nullable UpstreamExchange exchange;
  private Buffer collected = Buffer.buffer(0);
  private boolean over;

  /** Whether a stream has come, or a whole answer instead. */
  private boolean known;

  /**
   * @param dialect that the deployment's provider speaks
   * @param outcome told once, perhaps before {@link #run} returns
   */
  Attempt(
      Watches watches,
      Upstreams upstreams,
      UpstreamSignals signals,
      SendOrder order,
      ServedDeployment deployment,
      Dialect dialect,
      long totalDeadlineNanos,
      Consumer<AttemptOutcome> outcome) {
    this.watches = watches;
    this.totalDeadlineNanos = totalDeadlineNanos;
    this.upstreams = upstreams;
    this.signals = signals;
    this.order = order;
    this.deployment = deployment;
    this.dialect = dialect;
    this.outcome = outcome;
    this.watch = new Watch(watches, totalDeadlineNanos, what -> fail(Failure.timedOut(what)));
  }

  void run() {
    try {
      Buffer body = order.wording().body(deployment);
      UpstreamExchange started = upstreams.start(call(body));
      exchange = started;
      started
          .sent()
          .onSuccess(sent -> watch.expect("no first token", order.timeouts().firstTokenMillis()));
      started.response().onComplete(this::headed);
    } catch (Untranslatable e) {
      fail(Failure.unfit(new Rejection.Untranslatable(e.feature(), dialect.format().name())));
    } catch (MalformedCall e) {
      fail(Failure.ofCall(new Rejection.BadRequest(String.valueOf(e.getMessage()), e.parameter())));
    }
  }

  /** Whether an upstream request was made. */
  boolean started() {
    return exchange != null;
  }

  /** Whether the request has left the gateway, so that the vendor may be at work. */
  boolean sent() {
    return exchange != null && exchange.sent().succeeded();
  }

  /** Gives it up; the outcome never comes. */
  void cancel() {
    over = true;
    watch.off();
    if (exchange != null) {
      exchange.abort();
    }
  }

  private UpstreamCall call(Buffer body) {
    return new UpstreamCall(
        order.callId(),
        order.operation(),
        deployment,
        body,
        order.envelope().stream(),
        order.timeouts().connectMillis(),
        order.wording().spoken(deployment),
        order.envelope().inputTokensEstimate(),
        order.envelope().choices(),
        order.envelope().maxOutputTokens());
  }

  private void headed(AsyncResult<UpstreamResponse> head) {
    if (over) {
      return;
    }
    if (head.failed()) {
      fail(Failure.broken(head.cause()));
      return;
    }
    UpstreamResponse response = head.result();
    response.body().exceptionHandler(cause -> fail(Failure.broken(cause)));
    if (response.status() / 100 != 2) {
      collect(
          response,
          MAX_ERROR_BYTES,
          body -> over(refusal(response, dialect.decodeError(response.status(), body))),
          begun -> fail(refusal(response, dialect.decodeError(response.status(), begun))));
    } else if (order.envelope().stream()) {
      openStream(response);
    } else {
      collect(
          response,
          MAX_REPLY_BYTES,
          body -> answered(response, body),
          begun -> fail(Failure.broken(new MalformedReply("too long"))));
    }
  }

  private void answered(UpstreamResponse response, Buffer body) {
    dialect
        .errorIn(body)
        .ifPresentOrElse(
            error -> over(refusal(response, error)),
            () -> succeed(new AttemptOutcome.Answered(response, body)));
  }

  private static Failure refusal(UpstreamResponse response, VendorError error) {
    return Failure.refused(error, RetryAfter.of(response, Instant.now()));
  }

  private void collect(
      UpstreamResponse response, int maxBytes, Consumer<Buffer> whole, Consumer<Buffer> tooMuch) {
    watch.expect("the answer stood still", order.timeouts().idleMillis());
    new WholeBody(collected, maxBytes)
        .from(
            response.body(),
            watch::touch,
            body -> {
              if (!over) {
                whole.accept(body);
              }
            },
            tooMuch);
  }

  /**
   * Nothing goes to the caller until there is content: up to then another deployment may answer.
   */
  private void openStream(UpstreamResponse response) {
    StreamPath path = order.wording().path(deployment);
    response
        .body()
        .handler(chunk -> offered(response, path, chunk))
        .endHandler(end -> endedEarly(response, path));
  }

  private void offered(UpstreamResponse response, StreamPath path, Buffer chunk) {
    if (over) {
      return;
    }
    if (!known) {
      OptionalInt first = WholeAnswer.firstByte(chunk);
      known = first.isPresent();
      if (known && WholeAnswer.begins(chunk, first.getAsInt())) {
        wholeInstead(response, chunk.slice(first.getAsInt(), chunk.length()));
        return;
      }
    }
    try {
      Buffer out = path.offer(chunk);
      collected = collected.length() == 0 ? out : collected.appendBuffer(out);
    } catch (RuntimeException e) {
      fail(Failure.broken(e));
      return;
    }
    if (path.error().isPresent() && !path.contentSeen()) {
      fail(Failure.refused(path.error().get(), Optional.empty()));
    } else if (path.contentSeen() || path.closed() || path.blocked().isPresent()) {
      begin(response, path);
    }
  }

  /**
   * The vendor does not stream, whatever was asked for, or says so in one object what went wrong.
   */
  private void wholeInstead(UpstreamResponse response, Buffer begun) {
    collected = begun;
    collect(
        response,
        MAX_REPLY_BYTES,
        body -> streamed(response, body),
        tooMuch -> fail(Failure.broken(new MalformedReply("too long"))));
  }

  private void streamed(UpstreamResponse response, Buffer body) {
    Optional<VendorError> error = dialect.errorIn(body);
    if (error.isPresent()) {
      over(refusal(response, error.get()));
      return;
    }
    StreamPath path = order.wording().path(deployment);
    try {
      collected = path.offer(dialect.streamOf(body));
    } catch (RuntimeException e) {
      over(Failure.broken(e));
      return;
    }
    begin(response, path);
  }

  private void begin(UpstreamResponse response, StreamPath path) {
    UpstreamExchange running = exchange;
    if (running == null) {
      throw new IllegalStateException("an answer without a request");
    }
    response.body().pause();
    OpenStream stream =
        new OpenStream(
            watches, running, response, path, collected, order.timeouts(), totalDeadlineNanos);
    watch.off();
    succeed(new AttemptOutcome.Streaming(stream));
  }

  /** What came may still be a whole answer that lacks no more than its last blank line. */
  private void endedEarly(UpstreamResponse response, StreamPath path) {
    if (over) {
      return;
    }
    try {
      collected = collected.copy().appendBuffer(path.end());
    } catch (RuntimeException e) {
      over(Failure.broken(e));
      return;
    }
    if (path.error().isPresent()) {
      over(Failure.refused(path.error().get(), Optional.empty()));
    } else if (path.closed()) {
      begin(response, path);
    } else {
      over(Failure.broken(new MalformedReply("ended without an answer")));
    }
  }

  private void succeed(AttemptOutcome how) {
    over = true;
    watch.off();
    outcome.accept(how);
  }

  private void fail(Failure failure) {
    if (over) {
      return;
    }
    over(failure);
    if (exchange != null) {
      exchange.abort();
    }
  }

  /** The upstream has said all it will: its connection can be used again. */
  private void over(Failure failure) {
    if (over) {
      return;
    }
    over = true;
    watch.off();
    signals.failed(deployment, failure.trouble(), failure.detail());
    outcome.accept(new AttemptOutcome.Failed(failure));
  }
}

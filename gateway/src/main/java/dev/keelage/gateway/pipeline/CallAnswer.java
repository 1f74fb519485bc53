package dev.keelage.gateway.pipeline;

import dev.keelage.gateway.dialect.MalformedReply;
import dev.keelage.gateway.exchange.Rejection;
import dev.keelage.gateway.exchange.Usage;
import dev.keelage.gateway.pipeline.Timeline.Mark;
import dev.keelage.gateway.provider.UpstreamResponse;
import dev.keelage.gateway.snapshot.ServedModel.ServedDeployment;
import dev.keelage.gateway.stage.guard.BodyVerdict;
import dev.keelage.gateway.stage.send.OpenStream;
import dev.keelage.gateway.stage.send.SendOutcome;
import dev.keelage.gateway.stage.send.StreamEnd;
import dev.keelage.gateway.stage.settle.CallOutcome;
import dev.keelage.gateway.stage.settle.CallOutcome.Ending;
import dev.keelage.gateway.stage.settle.Settlement;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Answers one admitted call from what came of sending it, and says how the call ended. */
final class CallAnswer {
  private static final Rejection STOPPING =
      new Rejection.Unavailable("The gateway is shutting down.", Duration.ofSeconds(1));

  private final Call call;
  private final CallWording wording;
  private final Settlement settlement;

  CallAnswer(Call call, CallWording wording, Settlement settlement) {
    this.call = call;
    this.wording = wording;
    this.settlement = settlement;
  }

  /** Completes when nothing more goes to the caller. */
  Future<CallOutcome> give(SendOutcome sent) {
    call.timeline().reach(Mark.ANSWERED);
    return switch (sent) {
      case SendOutcome.Answered answered -> whole(answered);
      case SendOutcome.Streaming streaming -> stream(streaming);
      case SendOutcome.Failed failed -> Future.succeededFuture(failed(failed));
      case SendOutcome.Cancelled(var working, int attempts) ->
          Future.succeededFuture(cancelled(working, attempts));
    };
  }

  /** The gateway's own answer to a call that no deployment needs to hear of. */
  CallOutcome here(Buffer body) {
    call.timeline().reach(Mark.ANSWERED);
    CallerReply.here(call, body);
    return outcome(Ending.COMPLETED, Optional.empty(), Usage.NONE, 0, 200);
  }

  private CallOutcome failed(SendOutcome.Failed failed) {
    Map<String, String> headers = new HashMap<>(call.reservation().replyHeaders());
    headers.putAll(failed.replyHeaders());
    int status = CallerReply.refuse(call, failed.rejection(), headers, failed.attempts());
    return outcome(Ending.FAILED, Optional.empty(), Usage.NONE, failed.attempts(), status);
  }

  private Future<CallOutcome> whole(SendOutcome.Answered answered) {
    ServedDeployment deployment = answered.deployment();
    Usage known = UsageEstimate.inputOnly(call);
    try {
      Usage usage = WholeReply.usage(call, wording, deployment, answered.body());
      known = usage;
      Buffer body = WholeReply.translated(call, wording, deployment, answered.body());
      return WholeReply.inspected(call, body)
          .map(
              verdict ->
                  switch (verdict) {
                    case BodyVerdict.Pass() -> reply(answered, usage, body);
                    case BodyVerdict.Masked(Buffer masked) -> reply(answered, usage, masked);
                    case BodyVerdict.Refused(Rejection rejection) ->
                        refuse(
                            rejection,
                            Ending.BLOCKED,
                            Optional.of(deployment),
                            usage,
                            answered.attempts());
                  });
    } catch (MalformedReply e) {
      return Future.succeededFuture(
          refuse(
              new Rejection.UpstreamFailed(502, "The provider's answer could not be understood."),
              Ending.UPSTREAM_CUT,
              Optional.of(deployment),
              known,
              answered.attempts()));
    }
  }

  private CallOutcome reply(SendOutcome.Answered answered, Usage usage, Buffer body) {
    ServedDeployment deployment = answered.deployment();
    CallOutcome outcome =
        outcome(Ending.COMPLETED, Optional.of(deployment), usage, answered.attempts(), 200);
    CallerReply.whole(
        call,
        deployment,
        answered.attempts(),
        answered.head(),
        settlement.price(call.reservation(), outcome),
        body);
    return outcome;
  }

  private Future<CallOutcome> stream(SendOutcome.Streaming streaming) {
    OpenStream stream = streaming.stream();
    if (stream.path().blocked().isPresent()) {
      stream.cancel();
      return Future.succeededFuture(
          refuse(
              stream.path().blocked().get(),
              Ending.BLOCKED,
              Optional.of(streaming.deployment()),
              UsageEstimate.cut(call.envelope(), stream.path()),
              streaming.attempts()));
    }
    Duration firstToken = call.timeline().sinceReceipt();
    UpstreamResponse head = stream.head();
    CallerReply.streamHead(call, streaming.deployment(), streaming.attempts(), head);
    call.running(stream::cancel);
    return stream.relay(call.response()).map(end -> streamed(streaming, end, firstToken));
  }

  private CallOutcome streamed(
      SendOutcome.Streaming streaming, StreamEnd end, Duration firstToken) {
    OpenStream stream = streaming.stream();
    Ending ending =
        switch (end) {
          case StreamEnd.Closed() -> {
            CallerReply.endStream(call);
            yield Ending.COMPLETED;
          }
          case StreamEnd.VendorFailed ignored -> {
            CallerReply.endStream(call);
            yield Ending.UPSTREAM_CUT;
          }
          case StreamEnd.Broken(Rejection rejection) -> {
            CallerReply.refuse(call, rejection, Map.of(), streaming.attempts());
            yield Ending.UPSTREAM_CUT;
          }
          case StreamEnd.Blocked(Rejection rejection) -> {
            CallerReply.refuse(call, rejection, Map.of(), streaming.attempts());
            yield Ending.BLOCKED;
          }
          case StreamEnd.Cancelled() -> {
            CallerReply.refuse(call, STOPPING, Map.of(), streaming.attempts());
            yield call.cut().orElse(Ending.CLIENT_GONE);
          }
        };
    Usage usage =
        ending == Ending.COMPLETED
            ? UsageEstimate.complete(call.envelope(), stream.path())
            : UsageEstimate.cut(call.envelope(), stream.path());
    return new CallOutcome(
        ending,
        Optional.of(streaming.deployment()),
        usage,
        streaming.attempts(),
        200,
        call.timeline().sinceReceipt(),
        Optional.of(firstToken));
  }

  /**
   * What the vendor has begun is booked at its input: it may be charged, and nobody rides free by
   * hanging up.
   */
  private CallOutcome cancelled(Optional<ServedDeployment> working, int attempts) {
    Usage usage = working.isPresent() ? UsageEstimate.inputOnly(call) : Usage.NONE;
    return refuse(STOPPING, call.cut().orElse(Ending.CLIENT_GONE), working, usage, attempts);
  }

  private CallOutcome refuse(
      Rejection rejection,
      Ending ending,
      Optional<ServedDeployment> deployment,
      Usage usage,
      int attempts) {
    int status = CallerReply.refuse(call, rejection, call.reservation().replyHeaders(), attempts);
    return outcome(ending, deployment, usage, attempts, status);
  }

  private CallOutcome outcome(
      Ending ending, Optional<ServedDeployment> deployment, Usage usage, int attempts, int status) {
    return new CallOutcome(
        ending,
        deployment,
        usage,
        attempts,
        status,
        call.timeline().sinceReceipt(),
        Optional.empty());
  }
}

package dev.keelage.gateway.pipeline;

import dev.keelage.gateway.dialect.Dialects;
import dev.keelage.gateway.dialect.MalformedCall;
import dev.keelage.gateway.exchange.Envelope;
import dev.keelage.gateway.exchange.Rejection;
import dev.keelage.gateway.pipeline.Timeline.Mark;
import dev.keelage.gateway.snapshot.Caller;
import dev.keelage.gateway.snapshot.LoadedSnapshot;
import dev.keelage.gateway.snapshot.ServedModel;
import dev.keelage.gateway.snapshot.SnapshotHolder;
import dev.keelage.gateway.stage.access.Access;
import dev.keelage.gateway.stage.access.AccessOutcome;
import dev.keelage.gateway.stage.admit.Admission;
import dev.keelage.gateway.stage.admit.AdmitOutcome;
import dev.keelage.gateway.stage.admit.CallFacts;
import dev.keelage.gateway.stage.admit.Reservation;
import dev.keelage.gateway.stage.guard.BodyVerdict;
import dev.keelage.gateway.stage.guard.Guard;
import dev.keelage.gateway.stage.route.Router;
import dev.keelage.gateway.stage.send.Gate;
import dev.keelage.gateway.stage.send.SendOrder;
import dev.keelage.gateway.stage.send.SendOutcome;
import dev.keelage.gateway.stage.send.Sender;
import dev.keelage.gateway.stage.send.Sending;
import dev.keelage.gateway.stage.settle.CallOutcome;
import dev.keelage.gateway.stage.settle.Settlement;
import dev.keelage.snapshot.ShardKind;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.Optional;

/**
 * The way of one request through the stages, on one event loop. Not thread-safe; each event loop
 * has its own.
 */
public final class RequestPipeline {
  /** Whom the caller serves, for budgets that each customer has for itself. */
  private static final String CUSTOMER = "x-keelage-customer";

  private static final Duration RELOAD = Duration.ofSeconds(5);
  private static final Rejection NOT_LOADED =
      new Rejection.Unavailable("Part of the configuration is not loaded yet.", RELOAD);

  private final SnapshotHolder snapshots;
  private final CompiledGuardrails guardrails;
  private final Admission admission;
  private final Settlement settlement;
  private final Dialects dialects;
  private final Sender sender;
  private final CallIds ids;
  private final CallObserver observer;

  public RequestPipeline(
      SnapshotHolder snapshots,
      CompiledGuardrails guardrails,
      Admission admission,
      Settlement settlement,
      Dialects dialects,
      Sender sender,
      CallIds ids,
      CallObserver observer) {
    this.snapshots = snapshots;
    this.guardrails = guardrails;
    this.admission = admission;
    this.settlement = settlement;
    this.dialects = dialects;
    this.sender = sender;
    this.ids = ids;
    this.observer = observer;
  }

  /** Answers the call, whatever happens, and settles it once if it was admitted. */
  public Future<Void> handle(Call call) {
    return access(call) // who?
        .compose(caller -> call.body().read()) // bounded, in time
        .compose(body -> understand(call, body)) // which model? ok?
        .compose(envelope -> admit(call)) // may it? reserve
        .compose(reservation -> serve(call)) // where, do, reply
        .transform(ended -> CallEnd.settle(call, ended, settlement, observer)); // cost
  }

  private Future<Caller> access(Call call) {
    Optional<LoadedSnapshot> current = snapshots.current();
    if (current.isEmpty()) {
      return refused(new Rejection.Unavailable("The gateway has no configuration yet.", RELOAD));
    }
    call.took(current.get());
    return switch (Access.check(call.headers(), current.get(), call.startedAt())) {
      case AccessOutcome.Denied(Rejection rejection) -> refused(rejection);
      case AccessOutcome.Granted(Caller caller) -> {
        call.grantedTo(caller);
        call.timeline().reach(Mark.ACCESS_CHECKED);
        yield Future.succeededFuture(caller);
      }
    };
  }

  private Future<Envelope> understand(Call call, Buffer body) {
    call.timeline().reach(Mark.BODY_READ);
    scan(call, body); // one pass, no tree
    resolve(call);
    return guard(call);
  }

  private static Envelope scan(Call call, Buffer body) {
    try {
      Envelope envelope = call.dialect().scan(call.operation(), body, call.modelInPath());
      call.says(envelope);
      return envelope;
    } catch (MalformedCall e) {
      throw new Refusal(new Rejection.BadRequest(String.valueOf(e.getMessage()), e.parameter()));
    }
  }

  private static void resolve(Call call) {
    LoadedSnapshot snapshot = call.snapshot();
    String name = call.modelInPath().orElse(call.envelope().model());
    Optional<ServedModel> model = snapshot.model(call.caller(), name);
    if (model.isEmpty()) {
      throw new Refusal(
          snapshot.mayMiss(ShardKind.MODEL) || snapshot.mayMiss(ShardKind.PROVIDER)
              ? NOT_LOADED
              : new Rejection.ModelUnknown(name));
    }
    if (!call.caller().mayUse(model.get())) {
      throw new Refusal(new Rejection.ModelForbidden(name));
    }
    if (!model.get().servable()) {
      throw new Refusal(
          snapshot.mayMiss(model.get().accepted() ? ShardKind.PROVIDER : ShardKind.MODEL)
              ? NOT_LOADED
              : new Rejection.ModelUnavailable(name, model.get().accepted(), RELOAD));
    }
    call.resolvedTo(model.get());
  }

  private Future<Envelope> guard(Call call) {
    Optional<Guard> guard = guardrails.of(call.snapshot()).of(call.caller(), call.model());
    call.guardedBy(guard);
    if (guard.isEmpty()) {
      return Future.succeededFuture(call.envelope());
    }
    return Inspection.ofRequest(guard.get(), call.dialect(), call.envelope().body())
        .map(
            verdict ->
                switch (verdict) {
                  case BodyVerdict.Pass() -> call.envelope();
                  case BodyVerdict.Masked(Buffer body) -> scan(call, body);
                  case BodyVerdict.Refused(Rejection rejection) -> throw new Refusal(rejection);
                });
  }

  private Future<Reservation> admit(Call call) {
    CallFacts facts =
        new CallFacts(
            call.id(),
            call.operation(),
            call.dialect().format(),
            call.caller(),
            call.model(),
            call.envelope(),
            Optional.ofNullable(call.headers().get(CUSTOMER)).filter(name -> !name.isBlank()),
            CallTags.of(call.caller(), call.headers(), call.envelope().tags()),
            call.startedAt());
    return admission
        .admit(facts)
        .compose(
            outcome ->
                switch (outcome) {
                  case AdmitOutcome.Admitted(Reservation reservation) -> {
                    call.admitted(reservation);
                    call.timeline().reach(Mark.ADMITTED);
                    yield Future.succeededFuture(reservation);
                  }
                  case AdmitOutcome.Downgraded(var modelId, var otherwise) ->
                      downgrade(call, modelId, otherwise);
                  case AdmitOutcome.Refused(var rejection, var headers) ->
                      Future.failedFuture(new Refusal(rejection, headers));
                });
  }

  /** Once per call at most: two budgets must not send it to and fro. */
  private Future<Reservation> downgrade(Call call, String modelId, AdmitOutcome.Refused otherwise) {
    Optional<ServedModel> cheaper = call.snapshot().modelById(call.caller(), modelId);
    if (cheaper.isEmpty() || call.downgradedFrom().isPresent()) {
      return Future.failedFuture(new Refusal(otherwise.rejection(), otherwise.replyHeaders()));
    }
    call.downgradedTo(cheaper.get());
    return guard(call).compose(envelope -> admit(call));
  }

  private Future<CallOutcome> serve(Call call) {
    CallWording wording = new CallWording(dialects, call);
    call.putBy(wording);
    CallAnswer answer = new CallAnswer(call, wording, settlement);
    ServedModel asked = TokenCount.asked(call);
    return asked.deployments().isEmpty()
        ? Future.succeededFuture(answer.here(TokenCount.estimate(call)))
        : send(call, asked).compose(answer::give);
  }

  private Future<SendOutcome> send(Call call, ServedModel asked) {
    if (call.cut().isPresent()) {
      return Future.succeededFuture(new SendOutcome.Cancelled(Optional.empty(), 0));
    }
    Optional<Gate> gate = DeploymentGate.of(admission.attempts(), call.reservation().facts());
    SendOrder order =
        new SendOrder(
            call.id(),
            call.operation(),
            call.envelope(),
            Router.plan(asked, ids.random(), gate.isPresent()),
            call.model().entry().maxAttempts(),
            gate,
            call.model().entry().timeouts(),
            call.wording());
    Sending sending = sender.send(order);
    call.running(sending::cancel);
    return sending.outcome();
  }

  private static <T> Future<T> refused(Rejection rejection) {
    return Future.failedFuture(new Refusal(rejection));
  }
}

package dev.keelage.gateway.telemetry;

import dev.keelage.gateway.exchange.Operation;
import dev.keelage.gateway.exchange.Usage;
import dev.keelage.gateway.pipeline.Call;
import dev.keelage.gateway.pipeline.CallObserver;
import dev.keelage.gateway.pipeline.Timeline.Mark;
import dev.keelage.gateway.snapshot.ServedModel.ServedDeployment;
import dev.keelage.gateway.stage.settle.CallOutcome;
import dev.keelage.gateway.stage.settle.CallOutcome.Ending;
import dev.keelage.gateway.stage.settle.Receipt;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Two spans per call, written when it is over: what the caller asked of the gateway, and in it what
 * a deployment made of that. Nothing is carried along while the call runs, so a call that is not
 * sampled costs next to nothing. No contents, ever.
 */
public final class CallSpans implements CallObserver {
  private static final TextMapGetter<Call> TRACE_PARENT =
      new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(Call call) {
          return List.of("traceparent", "tracestate");
        }

        @Override
        public @Nullable String get(@Nullable Call call, String key) {
          return call == null ? null : call.header(key).orElse(null);
        }
      };

  private final Tracer tracer;

  public CallSpans(Tracer tracer) {
    this.tracer = tracer;
  }

  @Override
  public void ended(
      Call call, int status, Optional<CallOutcome> outcome, Optional<Receipt> receipt) {
    Context parent =
        W3CTraceContextPropagator.getInstance().extract(Context.root(), call, TRACE_PARENT);
    Span span =
        tracer
            .spanBuilder(operation(call) + " " + model(call))
            .setSpanKind(SpanKind.SERVER)
            .setParent(parent)
            .setStartTimestamp(call.startedAt())
            .startSpan();
    if (span.isRecording()) {
      describe(span, call, status, outcome, receipt);
      outcome.ifPresent(how -> upstream(parent.with(span), call, how));
    }
    span.end(at(call, Mark.ENDED));
  }

  private void describe(
      Span span, Call call, int status, Optional<CallOutcome> outcome, Optional<Receipt> receipt) {
    span.setAttribute(SpanAttribute.OPERATION, operation(call));
    span.setAttribute(SpanAttribute.CALL_ID, call.id());
    span.setAttribute(SpanAttribute.MODEL, model(call));
    span.setAttribute(SpanAttribute.STATUS, status);
    call.knownCaller()
        .ifPresent(
            caller -> {
              span.setAttribute(SpanAttribute.KEY, caller.key().id());
              caller.teamId().ifPresent(team -> span.setAttribute(SpanAttribute.TEAM, team));
            });
    outcome.ifPresent(
        how -> {
          span.setAttribute(SpanAttribute.ENDING, lower(how.ending()));
          span.setAttribute(SpanAttribute.ATTEMPTS, how.attempts());
        });
    receipt.ifPresent(booked -> span.setAttribute(SpanAttribute.COST, booked.cost().doubleValue()));
    if (status >= 400 || outcome.map(how -> how.ending() != Ending.COMPLETED).orElse(false)) {
      span.setAttribute(
          SpanAttribute.ERROR_TYPE,
          status >= 400
              ? Integer.toString(status)
              : outcome.map(how -> lower(how.ending())).orElse("other"));
      span.setStatus(StatusCode.ERROR);
    }
  }

  private void upstream(Context parent, Call call, CallOutcome outcome) {
    if (outcome.deployment().isEmpty()) {
      return;
    }
    ServedDeployment deployment = outcome.deployment().get();
    Usage usage = outcome.usage();
    Span span =
        tracer
            .spanBuilder(operation(call) + " " + deployment.entry().model())
            .setSpanKind(SpanKind.CLIENT)
            .setParent(parent)
            .setStartTimestamp(at(call, Mark.ADMITTED))
            .startSpan();
    span.setAttribute(SpanAttribute.OPERATION, operation(call));
    span.setAttribute(SpanAttribute.PROVIDER, lower(deployment.provider().type()));
    span.setAttribute(SpanAttribute.REQUEST_MODEL, deployment.entry().model());
    span.setAttribute(SpanAttribute.DEPLOYMENT, deployment.entry().name());
    span.setAttribute(SpanAttribute.INPUT_TOKENS, usage.totalInputTokens());
    span.setAttribute(SpanAttribute.OUTPUT_TOKENS, usage.totalOutputTokens());
    span.setAttribute(SpanAttribute.CACHE_READ_TOKENS, usage.cachedInputTokens());
    span.setAttribute(
        SpanAttribute.CACHE_WRITE_TOKENS, usage.cacheWrite5mTokens() + usage.cacheWrite1hTokens());
    if (outcome.ending() != Ending.COMPLETED) {
      span.setAttribute(SpanAttribute.ERROR_TYPE, lower(outcome.ending()));
      span.setStatus(StatusCode.ERROR);
    }
    span.end(at(call, Mark.ENDED));
  }

  private static Instant at(Call call, Mark mark) {
    return call.timeline().at(mark).map(call.startedAt()::plus).orElse(call.startedAt());
  }

  private static String operation(Call call) {
    return switch (call.operation()) {
      case Operation.CHAT -> "chat";
      case Operation.EMBEDDINGS -> "embeddings";
      case Operation.COUNT_TOKENS -> "count_tokens";
    };
  }

  private static String model(Call call) {
    return call.knownModel().map(model -> model.entry().modelName()).orElse("unknown");
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}

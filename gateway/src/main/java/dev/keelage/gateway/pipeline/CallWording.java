package dev.keelage.gateway.pipeline;

import dev.keelage.gateway.dialect.Dialect;
import dev.keelage.gateway.dialect.Dialect.ReplyContext;
import dev.keelage.gateway.dialect.Dialects;
import dev.keelage.gateway.dialect.StreamPieces;
import dev.keelage.gateway.dialect.StreamTap;
import dev.keelage.gateway.dialect.Untranslatable;
import dev.keelage.gateway.exchange.ChatCall;
import dev.keelage.gateway.exchange.Envelope;
import dev.keelage.gateway.exchange.Operation;
import dev.keelage.gateway.exchange.WireFormat;
import dev.keelage.gateway.provider.SpokenVersion;
import dev.keelage.gateway.provider.Upstreams;
import dev.keelage.gateway.snapshot.ServedModel.ServedDeployment;
import dev.keelage.gateway.stage.guard.Guard;
import dev.keelage.gateway.stage.send.SendOrder;
import dev.keelage.gateway.stage.send.StreamPath;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Puts one call to deployments of either dialect: as it came where they speak the caller's, through
 * the canonical exchange where they do not.
 */
final class CallWording implements SendOrder.Wording {
  private final Dialects dialects;
  private final Dialect callers;
  private final Operation operation;
  private final Envelope envelope;
  private final Optional<Guard> guard;
  private final MultiMap headers;
  private final ReplyContext context;
  private @Nullable ChatCall decoded;

  CallWording(Dialects dialects, Call call) {
    this.dialects = dialects;
    this.callers = call.dialect();
    this.operation = call.operation();
    this.envelope = call.envelope();
    this.guard = call.guard();
    this.headers = call.headers();
    this.context = new ReplyContext(call.id(), envelope.model(), call.startedAt().getEpochSecond());
  }

  /** Whether answers of this deployment go to the caller as they are. */
  boolean passesThrough(ServedDeployment deployment) {
    return Upstreams.format(deployment) == callers.format();
  }

  Dialect dialectOf(ServedDeployment deployment) {
    return dialects.of(Upstreams.format(deployment));
  }

  ReplyContext context() {
    return context;
  }

  @Override
  public Buffer body(ServedDeployment deployment) {
    String model = deployment.entry().model();
    if (passesThrough(deployment)) {
      return callers.splice(operation, envelope, model);
    }
    return switch (operation) {
      case EMBEDDINGS -> throw new Untranslatable("embeddings");
      case COUNT_TOKENS -> throw new Untranslatable("counting tokens");
      case CHAT -> dialectOf(deployment).encodeCall(canonical().withModel(model));
    };
  }

  @Override
  public SpokenVersion spoken(ServedDeployment deployment) {
    return callers.format() == WireFormat.ANTHROPIC && passesThrough(deployment)
        ? SpokenVersion.of(headers)
        : SpokenVersion.NONE;
  }

  @Override
  public StreamPath path(ServedDeployment deployment) {
    if (passesThrough(deployment)) {
      StreamTap tap = callers.streamTap(envelope.usageInStream());
      if (!answersInspected()) {
        return new PassedStream(tap);
      }
      Optional<StreamPieces> pieces = callers.streamPieces();
      if (pieces.isPresent()) {
        return new GuardedStream(tap, pieces.get(), guard.orElseThrow().pieces());
      }
    }
    return new TranslatedStream(
        dialectOf(deployment).streamDecoder(),
        callers.streamEncoder(context, envelope.usageInStream()),
        answersInspected() ? guard.map(Guard::stream) : Optional.empty());
  }

  private boolean answersInspected() {
    return guard.isPresent() && guard.get().inspectsAnswers();
  }

  private ChatCall canonical() {
    ChatCall known = decoded;
    if (known == null) {
      known = callers.decodeCall(envelope);
      decoded = known;
    }
    return known;
  }
}

package dev.keelage.gateway.pipeline;

import dev.keelage.gateway.dialect.MalformedReply;
import dev.keelage.gateway.exchange.Operation;
import dev.keelage.gateway.exchange.Usage;
import dev.keelage.gateway.snapshot.ServedModel.ServedDeployment;
import dev.keelage.gateway.stage.guard.BodyVerdict;
import dev.keelage.gateway.stage.guard.Guard;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;

/** A whole answer on its way to the caller. */
final class WholeReply {
  private WholeReply() {}

  /**
   * The vendor's figures, else an estimate.
   *
   * @throws MalformedReply an answer that no SDK would understand either
   */
  static Usage usage(Call call, CallWording wording, ServedDeployment deployment, Buffer body) {
    var dialect = wording.dialectOf(deployment);
    Optional<Usage> reported = dialect.usageOf(call.operation(), body);
    if (reported.isPresent()) {
      return reported.get();
    }
    return switch (call.operation()) {
      case CHAT -> UsageEstimate.whole(call.envelope(), dialect.decodeReply(body));
      case EMBEDDINGS -> {
        if (body.length() == 0 || body.getByte(0) != '{') {
          throw new MalformedReply("not a JSON object");
        }
        yield UsageEstimate.inputOnly(call);
      }
      case COUNT_TOKENS -> TokenCount.usage(body);
    };
  }

  /** What the guardrails say of an answer in the caller's dialect. Vectors have no words. */
  static Future<BodyVerdict> inspected(Call call, Buffer body) {
    Optional<Guard> guard = call.guard().filter(Guard::inspectsAnswers);
    return guard.isEmpty() || call.operation() != Operation.CHAT
        ? Future.succeededFuture(new BodyVerdict.Pass())
        : Inspection.ofReply(guard.get(), call.dialect(), body);
  }

  /**
   * @return in the caller's dialect: the same bytes where the upstream speaks it
   * @throws MalformedReply not what the upstream's dialect says
   */
  static Buffer translated(
      Call call, CallWording wording, ServedDeployment deployment, Buffer body) {
    if (call.operation() != Operation.CHAT || wording.passesThrough(deployment)) {
      return body;
    }
    return call.dialect()
        .encodeReply(wording.dialectOf(deployment).decodeReply(body), wording.context());
  }
}

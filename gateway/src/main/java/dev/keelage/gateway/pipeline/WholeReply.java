package dev.keelage.gateway.pipeline;

import dev.keelage.gateway.dialect.MalformedReply;
import dev.keelage.gateway.dialect.json.Bytes;
import dev.keelage.gateway.dialect.json.InvalidJson;
import dev.keelage.gateway.dialect.json.JsonCursor;
import dev.keelage.gateway.dialect.json.JsonKind;
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
        requireObject(body);
        yield UsageEstimate.inputOnly(call);
      }
      case COUNT_TOKENS -> {
        requireObject(body);
        yield Usage.NONE; // a count costs nothing, whatever it says
      }
    };
  }

  /** An answer without a length may be cut anywhere. */
  private static void requireObject(Buffer body) {
    try {
      JsonCursor cursor = new JsonCursor(Bytes.of(body));
      if (cursor.peek() != JsonKind.OBJECT) {
        throw new MalformedReply("not a JSON object");
      }
      cursor.skip();
      cursor.end();
    } catch (InvalidJson e) {
      throw new MalformedReply(e.reason());
    }
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

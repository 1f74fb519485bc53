package dev.keelage.gateway.pipeline;

import dev.keelage.gateway.dialect.Dialect;
import dev.keelage.gateway.stage.guard.BodyVerdict;
import dev.keelage.gateway.stage.guard.Guard;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.concurrent.Callable;

/**
 * Has a guard look at a whole body: at once where that is quick, beside the event loop where other
 * calls would have to wait for it.
 */
final class Inspection {
  private Inspection() {}

  static Future<BodyVerdict> ofRequest(Guard guard, Dialect dialect, Buffer body) {
    return inspect(guard, body, () -> guard.request(dialect, body));
  }

  static Future<BodyVerdict> ofReply(Guard guard, Dialect dialect, Buffer body) {
    return inspect(guard, body, () -> guard.reply(dialect, body));
  }

  private static Future<BodyVerdict> inspect(
      Guard guard, Buffer body, Callable<BodyVerdict> inspection) {
    Context context = Vertx.currentContext();
    if (context != null && guard.slow(body.length())) {
      return context.executeBlocking(inspection, false);
    }
    try {
      return Future.succeededFuture(inspection.call());
    } catch (Exception e) {
      return Future.failedFuture(e);
    }
  }
}

package dev.keelage.gateway.pipeline;

import dev.keelage.gateway.exchange.Rejection;
import dev.keelage.gateway.exchange.Usage;
import dev.keelage.gateway.pipeline.Timeline.Mark;
import dev.keelage.gateway.stage.settle.CallOutcome;
import dev.keelage.gateway.stage.settle.CallOutcome.Ending;
import dev.keelage.gateway.stage.settle.Receipt;
import dev.keelage.gateway.stage.settle.Settlement;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/** The end of every call: what was admitted is settled, once; what was refused is answered. */
final class CallEnd {
  private static final Logger LOG = Logger.getLogger(CallEnd.class);

  private CallEnd() {}

  /**
   * @param ended how the stages ended: an outcome of an admitted call, a {@link Refusal}, {@link
   *     CallerGone}, or a bug
   */
  static Future<Void> settle(
      Call call, AsyncResult<CallOutcome> ended, Settlement settlement, CallObserver observer) {
    call.timeline().reach(Mark.ENDED);
    int status = ended.succeeded() ? ended.result().status() : refuse(call, ended.cause());
    Optional<CallOutcome> outcome =
        call.knownReservation()
            .map(held -> ended.succeeded() ? ended.result() : failed(call, status));
    Optional<Receipt> receipt = outcome.map(how -> settlement.book(call.reservation(), how));
    observer.ended(call, status, outcome, receipt);
    return Future.succeededFuture();
  }

  private static int refuse(Call call, Throwable cause) {
    return switch (cause) {
      case Refusal refusal ->
          CallerReply.refuse(call, refusal.rejection(), refusal.replyHeaders(), 0);
      case CallerGone gone -> CallObserver.CALLER_GONE;
      default -> {
        LOG.errorf(cause, "call=%s failed by a bug", call.id());
        yield CallerReply.refuse(call, new Rejection.Internal(call.id()), Map.of(), 0);
      }
    };
  }

  private static CallOutcome failed(Call call, int status) {
    return new CallOutcome(
        call.callerGone() ? Ending.CLIENT_GONE : Ending.FAILED,
        Optional.empty(),
        Usage.NONE,
        0,
        status,
        call.timeline().sinceReceipt(),
        Optional.empty());
  }
}

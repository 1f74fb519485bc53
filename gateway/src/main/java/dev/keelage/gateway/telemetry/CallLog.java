package dev.keelage.gateway.telemetry;

import dev.keelage.gateway.pipeline.Call;
import dev.keelage.gateway.pipeline.CallObserver;
import dev.keelage.gateway.stage.settle.CallOutcome;
import dev.keelage.gateway.stage.settle.Receipt;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * One line per call, at DEBUG: {@code QUARKUS_LOG_CATEGORY__KEELAGE_CALLS__LEVEL=DEBUG}. No
 * contents and no keys.
 */
public final class CallLog implements CallObserver {
  private static final Logger LOG = Logger.getLogger("keelage.calls");

  @Override
  public void ended(
      Call call, int status, Optional<CallOutcome> outcome, Optional<Receipt> receipt) {
    if (!LOG.isDebugEnabled()) {
      return;
    }
    LOG.debugf(
        "call=%s key=%s model=%s deployment=%s status=%d ending=%s attempts=%d cost=%s ms=%d",
        call.id(),
        call.knownCaller().map(caller -> caller.key().id()).orElse("-"),
        call.knownModel().map(model -> model.entry().id()).orElse("-"),
        outcome.flatMap(CallOutcome::deployment).map(known -> known.entry().name()).orElse("-"),
        status,
        outcome.map(how -> how.ending().name()).orElse("REFUSED"),
        outcome.map(CallOutcome::attempts).orElse(0),
        receipt.map(booked -> booked.cost().toPlainString()).orElse("-"),
        call.timeline().sinceReceipt().toMillis());
  }
}

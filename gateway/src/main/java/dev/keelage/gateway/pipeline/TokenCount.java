package dev.keelage.gateway.pipeline;

import dev.keelage.gateway.exchange.Operation;
import dev.keelage.gateway.provider.Upstreams;
import dev.keelage.gateway.snapshot.ServedModel;
import dev.keelage.gateway.snapshot.ServedModel.ServedDeployment;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/**
 * A call that asks how many tokens another one would have. Vendors count for nothing where they
 * speak the caller's dialect; for all others the gateway's own estimate has to do.
 */
final class TokenCount {
  private TokenCount() {}

  /** The model with the deployments that can be asked: for any other call, all of them. */
  static ServedModel asked(Call call) {
    ServedModel model = call.model();
    if (call.operation() != Operation.COUNT_TOKENS) {
      return model;
    }
    List<ServedDeployment> counting =
        model.deployments().stream()
            .filter(each -> Upstreams.format(each) == call.dialect().format())
            .toList();
    return new ServedModel(model.entry(), counting, model.guardrails());
  }

  static Buffer estimate(Call call) {
    return call.dialect().tokenCount(call.envelope().inputTokensEstimate());
  }
}

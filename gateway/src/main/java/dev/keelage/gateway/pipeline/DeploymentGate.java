package dev.keelage.gateway.pipeline;

import dev.keelage.gateway.snapshot.ServedModel.ServedDeployment;
import dev.keelage.gateway.stage.admit.AttemptOutcome;
import dev.keelage.gateway.stage.admit.Attempts;
import dev.keelage.gateway.stage.admit.CallFacts;
import dev.keelage.gateway.stage.send.Gate;
import io.vertx.core.Future;
import java.util.Optional;

/** Has limits of deployments, and budgets of providers, decide about each attempt of a call. */
record DeploymentGate(Attempts attempts, CallFacts facts) implements Gate {

  /** Empty where none of them concerns the call. */
  static Optional<Gate> of(Attempts attempts, CallFacts facts) {
    return attempts.concern(facts)
        ? Optional.of(new DeploymentGate(attempts, facts))
        : Optional.empty();
  }

  @Override
  public Future<Entry> enter(ServedDeployment deployment, int entry) {
    return attempts
        .enter(facts, deployment, entry)
        .map(
            outcome ->
                switch (outcome) {
                  case AttemptOutcome.Entered(var leave) -> new Entered(leave);
                  case AttemptOutcome.Full(var rejection, var headers) ->
                      new Full(rejection, headers);
                });
  }
}

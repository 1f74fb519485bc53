package dev.keelage.operator.status;

import dev.keelage.api.ConditionType;
import dev.keelage.api.Reason;
import dev.keelage.compiler.Finding;
import dev.keelage.operator.publish.Rollout.Coverage;

/** The {@code Programmed} condition: whether the gateways serve this generation. */
record Programming(boolean ok, Reason reason, String message) {

  static Programming of(Standing standing) {
    if (!standing.served()) {
      return standing.findings().stream().allMatch(Finding::ok)
          ? new Programming(false, Reason.PENDING, "nothing is there to serve yet")
          : new Programming(
              false,
              Reason.NOT_ACCEPTED,
              "no gateway serves it; the other conditions say what to mend");
    }
    return of(standing.coverage());
  }

  private static Programming of(Coverage coverage) {
    String count = coverage.serving() + "/" + coverage.gateways();
    if (coverage.gateways() == 0) {
      return new Programming(
          false,
          Reason.NO_GATEWAY_PODS,
          "no gateway is alive; look at the pods of the gateway Deployment");
    }
    if (coverage.complete()) {
      return new Programming(true, Reason.PROGRAMMED, count);
    }
    return coverage
        .error()
        .map(
            error ->
                new Programming(
                    false,
                    Reason.REJECTED,
                    count + "; the others serve what they loaded last: " + error))
        .orElseGet(
            () ->
                new Programming(
                    false,
                    coverage.serving() == 0 ? Reason.PENDING : Reason.PARTIALLY_PROGRAMMED,
                    count + "; look at the logs of the others if this stays"));
  }

  void write(Conditions conditions) {
    conditions.set(ConditionType.PROGRAMMED, ok, reason, message);
  }
}

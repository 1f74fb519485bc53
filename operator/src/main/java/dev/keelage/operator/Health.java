package dev.keelage.operator;

import dev.keelage.operator.ledger.LedgerSchema;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready when all caches are filled. Postgres or Redis away does not make it unready: it serves
 * changed resources all the same, and says that it is degraded.
 */
@Readiness
@ApplicationScoped
class Health implements HealthCheck {
  private final ControlPlane controlPlane;

  Health(ControlPlane controlPlane) {
    this.controlPlane = controlPlane;
  }

  @Override
  public HealthCheckResponse call() {
    LedgerSchema.State ledger = controlPlane.ledger();
    return HealthCheckResponse.named("operator")
        .status(controlPlane.synced())
        .withData("leads", controlPlane.leads())
        .withData("gateways", controlPlane.gateways())
        .withData("ledgerSchema", ledger.name())
        .withData("spending", controlPlane.spendings().getClass().getSimpleName())
        .withData("degraded", ledger == LedgerSchema.State.PENDING)
        .build();
  }
}

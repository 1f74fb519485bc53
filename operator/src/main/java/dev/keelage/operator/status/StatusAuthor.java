package dev.keelage.operator.status;

import dev.keelage.api.Budget;
import dev.keelage.api.BudgetSpec;
import dev.keelage.api.BudgetStatus;
import dev.keelage.api.ConditionType;
import dev.keelage.api.Guardrail;
import dev.keelage.api.GuardrailStatus;
import dev.keelage.api.Model;
import dev.keelage.api.ModelSpec;
import dev.keelage.api.ModelStatus;
import dev.keelage.api.ObjectStatus;
import dev.keelage.api.Provider;
import dev.keelage.api.ProviderStatus;
import dev.keelage.api.Reason;
import dev.keelage.api.Team;
import dev.keelage.api.TeamStatus;
import dev.keelage.api.VirtualKey;
import dev.keelage.api.VirtualKeyStatus;
import dev.keelage.compiler.Finding;
import dev.keelage.operator.issue.Issuance;
import io.fabric8.kubernetes.client.CustomResource;
import java.time.Clock;
import java.util.Optional;

/** Writes the status of each kind, as a value; whether it is new is the caller's question. */
public final class StatusAuthor {
  private final Clock clock;

  public StatusAuthor(Clock clock) {
    this.clock = clock;
  }

  public ProviderStatus of(Provider provider, Standing standing) {
    return new ProviderStatus(standing.generation(), begin(provider, standing).withReady());
  }

  public ModelStatus of(Model model, Standing standing) {
    ModelSpec spec = model.getSpec();
    int declared = spec.deployments().size();
    Conditions conditions = begin(model, standing);
    healthy(conditions, standing.deployments(), declared);
    return new ModelStatus(
        standing.generation(),
        conditions.withReady(),
        spec.modelNameOr(model.getMetadata().getName()),
        declared,
        standing.deployments() + "/" + declared);
  }

  public TeamStatus of(Team team, Standing standing) {
    TeamStatus before = team.getStatus();
    return new TeamStatus(
        standing.generation(),
        begin(team, standing).withReady(),
        before == null ? null : before.usage());
  }

  /**
   * @param issuance of an issued key; empty for a key that is imported or known by its hash
   */
  public VirtualKeyStatus of(VirtualKey key, Standing standing, Optional<Issuance> issuance) {
    return new KeyReport(key, standing, issuance, clock.instant()).status(begin(key, standing));
  }

  public BudgetStatus of(Budget budget, Standing standing) {
    BudgetSpec spec = budget.getSpec();
    BudgetStatus before = budget.getStatus();
    Conditions conditions = begin(budget, standing);
    enforced(conditions, standing);
    return new BudgetStatus(
        standing.generation(),
        conditions.withReady(),
        before == null ? null : before.state(),
        spec.limit().amount() + " " + spec.limit().currency(),
        before == null ? null : before.usage());
  }

  public GuardrailStatus of(Guardrail guardrail, Standing standing) {
    Conditions conditions = begin(guardrail, standing);
    enforced(conditions, standing);
    return new GuardrailStatus(standing.generation(), conditions.withReady());
  }

  private Conditions begin(CustomResource<?, ? extends ObjectStatus> resource, Standing standing) {
    Conditions conditions =
        new Conditions(standing.generation(), clock.instant(), resource.getStatus());
    standing.findings().forEach(conditions::add);
    Programming.of(standing).write(conditions);
    return conditions;
  }

  private static void healthy(Conditions conditions, int served, int declared) {
    String count = served + "/" + declared + " deployments can be served";
    if (served == declared) {
      conditions.set(ConditionType.HEALTHY, true, Reason.HEALTHY, count);
    } else {
      conditions.set(
          ConditionType.HEALTHY,
          false,
          served == 0 ? Reason.UNHEALTHY : Reason.DEGRADED,
          count + "; Accepted and ResolvedRefs name what keeps the others away");
    }
  }

  /** Where the compiler found no target, its word stands. */
  private static void enforced(Conditions conditions, Standing standing) {
    boolean said =
        standing.findings().stream()
            .map(Finding::type)
            .anyMatch(type -> type == ConditionType.ENFORCED);
    if (said) {
      return;
    }
    if (!standing.served()) {
      conditions.set(
          ConditionType.ENFORCED,
          false,
          Reason.NOT_ACCEPTED,
          "it holds for nobody; Accepted and ResolvedRefs say what to mend");
    } else if (conditions.isTrue(ConditionType.PROGRAMMED)) {
      conditions.set(
          ConditionType.ENFORCED, true, Reason.ENFORCED, "it holds for everything it selects");
    } else {
      conditions.set(
          ConditionType.ENFORCED,
          false,
          Reason.PENDING,
          "not all gateways have loaded it; Programmed says why");
    }
  }
}

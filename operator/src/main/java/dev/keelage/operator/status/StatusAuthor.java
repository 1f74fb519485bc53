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
import dev.keelage.api.Spender;
import dev.keelage.api.Spending;
import dev.keelage.api.SpendingLimit;
import dev.keelage.api.Team;
import dev.keelage.api.TeamStatus;
import dev.keelage.api.VirtualKey;
import dev.keelage.api.VirtualKeyStatus;
import dev.keelage.compiler.Finding;
import dev.keelage.compiler.ObjectId;
import dev.keelage.operator.issue.Issuance;
import dev.keelage.operator.usage.BudgetReading;
import dev.keelage.operator.usage.Spendings;
import dev.keelage.operator.usage.Statement;
import dev.keelage.snapshot.cost.Usd;
import io.fabric8.kubernetes.client.CustomResource;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Writes the status of each kind, as a value; whether it is new is the caller's question. */
public final class StatusAuthor {
  private final Clock clock;
  private final Supplier<Spendings> spendings;
  private final RowKeeping rows;

  /**
   * @param spendings what is known of money when it is asked
   */
  public StatusAuthor(Clock clock, Supplier<Spendings> spendings, RowKeeping rows) {
    this.clock = clock;
    this.spendings = spendings;
    this.rows = rows;
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
    Spendings money = spendings.get();
    TeamStatus before = team.getStatus();
    ObjectId id = ObjectId.of(team);
    Conditions conditions = begin(team, standing);
    rows.write(team.getSpec(), conditions);
    MoneyReport.covered(conditions, id, money);
    Spending stated = before == null ? null : before.usage();
    Spending usage = MoneyReport.spending(stated, id, money);
    return new TeamStatus(
        standing.generation(),
        conditions.withReady(),
        usage,
        MoneyReport.topSpenders(
            before == null ? List.of() : before.topSpenders(), usage == stated, id, money));
  }

  /**
   * @param issuance of an issued key; empty for a key that is imported or known by its hash
   */
  public VirtualKeyStatus of(VirtualKey key, Standing standing, Optional<Issuance> issuance) {
    return new KeyReport(key, standing, issuance, spendings.get(), clock.instant())
        .status(begin(key, standing));
  }

  public BudgetStatus of(Budget budget, Standing standing) {
    Spendings money = spendings.get();
    BudgetSpec spec = budget.getSpec();
    Optional<BudgetReading> reading = reading(ObjectId.of(budget), money);
    Conditions conditions = begin(budget, standing);
    enforced(conditions, standing);
    if (conditions.isTrue(ConditionType.ENFORCED)) {
      MoneyReport.enforcedWithoutStore(spec, money)
          .ifPresent(
              each ->
                  conditions.set(
                      ConditionType.ENFORCED, each.ok(), Reason.STORE_UNAVAILABLE, each.message()));
    }
    MoneyReport.within(conditions, ObjectId.of(budget), money);
    BudgetStatus before = budget.getStatus();
    BudgetStatus.Usage usage =
        reading
            .map(each -> Statement.of(usage(before), each.windows().getFirst()))
            .orElse(usage(before));
    return new BudgetStatus(
        standing.generation(),
        conditions.withReady(),
        MoneyReport.state(budget, standing.served(), money),
        limit(spec.limit(), reading),
        usage,
        reading
            .map(each -> Statement.furtherOf(furtherUsage(before), each))
            .orElse(furtherUsage(before)),
        topSpenders(budget, reading.isPresent(), usage == usage(before), money),
        MoneyReport.counted(before, ObjectId.of(budget), money));
  }

  private static List<Spender> topSpenders(
      Budget budget, boolean shared, boolean keep, Spendings money) {
    List<Spender> before =
        budget.getStatus() == null ? List.of() : budget.getStatus().topSpenders();
    return shared
        ? MoneyReport.topSpenders(before, keep, ObjectId.of(budget), money)
        : MoneyReport.members(before, ObjectId.of(budget), money);
  }

  public GuardrailStatus of(Guardrail guardrail, Standing standing) {
    Conditions conditions = begin(guardrail, standing);
    enforced(conditions, standing);
    return new GuardrailStatus(standing.generation(), conditions.withReady());
  }

  /** Whether money alone makes the status say something new. */
  public boolean moneyNews(Team team) {
    TeamStatus status = team.getStatus();
    return status != null
        && MoneyReport.news(
            ObjectId.of(team),
            fresh(team),
            status.condition(ConditionType.WITHIN_BUDGET),
            status.usage(),
            spendings.get());
  }

  /** Whether money alone makes the status say something new. */
  public boolean moneyNews(VirtualKey key) {
    VirtualKeyStatus status = key.getStatus();
    return status != null
        && MoneyReport.news(
            ObjectId.of(key),
            fresh(key),
            status.condition(ConditionType.WITHIN_BUDGET),
            status.usage(),
            spendings.get());
  }

  private Conditions fresh(CustomResource<?, ? extends ObjectStatus> resource) {
    return new Conditions(
        resource.getMetadata().getGeneration(), clock.instant(), resource.getStatus());
  }

  private Conditions begin(CustomResource<?, ? extends ObjectStatus> resource, Standing standing) {
    Conditions conditions =
        new Conditions(standing.generation(), clock.instant(), resource.getStatus());
    standing.findings().forEach(conditions::add);
    Programming.of(standing).write(conditions);
    return conditions;
  }

  private static Optional<BudgetReading> reading(ObjectId budget, Spendings money) {
    return money instanceof Spendings.Read read ? read.budget(budget) : Optional.empty();
  }

  private static BudgetStatus.@Nullable Usage usage(@Nullable BudgetStatus before) {
    return before == null ? null : before.usage();
  }

  private static List<BudgetStatus.Usage> furtherUsage(@Nullable BudgetStatus before) {
    return before == null ? List.of() : before.additionalUsage();
  }

  /** As it is written, or as it holds at the moment where it is raised. */
  private static String limit(SpendingLimit limit, Optional<BudgetReading> reading) {
    String amount =
        limit.temporaryIncrease() == null || reading.isEmpty()
            ? limit.amount()
            : Usd.text(reading.get().windows().getFirst().limit());
    return amount + " " + limit.currency();
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

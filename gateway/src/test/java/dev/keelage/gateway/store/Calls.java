package dev.keelage.gateway.store;

import dev.keelage.gateway.exchange.Envelope;
import dev.keelage.gateway.exchange.Operation;
import dev.keelage.gateway.exchange.Usage;
import dev.keelage.gateway.exchange.WireFormat;
import dev.keelage.gateway.snapshot.Caller;
import dev.keelage.gateway.snapshot.ServedModel;
import dev.keelage.gateway.snapshot.ServedModel.ServedDeployment;
import dev.keelage.gateway.stage.admit.CallFacts;
import dev.keelage.gateway.stage.admit.Claim;
import dev.keelage.gateway.stage.admit.Reservation;
import dev.keelage.gateway.stage.settle.LedgerEntry;
import dev.keelage.gateway.stage.settle.SaidName;
import dev.keelage.snapshot.FailureMode;
import dev.keelage.snapshot.KeyEntry;
import dev.keelage.snapshot.ModelEntry;
import dev.keelage.snapshot.ProviderEntry;
import dev.keelage.snapshot.Sharing;
import dev.keelage.snapshot.TeamEntry;
import dev.keelage.snapshot.cost.Adjustment;
import dev.keelage.snapshot.cost.CostClass;
import dev.keelage.snapshot.cost.CostPart;
import dev.keelage.snapshot.cost.Price;
import dev.keelage.snapshot.cost.Rates;
import dev.keelage.snapshot.cost.ServiceTier;
import dev.keelage.snapshot.cost.Usd;
import io.vertx.core.buffer.Buffer;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Calls as the stages before would describe them. */
public final class Calls {
  public static final String TENANT = "ai/engineering";
  public static final String KEY = "team-search/indexer";

  /** All in one minute, whatever the clock does meanwhile. */
  public static final Instant STARTED = Instant.now().truncatedTo(ChronoUnit.MICROS);

  /** In which what their keys and teams spent is told. */
  public static final YearMonth MONTH = YearMonth.from(STARTED.atOffset(ZoneOffset.UTC));

  private Calls() {}

  public static Caller caller() {
    KeyEntry key =
        new KeyEntry(
            KEY, "0".repeat(64), "kl-abcd…", "team-search/search", null, null, null, false);
    return new Caller(
        key,
        List.of(
            new TeamEntry("team-search/search", TENANT, null, null, Sharing.none()),
            new TeamEntry(TENANT, null, null, null, Sharing.none())),
        Optional.empty(),
        TENANT,
        List.of(),
        List.of(),
        List.of());
  }

  public static Price price(String input, String output) {
    long in = Usd.saturatedUnits(new BigDecimal(input));
    return Price.flat(Rates.ofText(in, in, in, in, Usd.saturatedUnits(new BigDecimal(output))));
  }

  public static ServedModel model(@Nullable Price... prices) {
    ProviderEntry provider =
        new ProviderEntry(
            "ai/openai",
            ProviderEntry.Type.OPENAI,
            "https://api.openai.com/v1",
            null,
            Map.of(),
            Sharing.none(),
            null);
    List<ModelEntry.Deployment> deployments =
        IntStream.range(0, prices.length)
            .mapToObj(
                i -> new ModelEntry.Deployment("d" + i, provider.id(), "gpt-4o", 1, prices[i]))
            .toList();
    ModelEntry entry =
        new ModelEntry(
            "ai/gpt-4o",
            "gpt-4o",
            List.of(),
            deployments,
            3,
            new ModelEntry.Timeouts(2000, 60_000, 60_000, 600_000),
            ModelEntry.Unpriced.DENY_WHEN_BUDGETED,
            Sharing.none());
    return new ServedModel(
        entry,
        deployments.stream().map(d -> new ServedDeployment(d, provider)).toList(),
        List.of());
  }

  /** The same caller, whose nearest team changes what calls cost. */
  public static Caller adjusted(Caller caller, Adjustment adjustment) {
    TeamEntry team = caller.teams().getFirst();
    List<TeamEntry> teams = new ArrayList<>(caller.teams());
    teams.set(
        0,
        new TeamEntry(
            team.id(), team.parentId(), team.models(), team.limits(), adjustment, team.sharing()));
    return new Caller(
        caller.key(),
        teams,
        caller.allowedModels(),
        caller.tenant(),
        caller.limits(),
        caller.budgets(),
        caller.guardrails());
  }

  /** The same model on a provider that changes what calls cost. */
  public static ServedModel adjusted(ServedModel model, Adjustment adjustment) {
    return new ServedModel(
        model.entry(),
        model.deployments().stream()
            .map(
                deployment -> {
                  ProviderEntry p = deployment.provider();
                  return new ServedDeployment(
                      deployment.entry(),
                      new ProviderEntry(
                          p.id(),
                          p.type(),
                          p.baseUrl(),
                          p.apiKey(),
                          p.headers(),
                          adjustment,
                          p.sharing(),
                          p.mock()));
                })
            .toList(),
        model.guardrails());
  }

  public static CallFacts facts() {
    return facts(caller(), model(price("2.50", "10")), 100, OptionalLong.of(50));
  }

  public static CallFacts facts(
      Caller caller, ServedModel model, long input, OptionalLong maxOutput) {
    return facts(caller, model, input, maxOutput, 0, Envelope.ANY_TIER);
  }

  public static CallFacts facts(
      Caller caller,
      ServedModel model,
      long input,
      OptionalLong maxOutput,
      long searches,
      Set<ServiceTier> tiers) {
    return new CallFacts(
        UUID.randomUUID().toString(),
        Operation.CHAT,
        WireFormat.OPENAI,
        caller,
        model,
        new Envelope(
            Buffer.buffer("{}"),
            "gpt-4o",
            Envelope.Span.NONE,
            false,
            maxOutput,
            true,
            Envelope.Span.NONE,
            1,
            input,
            1,
            searches,
            Optional.empty(),
            tiers,
            Set.of(),
            List.of()),
        Optional.empty(),
        STARTED);
  }

  /** The same call, with those tags. */
  public static CallFacts tagged(CallFacts facts, String... tags) {
    return new CallFacts(
        facts.callId(),
        facts.operation(),
        facts.format(),
        facts.caller(),
        facts.model(),
        facts.envelope(),
        facts.customer(),
        Set.of(tags),
        facts.startedAt());
  }

  public static Claim.Spend budget(String tag, long limit, long cost) {
    return new Claim.Spend(
        "team-search/monthly",
        "2026-11",
        tag,
        Instant.now().plus(Duration.ofDays(3)),
        limit,
        cost,
        FailureMode.DENY);
  }

  public static Reservation reservation(CallFacts facts, List<Claim> claims, long cost) {
    return new Reservation(facts, claims, cost, Map.of(), true);
  }

  public static LedgerEntry entry(CallFacts facts, long cost) {
    return new LedgerEntry(
        facts.callId(),
        facts.startedAt(),
        facts.caller().tenant(),
        facts.caller().teamId(),
        facts.caller().key().id(),
        facts.envelope().user(),
        facts.customer(),
        SaidName.kept(facts.tags()),
        facts.model().entry().id(),
        Optional.of("d0"),
        Optional.of("ai/openai"),
        facts.operation(),
        Usage.ofText(80, 20, 0, 0, 30, 0, false),
        cost,
        List.of(new CostPart(CostClass.INPUT, cost)),
        true,
        LedgerEntry.Status.COMPLETED,
        1,
        200,
        Duration.ofMillis(812),
        Optional.empty());
  }
}

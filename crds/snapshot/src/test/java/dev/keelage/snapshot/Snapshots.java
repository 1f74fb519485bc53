package dev.keelage.snapshot;

import dev.keelage.snapshot.cost.Price;
import dev.keelage.snapshot.cost.Rates;
import dev.keelage.snapshot.cost.ServiceTier;
import dev.keelage.snapshot.cost.Usd;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.jspecify.annotations.Nullable;

/** Snapshots for tests: one of each kind by hand, and arbitrary ones. */
public final class Snapshots {
  private Snapshots() {}

  public static Snapshot full() {
    return new Snapshot(
        List.of(provider("ai/openai"), mock("ai/mock")),
        IntStream.range(0, 40).mapToObj(i -> model("ai/m" + i)).toList(),
        List.of(team("t/root", null), team("t/leaf", "t/root")),
        IntStream.range(0, 200).mapToObj(i -> key("t/k" + i, "secret " + i)).toList(),
        List.of(budget("t/month", List.of("t/root"), List.of())),
        List.of(guardrail("ai/no-secrets")));
  }

  public static ProviderEntry provider(String id) {
    return new ProviderEntry(
        id,
        ProviderEntry.Type.OPENAI,
        "https://api.openai.com/v1",
        new Sensitive("sk-very-secret"),
        Map.of("OpenAI-Organization", new Sensitive("org"), "a", new Sensitive("1")),
        new Sharing(false, List.of("a", "b")),
        null);
  }

  public static ProviderEntry mock(String id) {
    return new ProviderEntry(
        id,
        ProviderEntry.Type.MOCK,
        null,
        null,
        Map.of(),
        Sharing.none(),
        new ProviderEntry.MockBehaviour(50, 32, 20, 0));
  }

  public static ModelEntry model(String id) {
    var price =
        Price.flat(
            Rates.ofText(
                25_000_000_000L,
                12_500_000_000L,
                25_000_000_000L,
                25_000_000_000L,
                100_000_000_000L));
    return new ModelEntry(
        id,
        id.substring(id.indexOf('/') + 1),
        List.of("fast"),
        List.of(new ModelEntry.Deployment("one", "ai/openai", "gpt-4o", 80, price)),
        3,
        new ModelEntry.Timeouts(2_000, 20_000, 30_000, 600_000),
        ModelEntry.Unpriced.DENY_WHEN_BUDGETED,
        new Sharing(true, List.of()));
  }

  public static TeamEntry team(String id, @Nullable String parentId) {
    return new TeamEntry(
        id,
        parentId,
        List.of("ai/m1"),
        new Limits(600L, null, 50L, FailureMode.DENY),
        Sharing.none());
  }

  public static KeyEntry key(String id, String plaintext) {
    return new KeyEntry(
        id, Digests.sha256Hex(plaintext), "kl-7Qx3…", "t/leaf", null, null, null, false);
  }

  public static BudgetEntry budget(String id, List<String> teamIds, List<String> keyIds) {
    return new BudgetEntry(
        id,
        List.of(
            BudgetEntry.Window.of(
                new BigDecimal("500"), BudgetEntry.Calendar.MONTH, "Europe/Berlin")),
        List.of(50, 80),
        BudgetEntry.Action.BLOCK,
        null,
        null,
        FailureMode.LOCAL_SHARE,
        teamIds,
        keyIds);
  }

  public static GuardrailEntry guardrail(String id) {
    return new GuardrailEntry(
        id,
        List.of(GuardrailEntry.Stage.PRE_CALL),
        List.of("project nightfall"),
        false,
        List.of(new GuardrailEntry.NamedPattern("card", "\\b[0-9]{16}\\b")),
        GuardrailEntry.Action.MASK,
        false,
        true,
        List.of(),
        List.of(),
        List.of());
  }

  public static Snapshot shuffled(Snapshot snapshot, java.util.Random random) {
    return new Snapshot(
        shuffled(snapshot.providers(), random),
        shuffled(snapshot.models(), random),
        shuffled(snapshot.teams(), random),
        shuffled(snapshot.keys(), random),
        shuffled(snapshot.budgets(), random),
        shuffled(snapshot.guardrails(), random));
  }

  private static <T> List<T> shuffled(List<T> list, java.util.Random random) {
    List<T> copy = new ArrayList<>(list);
    java.util.Collections.shuffle(copy, random);
    return copy;
  }

  public static Arbitrary<Snapshot> any() {
    return Combinators.combine(ids(), ids(), ids(), ids(), ids(), money(), texts())
        .as(
            (providers, models, teams, keys, others, money, text) ->
                new Snapshot(
                    providers.stream().map(id -> withHeader(provider(id), text)).toList(),
                    models.stream().map(id -> priced(model(id), money)).toList(),
                    teams.stream().map(id -> team(id, text.isEmpty() ? null : text)).toList(),
                    keys.stream().map(id -> key(id, id)).toList(),
                    others.stream().map(id -> budget(id, teams, keys)).toList(),
                    others.stream().map(Snapshots::guardrail).toList()));
  }

  private static Arbitrary<List<String>> ids() {
    Arbitrary<String> label = Arbitraries.strings().alpha().numeric().ofMinLength(1).ofMaxLength(8);
    return Combinators.combine(label, label)
        .as((namespace, name) -> namespace + "/" + name)
        .list()
        .uniqueElements()
        .ofMaxSize(30)
        .map(ids -> ids.stream().sorted().toList());
  }

  private static Arbitrary<BigDecimal> money() {
    return Arbitraries.bigDecimals()
        .between(BigDecimal.ZERO, new BigDecimal("999999999"))
        .ofScale(10);
  }

  private static Arbitrary<String> texts() {
    return Arbitraries.strings().ofMaxLength(20);
  }

  private static ProviderEntry withHeader(ProviderEntry p, String value) {
    return new ProviderEntry(
        p.id(),
        p.type(),
        p.baseUrl(),
        p.apiKey(),
        Map.of("x", new Sensitive(value)),
        p.sharing(),
        p.mock());
  }

  private static ModelEntry priced(ModelEntry m, BigDecimal money) {
    long units = Usd.saturatedUnits(money);
    Rates rates = Rates.ofText(units, units, units, units, units);
    Price price =
        new Price(
            List.of(new Price.Step(0, rates), new Price.Step(200_000, rates)),
            List.of(new Price.Tariff(ServiceTier.FLEX, List.of(new Price.Step(0, rates)))),
            units,
            0);
    return new ModelEntry(
        m.id(),
        m.modelName(),
        m.aliases(),
        List.of(new ModelEntry.Deployment("d", "p/p", "m", 0, price)),
        m.maxAttempts(),
        m.timeouts(),
        m.whenUnpriced(),
        m.sharing());
  }
}

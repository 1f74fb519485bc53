package dev.keelage.gateway.snapshot;

import dev.keelage.snapshot.BudgetEntry;
import dev.keelage.snapshot.Digests;
import dev.keelage.snapshot.FailureMode;
import dev.keelage.snapshot.GuardrailEntry;
import dev.keelage.snapshot.KeyEntry;
import dev.keelage.snapshot.Limits;
import dev.keelage.snapshot.ModelEntry;
import dev.keelage.snapshot.ProviderEntry;
import dev.keelage.snapshot.Sharing;
import dev.keelage.snapshot.Snapshot;
import dev.keelage.snapshot.TeamEntry;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Builds small snapshots. */
public final class Entries {
  private final List<ProviderEntry> providers = new ArrayList<>();
  private final List<ModelEntry> models = new ArrayList<>();
  private final List<TeamEntry> teams = new ArrayList<>();
  private final List<KeyEntry> keys = new ArrayList<>();
  private final List<BudgetEntry> budgets = new ArrayList<>();
  private final List<GuardrailEntry> guardrails = new ArrayList<>();

  public static String plaintext(String id) {
    return "kl-" + id.replace('/', '-') + "-000000000000000000000";
  }

  public static String hash(String id) {
    return Digests.sha256Hex(plaintext(id));
  }

  public Entries provider(String id, Sharing sharing) {
    providers.add(
        new ProviderEntry(
            id,
            ProviderEntry.Type.MOCK,
            null,
            null,
            Map.of(),
            sharing,
            new ProviderEntry.MockBehaviour(0, 1, 0, 0)));
    return this;
  }

  public Entries model(String id, String providerId, Sharing sharing, String... aliases) {
    models.add(
        new ModelEntry(
            id,
            id.substring(id.indexOf('/') + 1),
            List.of(aliases),
            List.of(new ModelEntry.Deployment("one", providerId, "m", 1, null)),
            1,
            new ModelEntry.Timeouts(1_000, 1_000, 1_000, 1_000),
            ModelEntry.Unpriced.ALLOW,
            sharing));
    return this;
  }

  public Entries leftOut(
      String id, String modelName, Sharing sharing, ModelEntry.LeftOut why, String... aliases) {
    models.add(
        new ModelEntry(
            id,
            modelName,
            List.of(aliases),
            List.of(),
            1,
            new ModelEntry.Timeouts(1_000, 1_000, 1_000, 1_000),
            ModelEntry.Unpriced.ALLOW,
            sharing,
            why));
    return this;
  }

  public Entries team(String id, @Nullable String parentId, @Nullable List<String> allowed) {
    teams.add(
        new TeamEntry(
            id, parentId, allowed, new Limits(10L, null, null, FailureMode.DENY), Sharing.none()));
    return this;
  }

  public Entries key(String id, @Nullable String teamId) {
    return key(id, teamId, null, null, false);
  }

  public Entries key(
      String id,
      @Nullable String teamId,
      @Nullable List<String> allowed,
      @Nullable Long expiresAtEpochMillis,
      boolean suspended) {
    keys.add(
        new KeyEntry(
            id, hash(id), "kl-test…", teamId, allowed, null, expiresAtEpochMillis, suspended));
    return this;
  }

  public Entries budget(String id, List<String> teamIds, List<String> keyIds) {
    budgets.add(
        new BudgetEntry(
            id,
            List.of(BudgetEntry.Window.of(BigDecimal.ONE, BudgetEntry.Calendar.DAY, "UTC")),
            List.of(),
            BudgetEntry.Action.BLOCK,
            null,
            null,
            FailureMode.DENY,
            teamIds,
            keyIds));
    return this;
  }

  public Entries guardrail(
      String id, boolean everywhere, List<String> teamIds, List<String> modelIds) {
    guardrails.add(
        new GuardrailEntry(
            id,
            List.of(GuardrailEntry.Stage.PRE_CALL),
            List.of("word"),
            false,
            List.of(),
            GuardrailEntry.Action.BLOCK,
            false,
            everywhere,
            teamIds,
            modelIds,
            List.of()));
    return this;
  }

  public Snapshot snapshot() {
    return new Snapshot(providers, models, teams, keys, budgets, guardrails);
  }

  public LoadedSnapshot loaded() {
    return LoadedSnapshot.of("test", snapshot());
  }
}

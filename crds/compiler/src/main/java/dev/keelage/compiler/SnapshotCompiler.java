package dev.keelage.compiler;

import dev.keelage.api.BudgetSpec;
import dev.keelage.api.GuardrailSpec;
import dev.keelage.api.ModelSpec;
import dev.keelage.api.ProviderSpec;
import dev.keelage.api.TeamSpec;
import dev.keelage.compiler.price.PriceCatalogue;
import dev.keelage.snapshot.BudgetEntry;
import dev.keelage.snapshot.Entry;
import dev.keelage.snapshot.GuardrailEntry;
import dev.keelage.snapshot.KeyEntry;
import dev.keelage.snapshot.ModelEntry;
import dev.keelage.snapshot.ProviderEntry;
import dev.keelage.snapshot.Snapshot;
import dev.keelage.snapshot.TeamEntry;
import dev.keelage.snapshot.counter.Tenancy;
import java.util.Comparator;
import java.util.List;

/**
 * Resources in, snapshot and findings out. Pure: no clock, no client, and the same for the same
 * resources in any order. A resource that is broken is left out and told why; it changes nothing
 * for the others, except for those that refer to it.
 */
public final class SnapshotCompiler {
  private SnapshotCompiler() {}

  /** Compiles with the bundled prices. */
  public static Compilation compile(Resources resources) {
    return compile(resources, PriceCatalogue.bundled());
  }

  /** Compiles with other prices. */
  public static Compilation compile(Resources resources, PriceCatalogue prices) {
    return compile(resources, prices, new CompilerMemory());
  }

  /** The same, at less cost where much is as it was the time before. */
  public static Compilation compile(
      Resources resources, PriceCatalogue prices, CompilerMemory memory) {
    Verdicts verdicts = new Verdicts();
    List<Declared<ProviderSpec>> providers = Declared.all(resources.providers(), verdicts);
    List<Declared<ModelSpec>> models = Declared.all(resources.models(), verdicts);
    List<Declared<TeamSpec>> teams = Declared.all(resources.teams(), verdicts);
    List<Declared<BudgetSpec>> budgets = Declared.all(resources.budgets(), verdicts);
    List<Declared<GuardrailSpec>> guardrails = Declared.all(resources.guardrails(), verdicts);

    Consent consent = new Consent(resources.namespaceLabels());
    var providerRefs =
        Referents.of("Provider", providers, consent, ProviderSpec::allowedNamespaces);
    var modelRefs = Referents.of("Model", models, consent, ModelSpec::allowedNamespaces);
    var teamRefs = Referents.of("Team", teams, consent, TeamSpec::allowedNamespaces);

    Secrets secrets = new Secrets(resources.secrets());
    CompilerSettings settings = resources.settings();
    List<ProviderEntry> providerEntries =
        new ProviderCompiler(settings, secrets, providerRefs).compile(providers);
    List<ModelEntry> modelEntries =
        new ModelCompiler(new DeploymentCompiler(providerRefs, prices), modelRefs).compile(models);
    TeamTree tree = TeamTree.of(teams, teamRefs);
    List<TeamEntry> teamEntries = new TeamCompiler(teamRefs, modelRefs, tree).compile(teams);
    CompiledKeys keys =
        CompiledKeys.of(
            resources,
            KeySurroundings.of(teamRefs, modelRefs),
            new KeyCompiler(teamRefs, modelRefs, new KeySources(secrets, resources.issuedKeys())),
            memory.keys());
    memory.remember(keys);
    Selection selection = new Selection(teamRefs, keys.referents(), tree);
    List<BudgetEntry> budgetEntries =
        new BudgetCompiler(selection, modelRefs, providerRefs, tenancy(teamEntries, keys.entries()))
            .compile(budgets);
    Members members = new Members(teamEntries, modelEntries);
    List<GuardrailEntry> guardrailEntries =
        new GuardrailCompiler(settings, selection, members).compile(guardrails);

    return new Compilation(
        new Snapshot(
            ordered(providerEntries),
            ordered(modelEntries),
            ordered(teamEntries),
            keys.entries(),
            ordered(budgetEntries),
            ordered(guardrailEntries)),
        keys.findings(),
        verdicts.findings());
  }

  private static Tenancy tenancy(List<TeamEntry> teams, List<KeyEntry> keys) {
    return Tenancy.of(new Snapshot(List.of(), List.of(), teams, keys, List.of(), List.of()));
  }

  private static <E extends Entry> List<E> ordered(List<E> entries) {
    return entries.stream()
        .sorted(Comparator.<E, String>comparing(Entry::id).thenComparing(Entry::shardKey))
        .toList();
  }
}

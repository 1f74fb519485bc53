package dev.keelage.gateway.snapshot;

import dev.keelage.gateway.snapshot.ServedModel.ServedDeployment;
import dev.keelage.snapshot.BudgetEntry;
import dev.keelage.snapshot.GuardrailEntry;
import dev.keelage.snapshot.ModelEntry;
import dev.keelage.snapshot.ProviderEntry;
import dev.keelage.snapshot.ShardKind;
import dev.keelage.snapshot.Snapshot;
import dev.keelage.snapshot.codec.SnapshotIndex.ShardRef;
import dev.keelage.snapshot.counter.BudgetSelection;
import dev.keelage.snapshot.counter.CounterNames;
import dev.keelage.snapshot.counter.Tenancy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A snapshot as the request path reads it: every look-up is one hash access, every reference
 * resolved. Immutable; a request takes one and works on it to the end.
 */
public final class LoadedSnapshot {
  private final String digest;
  private final Set<ShardRef> missing;
  private final Map<String, Caller> callersByHash;
  private final Set<String> unresolvedHashes;
  private final Map<String, ServedModel> modelsById = new HashMap<>();
  private final ModelNames models = new ModelNames();
  private final ModelNames invalidModels = new ModelNames();
  private final ModelNames conflictedModels = new ModelNames();
  private final Snapshot source;

  private LoadedSnapshot(
      String digest,
      Snapshot source,
      Set<ShardRef> missing,
      Map<String, Caller> callersByHash,
      Set<String> unresolvedHashes) {
    this.digest = digest;
    this.source = source;
    this.missing = Set.copyOf(missing);
    this.callersByHash = callersByHash;
    this.unresolvedHashes = unresolvedHashes;
    index(source);
  }

  /**
   * A whole snapshot.
   *
   * @param digest of its index
   */
  public static LoadedSnapshot of(String digest, Snapshot snapshot) {
    return incomplete(digest, snapshot, Set.of());
  }

  /**
   * A fresh start on an incomplete set of shards: what may live in a missing one is unknown rather
   * than absent.
   *
   * @param missing what of the index could not be loaded
   */
  public static LoadedSnapshot incomplete(String digest, Snapshot snapshot, Set<ShardRef> missing) {
    CallerResolution resolution = new CallerResolution(snapshot);
    return new LoadedSnapshot(
        digest, snapshot, missing, resolution.callersByHash(), Set.copyOf(resolution.unresolved()));
  }

  /**
   * What is loaded after this one. The callers are taken from here where nothing that they are made
   * of has changed; with ten thousand keys they are most of the work.
   */
  LoadedSnapshot followedBy(String nextDigest, Snapshot next, Set<ShardRef> nextMissing) {
    return CallerResolution.same(source, next)
        ? new LoadedSnapshot(nextDigest, next, nextMissing, callersByHash, unresolvedHashes)
        : incomplete(nextDigest, next, nextMissing);
  }

  /** Of the index it was loaded from; what this gateway acknowledges. */
  public String digest() {
    return digest;
  }

  /** As it came, without what could not be loaded. */
  public Snapshot source() {
    return source;
  }

  /**
   * @param hash lower-case hexadecimal SHA-256 of the presented key
   */
  public Optional<Caller> caller(String hash) {
    return Optional.ofNullable(callersByHash.get(hash));
  }

  /**
   * Own namespace first, then what is shared with it. It may be one that cannot be served now: a
   * namesake of another owner does not stand in for it. Models that are not accepted come last, but
   * for one of the own namespace whose spec is not valid.
   */
  public Optional<ServedModel> model(Caller caller, String name) {
    String namespace = caller.key().namespace();
    ServedModel found = models.own(namespace, name);
    found = found != null ? found : invalidModels.own(namespace, name);
    found = found != null ? found : models.shared(namespace, name);
    found = found != null ? found : invalidModels.shared(namespace, name);
    found = found != null ? found : conflictedModels.own(namespace, name);
    found = found != null ? found : conflictedModels.shared(namespace, name);
    return Optional.ofNullable(found);
  }

  /** The model with that id, if it can be served, and the caller can see it and may use it. */
  public Optional<ServedModel> modelById(Caller caller, String id) {
    String namespace = caller.key().namespace();
    return Optional.ofNullable(modelsById.get(id))
        .filter(
            model ->
                model.entry().namespace().equals(namespace)
                    || model.entry().sharing().includes(namespace))
        .filter(ServedModel::servable)
        .filter(caller::mayUse);
  }

  /**
   * Every model the caller may use and that can be served, by the name callers say, in order;
   * aliases are not listed.
   */
  public List<ServedModel> modelsFor(Caller caller) {
    String namespace = caller.key().namespace();
    Map<String, ServedModel> byName = models.in(namespace);
    byName
        .keySet()
        .removeIf(
            name ->
                invalidModels.own(namespace, name) != null && models.own(namespace, name) == null);
    return byName.entrySet().stream()
        .filter(named -> named.getKey().equals(named.getValue().entry().modelName()))
        .map(Map.Entry::getValue)
        .filter(ServedModel::servable)
        .filter(caller::mayUse)
        .sorted(Comparator.comparing(model -> model.entry().modelName()))
        .toList();
  }

  /** How many models can be served. */
  public int modelCount() {
    return (int) modelsById.values().stream().filter(ServedModel::servable).count();
  }

  /** Whether something of that kind may exist that this gateway could not load. */
  public boolean mayMiss(ShardKind kind) {
    for (ShardRef ref : missing) {
      if (ref.kind() == kind) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether a key that is not known here may be a good one all the same: it, or a team above it,
   * may be in what could not be loaded.
   */
  public boolean mayMissKey(String hash) {
    int shard = ShardKind.KEY.shardOf(hash);
    return unresolvedHashes.contains(hash)
        || missing.stream().anyMatch(ref -> ref.kind() == ShardKind.KEY && ref.number() == shard);
  }

  /** Whether all budgets and guardrails are known: without them, nobody may be served. */
  public boolean knowsPolicies() {
    return !mayMiss(ShardKind.BUDGET) && !mayMiss(ShardKind.GUARDRAIL);
  }

  /** Whether nothing of the index is missing. */
  public boolean complete() {
    return missing.isEmpty();
  }

  public int keyCount() {
    return callersByHash.size();
  }

  /**
   * Under which hash tag each budget is counted, by its id; those of which everyone has one for
   * himself by what the names of all of these begin with ({@link CounterNames#ofEach}).
   */
  public Map<String, String> budgetTags() {
    Tenancy tenancy = Tenancy.of(source);
    Map<String, String> tags = new HashMap<>();
    for (BudgetEntry budget : source.budgets()) {
      String policies = budget.per() == null ? budget.id() : CounterNames.ofEach(budget.id());
      tags.put(policies, tenancy.tagOf(budget));
    }
    return tags;
  }

  private void index(Snapshot snapshot) {
    Map<String, ProviderEntry> providers =
        snapshot.providers().stream().collect(Collectors.toMap(ProviderEntry::id, p -> p));
    Map<String, List<BudgetPolicy>> budgetsByProvider = budgetsOfEverybody(snapshot);
    Map<String, List<GuardrailEntry>> guardrailsByModel = new HashMap<>();
    for (GuardrailEntry guardrail : snapshot.guardrails()) {
      for (String modelId : guardrail.modelIds()) {
        guardrailsByModel.computeIfAbsent(modelId, id -> new ArrayList<>()).add(guardrail);
      }
    }
    for (ModelEntry entry : snapshot.models()) {
      publish(
          new ServedModel(
              entry,
              deployments(entry, providers, budgetsByProvider),
              guardrailsByModel.getOrDefault(entry.id(), List.of())));
    }
  }

  private static Map<String, List<BudgetPolicy>> budgetsOfEverybody(Snapshot snapshot) {
    BudgetSelection selection = BudgetSelection.of(snapshot);
    Map<String, List<BudgetPolicy>> budgets = new HashMap<>();
    for (ProviderEntry provider : snapshot.providers()) {
      budgets.put(
          provider.id(),
          selection.ofEverybodyOn(provider.id()).stream()
              .map(entry -> BudgetPolicy.of(entry, CounterNames.sharedBudgetTag(entry.id())))
              .toList());
    }
    return budgets;
  }

  /**
   * Consent is checked again here: a snapshot that was tampered with must not lend a provider to a
   * stranger.
   */
  private static List<ServedDeployment> deployments(
      ModelEntry model,
      Map<String, ProviderEntry> providers,
      Map<String, List<BudgetPolicy>> budgetsByProvider) {
    List<ServedDeployment> served = new ArrayList<>();
    for (ModelEntry.Deployment deployment : model.deployments()) {
      ProviderEntry provider = providers.get(deployment.providerId());
      if (provider != null
          && (provider.namespace().equals(model.namespace())
              || provider.sharing().includes(model.namespace()))) {
        served.add(
            new ServedDeployment(
                deployment,
                provider,
                UpstreamPolicy.of(
                    model,
                    deployment,
                    provider,
                    budgetsByProvider.getOrDefault(provider.id(), List.of()))));
      }
    }
    return served;
  }

  private void publish(ServedModel model) {
    modelsById.put(model.entry().id(), model);
    ModelEntry.LeftOut leftOut = model.entry().leftOut();
    if (leftOut == null) {
      models.add(model);
      return;
    }
    switch (leftOut) {
      case INVALID -> invalidModels.add(model);
      case CONFLICTED -> conflictedModels.add(model);
    }
  }
}

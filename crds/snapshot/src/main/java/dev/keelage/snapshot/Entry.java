package dev.keelage.snapshot;

/** What a shard holds: one compiled resource (of a VirtualKey: one of its accepted secrets). */
public sealed interface Entry
    permits ProviderEntry, ModelEntry, TeamEntry, KeyEntry, BudgetEntry, GuardrailEntry {

  /** {@code namespace/name} of the resource. */
  String id();

  /** The namespace half of the id. */
  default String namespace() {
    return id().substring(0, id().indexOf('/'));
  }

  /** What decides the entry's shard, see {@link ShardKind#shardOf}. */
  default String shardKey() {
    return id();
  }
}

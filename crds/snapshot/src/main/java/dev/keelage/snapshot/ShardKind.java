package dev.keelage.snapshot;

/**
 * What a shard holds, and into how many shards entries of that kind are spread: by the SHA-256 of
 * their id, keys by their hash, so that a gateway that misses a shard knows which callers it must
 * not call unknown.
 */
public enum ShardKind {
  PROVIDER(8, ProviderEntry.class),
  MODEL(16, ModelEntry.class),
  TEAM(8, TeamEntry.class),
  KEY(64, KeyEntry.class),
  BUDGET(8, BudgetEntry.class),
  GUARDRAIL(4, GuardrailEntry.class);

  private final int count;
  private final Class<? extends Entry> entryType;

  ShardKind(int count, Class<? extends Entry> entryType) {
    this.count = count;
    this.entryType = entryType;
  }

  /** Into how many shards entries of this kind are spread, where none has to be split. */
  public int count() {
    return count;
  }

  /** What its shards hold, and nothing else. */
  public Class<? extends Entry> entryType() {
    return entryType;
  }

  /**
   * The number of the shard, 0 to {@code count() - 1}.
   *
   * @param shardKey the entry's id; for {@link #KEY} its hash in lower-case hexadecimal
   */
  public int shardOf(String shardKey) {
    String hex = this == KEY ? shardKey : Digests.sha256Hex(shardKey);
    return Integer.remainderUnsigned(Integer.parseUnsignedInt(hex, 0, 8, 16), count);
  }
}

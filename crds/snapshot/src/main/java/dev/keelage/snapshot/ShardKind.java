package dev.keelage.snapshot;

/** What a shard holds, and into how many shards entries of that kind are spread by the SHA-256 of their id (keys: of their hash). */
public enum ShardKind {
  PROVIDER(8),
  MODEL(16),
  TEAM(8),
  KEY(64),
  BUDGET(8),
  GUARDRAIL(4);

  private final int count;

  ShardKind(int count) {
    this.count = count;
  }

  public int count() {
    return count;
  }
}

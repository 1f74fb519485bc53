package dev.keelage.snapshot.codec;

import dev.keelage.snapshot.ShardKind;
import java.util.Locale;
import java.util.Map;

/** Names, labels and data keys of the Secrets that carry a snapshot. */
public final class SnapshotObjects {
  public static final String INDEX_NAME = "keelage-snapshot-index";
  public static final String INDEX_DATA_KEY = "index.json";
  public static final String SHARD_DATA_KEY = "shard.json.gz";

  public static final String MANAGED_BY_LABEL = "app.kubernetes.io/managed-by";
  public static final String MANAGED_BY = "keelage-operator";
  public static final String SNAPSHOT_LABEL = "keelage.dev/snapshot";
  public static final String SHARD = "shard";
  public static final String INDEX = "index";

  private static final int DIGEST_CHARACTERS = 16;

  private SnapshotObjects() {}

  public static Map<String, String> shardLabels() {
    return Map.of(MANAGED_BY_LABEL, MANAGED_BY, SNAPSHOT_LABEL, SHARD);
  }

  public static Map<String, String> indexLabels() {
    return Map.of(MANAGED_BY_LABEL, MANAGED_BY, SNAPSHOT_LABEL, INDEX);
  }

  /** {@code keelage-<kind>-<nn>-<first 16 hexadecimal digits of the digest>}. */
  public static String shardName(ShardKind kind, int number, String digest) {
    return String.format(
        Locale.ROOT,
        "keelage-%s-%02d-%s",
        kind.name().toLowerCase(Locale.ROOT),
        number,
        digest.substring(0, DIGEST_CHARACTERS));
  }
}

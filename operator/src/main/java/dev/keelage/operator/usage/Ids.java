package dev.keelage.operator.usage;

import dev.keelage.compiler.ObjectId;

/** Snapshot entries carry {@code namespace/name}; their kind is known from where they stand. */
final class Ids {
  private Ids() {}

  static ObjectId of(String kind, String path) {
    int slash = path.indexOf('/');
    return new ObjectId(kind, path.substring(0, slash), path.substring(slash + 1));
  }
}

package dev.keelage.operator.publish;

import dev.keelage.compiler.ObjectId;
import java.util.Map;
import java.util.Set;

/**
 * One snapshot that gateways may be serving.
 *
 * @param digest of its index
 * @param generations of the resources that are in it: what a gateway that loaded it serves
 * @param keyHashes SHA-256 of every virtual key it accepts
 * @param objectNames of its shards
 */
public record Publication(
    String digest,
    Map<ObjectId, Long> generations,
    Set<String> keyHashes,
    Set<String> objectNames) {
  public Publication {
    generations = Map.copyOf(generations);
    keyHashes = Set.copyOf(keyHashes);
    objectNames = Set.copyOf(objectNames);
  }
}

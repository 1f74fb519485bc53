package dev.keelage.operator.publish;

import dev.keelage.compiler.ObjectId;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One snapshot that gateways may be serving.
 *
 * @param digest of its index
 * @param generations of the resources that are in it: what a gateway that loaded it serves. In
 *     parts; one that is as in the publication before is best the same object
 * @param keyHashes SHA-256 of every virtual key it accepts; the same holds for it
 * @param objectNames of its shards
 */
public record Publication(
    String digest,
    List<Map<ObjectId, Long>> generations,
    Set<String> keyHashes,
    Set<String> objectNames) {
  public Publication {
    generations = generations.stream().map(Map::copyOf).toList();
    keyHashes = Set.copyOf(keyHashes);
    objectNames = Set.copyOf(objectNames);
  }
}

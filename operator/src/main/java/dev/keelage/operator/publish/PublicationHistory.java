package dev.keelage.operator.publish;

import dev.keelage.compiler.ObjectId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The publications in their order, so that a gateway that acknowledges one of them is known to
 * serve all that was in it by then and still is. After a restart only the current one is known,
 * which is enough, since equal resources give equal digests.
 *
 * <p>For each resource and key it is remembered since when it has been in every publication; this
 * costs as much as one publication, however many went by.
 */
public final class PublicationHistory {
  private static final int REMEMBERED_DIGESTS = 256;
  private static final int KEPT_FOR_LATECOMERS = 3;

  private final Map<String, Published> byDigest = new LinkedHashMap<>();
  private Map<ObjectId, Since> resources = Map.of();
  private Map<String, Integer> keyHashes = Map.of();
  private int newest;

  /** A generation, and the first of the publications without a break that have it. */
  private record Since(long generation, int number) {}

  private record Published(int number, Set<String> objectNames) {}

  public synchronized void add(Publication publication) {
    newest++;
    // Taken out first: a digest that comes back counts as the newest again. What it says is known
    // to whoever loaded it the first time.
    byDigest.remove(publication.digest());
    byDigest.put(publication.digest(), new Published(newest, publication.objectNames()));
    if (byDigest.size() > REMEMBERED_DIGESTS) {
      byDigest.remove(byDigest.keySet().iterator().next());
    }
    Map<ObjectId, Since> inIt = new HashMap<>();
    publication
        .generations()
        .forEach(
            (id, generation) -> {
              Since before = resources.get(id);
              inIt.put(
                  id,
                  before != null && before.generation() == generation
                      ? before
                      : new Since(generation, newest));
            });
    resources = inIt;
    Map<String, Integer> accepted = new HashMap<>();
    publication
        .keyHashes()
        .forEach(hash -> accepted.put(hash, keyHashes.getOrDefault(hash, newest)));
    keyHashes = accepted;
  }

  /** Position of the publication, from 1; empty for a digest that is unknown, or long past. */
  public synchronized OptionalInt number(String digest) {
    Published published = byDigest.get(digest);
    return published == null ? OptionalInt.empty() : OptionalInt.of(published.number());
  }

  /** From which publication on this generation is served; empty if the newest lacks it. */
  public synchronized OptionalInt since(ObjectId id, long generation) {
    Since since = resources.get(id);
    return since == null || since.generation() < generation
        ? OptionalInt.empty()
        : OptionalInt.of(since.number());
  }

  /** From which publication on the key is accepted; empty if the newest lacks it. */
  synchronized OptionalInt since(String keyHash) {
    return Optional.ofNullable(keyHashes.get(keyHash))
        .map(OptionalInt::of)
        .orElse(OptionalInt.empty());
  }

  /**
   * Shards that must stay: of the newest publications, whose index a gateway may just be reading,
   * and of each that a gateway serves.
   */
  public synchronized Set<String> objectNamesInUse(Set<String> acknowledged) {
    Set<String> names = new HashSet<>();
    byDigest.forEach(
        (digest, published) -> {
          if (published.number() > newest - KEPT_FOR_LATECOMERS || acknowledged.contains(digest)) {
            names.addAll(published.objectNames());
          }
        });
    return names;
  }
}

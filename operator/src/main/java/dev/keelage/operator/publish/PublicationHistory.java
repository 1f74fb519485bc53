package dev.keelage.operator.publish;

import dev.keelage.compiler.ObjectId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
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
  private List<Part> parts = List.of();
  private Hashes keyHashes = new Hashes(Set.of(), Map.of());
  private int newest;

  /**
   * Some of the resources.
   *
   * @param number the first of the publications without a break that have exactly these
   */
  private record Part(Map<ObjectId, Long> generations, int number, Map<ObjectId, Since> since) {}

  private record Hashes(Set<String> all, Map<String, Integer> since) {}

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
    List<Part> next = new ArrayList<>();
    for (int i = 0; i < publication.generations().size(); i++) {
      next.add(part(i, publication.generations().get(i)));
    }
    parts = List.copyOf(next);
    if (keyHashes.all() != publication.keyHashes()) {
      Map<String, Integer> accepted = HashMap.newHashMap(publication.keyHashes().size());
      for (String hash : publication.keyHashes()) {
        accepted.put(hash, keyHashes.since().getOrDefault(hash, newest));
      }
      keyHashes = new Hashes(publication.keyHashes(), accepted);
    }
  }

  /** What is the same object costs nothing to compare. */
  private Part part(int position, Map<ObjectId, Long> generations) {
    Map<ObjectId, Since> known = Map.of();
    if (position < parts.size()) {
      Part before = parts.get(position);
      if (before.generations() == generations) {
        return before;
      }
      known = before.since();
    }
    Map<ObjectId, Since> inIt = HashMap.newHashMap(generations.size());
    for (Map.Entry<ObjectId, Long> each : generations.entrySet()) {
      Since before = known.get(each.getKey());
      inIt.put(
          each.getKey(),
          before != null && before.generation() == each.getValue()
              ? before
              : new Since(each.getValue(), newest));
    }
    return new Part(generations, newest, inIt);
  }

  /** Position of the publication, from 1; empty for a digest that is unknown, or long past. */
  public synchronized OptionalInt number(String digest) {
    Published published = byDigest.get(digest);
    return published == null ? OptionalInt.empty() : OptionalInt.of(published.number());
  }

  /** From which publication on this generation is served; empty if the newest lacks it. */
  public synchronized OptionalInt since(ObjectId id, long generation) {
    for (Part part : parts) {
      Since since = part.since().get(id);
      if (since != null && since.generation() >= generation) {
        return OptionalInt.of(since.number());
      }
    }
    return OptionalInt.empty();
  }

  /**
   * From which publication on all of a part is served as it is in the newest; empty if that one has
   * another part.
   *
   * @param generations the object that was published
   */
  public synchronized OptionalInt since(Map<ObjectId, Long> generations) {
    return parts.stream()
        .filter(part -> part.generations() == generations)
        .mapToInt(Part::number)
        .findFirst();
  }

  /** From which publication on the key is accepted; empty if the newest lacks it. */
  synchronized OptionalInt since(String keyHash) {
    return Optional.ofNullable(keyHashes.since().get(keyHash))
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

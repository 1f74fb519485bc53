package dev.keelage.operator.publish;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The last publications by digest: a gateway that acknowledges one of them is known to serve what
 * it holds, even while newer ones are on their way. After a restart only the current one is known,
 * which is enough, since equal resources give equal digests.
 */
public final class PublicationHistory {
  private static final int REMEMBERED = 32;

  private final Map<String, Publication> byDigest = new LinkedHashMap<>();
  private Optional<Publication> current = Optional.empty();

  public synchronized void add(Publication publication) {
    // Taken out first: a digest that comes back counts as the newest again.
    byDigest.remove(publication.digest());
    byDigest.put(publication.digest(), publication);
    current = Optional.of(publication);
    while (byDigest.size() > REMEMBERED) {
      byDigest.remove(byDigest.keySet().iterator().next());
    }
  }

  public synchronized Optional<Publication> current() {
    return current;
  }

  public synchronized Optional<Publication> find(String digest) {
    return Optional.ofNullable(byDigest.get(digest));
  }

  /**
   * Shards that must stay: of the current publication and of each that a gateway still
   * acknowledges.
   */
  public synchronized Set<String> objectNamesInUse(Set<String> acknowledged) {
    return byDigest.values().stream()
        .filter(
            each -> acknowledged.contains(each.digest()) || current.map(each::equals).orElse(false))
        .flatMap(each -> each.objectNames().stream())
        .collect(Collectors.toUnmodifiableSet());
  }
}

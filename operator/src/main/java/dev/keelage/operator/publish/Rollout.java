package dev.keelage.operator.publish;

import dev.keelage.compiler.ObjectId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Which live gateways serve what: the truth behind {@code Programmed}. A value; taken anew for each
 * question.
 */
public record Rollout(List<GatewayAcknowledgement> live, PublicationHistory history) {
  public Rollout {
    live = List.copyOf(live);
  }

  public static Rollout at(
      Instant now, List<GatewayAcknowledgement> all, PublicationHistory history) {
    return new Rollout(all.stream().filter(each -> each.live(now)).toList(), history);
  }

  public int gateways() {
    return live.size();
  }

  /** How many live gateways serve this generation of the resource. */
  public int serving(ObjectId id, long generation) {
    return count(publication -> publication.contains(id, generation));
  }

  /** Whether every live gateway accepts the key; true where none is live. */
  public boolean accepted(String keyHash) {
    return count(publication -> publication.keyHashes().contains(keyHash)) == gateways();
  }

  /** The first complaint of a gateway about the newest snapshot, with its name. */
  public Optional<String> error() {
    return live.stream()
        .flatMap(each -> each.error().map(text -> each.gateway() + ": " + text).stream())
        .findFirst();
  }

  public Set<String> digests() {
    return live.stream()
        .flatMap(each -> each.digest().stream())
        .collect(Collectors.toUnmodifiableSet());
  }

  private int count(Predicate<Publication> test) {
    return (int)
        live.stream()
            .flatMap(each -> each.digest().stream())
            .flatMap(digest -> history.find(digest).stream())
            .filter(test)
            .count();
  }
}

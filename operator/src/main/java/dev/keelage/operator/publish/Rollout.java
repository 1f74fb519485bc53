package dev.keelage.operator.publish;

import dev.keelage.operator.collect.GatewayAcknowledgement;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which live gateways serve what: the truth behind {@code Programmed}. A value; taken anew for each
 * question. A gateway that has loaded nothing yet and complains of nothing is not ready, gets no
 * calls, and does not count, unless there are no others.
 *
 * @param loading how many are not ready
 */
public record Rollout(List<Gateway> gateways, int loading) {
  public Rollout {
    gateways = List.copyOf(gateways);
  }

  /**
   * @param publication the number of what it serves; 0 = none this operator knows
   */
  public record Gateway(String name, String digest, int publication, Optional<String> error) {}

  /**
   * How far one thing has come.
   *
   * @param error the first complaint of a gateway that lags behind, with its name
   */
  public record Coverage(int serving, int gateways, Optional<String> error) {
    public static final Coverage NOWHERE = new Coverage(0, 0, Optional.empty());

    /** No live gateway is without it. */
    public boolean complete() {
      return serving == gateways;
    }
  }

  public static Rollout at(
      Instant now, List<GatewayAcknowledgement> all, PublicationHistory history) {
    List<GatewayAcknowledgement> live = all.stream().filter(each -> each.live(now)).toList();
    List<GatewayAcknowledgement> ready = live.stream().filter(Rollout::ready).toList();
    return new Rollout(
        ready.stream()
            .map(
                each ->
                    new Gateway(
                        each.gateway(),
                        each.digest().orElse(""),
                        each.digest().map(history::number).orElse(OptionalInt.empty()).orElse(0),
                        each.error()))
            .sorted(Comparator.comparing(Gateway::name))
            .toList(),
        live.size() - ready.size());
  }

  private static boolean ready(GatewayAcknowledgement gateway) {
    return gateway.digest().isPresent() || gateway.error().isPresent();
  }

  /** No gateway is ready, and some will soon be. */
  public boolean starting() {
    return gateways.isEmpty() && loading > 0;
  }

  /** Whether every live gateway accepts the key; true where none is live. */
  public boolean accepted(String keyHash, PublicationHistory history) {
    OptionalInt since = history.since(keyHash);
    return since.isPresent() && coverage(since).complete();
  }

  public Set<String> digests() {
    return gateways.stream().map(Gateway::digest).collect(Collectors.toUnmodifiableSet());
  }

  /** Whether each gateway serves a publication that this operator knows. */
  public boolean allKnown() {
    return gateways.stream().allMatch(each -> each.publication() > 0);
  }

  /**
   * How many live gateways serve something.
   *
   * @param since from which publication on it is served; empty if the newest lacks it
   */
  public Coverage coverage(OptionalInt since) {
    if (starting()) {
      return new Coverage(0, loading, Optional.empty());
    }
    List<Gateway> behind =
        gateways.stream()
            .filter(each -> since.isEmpty() || each.publication() < since.getAsInt())
            .toList();
    return new Coverage(
        gateways.size() - behind.size(),
        gateways.size(),
        behind.stream()
            .flatMap(each -> each.error().map(text -> each.name() + ": " + text).stream())
            .findFirst());
  }
}

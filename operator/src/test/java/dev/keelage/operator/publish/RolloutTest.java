package dev.keelage.operator.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelage.compiler.ObjectId;
import dev.keelage.operator.collect.GatewayAcknowledgement;
import dev.keelage.operator.publish.Rollout.Coverage;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RolloutTest {
  private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
  private static final ObjectId MODEL = new ObjectId("Model", "ai", "gpt");
  private static final ObjectId OTHER = new ObjectId("Model", "ai", "other");

  private final PublicationHistory history = new PublicationHistory();

  @Test
  void countsAGatewayThatServesAnOlderSnapshotForWhatHasNotChangedSince() {
    publish("a", Map.of(MODEL, 1L, OTHER, 1L));
    publish("b", Map.of(MODEL, 1L, OTHER, 2L));
    Rollout rollout = rollout(gateway("g1", "a"), gateway("g2", "b"));

    assertThat(rollout.coverage(history.since(MODEL, 1))).isEqualTo(coverage(2, 2));
    assertThat(rollout.coverage(history.since(OTHER, 2))).isEqualTo(coverage(1, 2));
    assertThat(rollout.coverage(history.since(OTHER, 3))).isEqualTo(coverage(0, 2));
  }

  @Test
  void countsFromTheReturnOfWhatWasLeftOutMeanwhile() {
    publish("a", Map.of(MODEL, 1L));
    publish("b", Map.of());
    publish("c", Map.of(MODEL, 1L, OTHER, 1L));

    assertThat(rollout(gateway("g", "b")).coverage(history.since(MODEL, 1)))
        .isEqualTo(coverage(0, 1));
    assertThat(rollout(gateway("g", "c")).coverage(history.since(MODEL, 1)))
        .isEqualTo(coverage(1, 1));
  }

  @Test
  void knowsASnapshotThatComesBackByItsDigest() {
    publish("a", Map.of(MODEL, 1L));
    publish("b", Map.of(MODEL, 2L));
    publish("a", Map.of(MODEL, 3L));

    assertThat(rollout(gateway("g", "a")).coverage(history.since(MODEL, 3)))
        .isEqualTo(coverage(1, 1));
    assertThat(rollout(gateway("g", "b")).coverage(history.since(MODEL, 3)))
        .isEqualTo(coverage(0, 1));
  }

  @Test
  void forgetsGatewaysThatAreGoneAndThoseThatHaveNotBegun() {
    publish("a", Map.of(MODEL, 1L));
    Rollout rollout =
        rollout(
            gateway("g", "a"),
            new GatewayAcknowledgement(
                "dead", Optional.of("a"), Optional.empty(), NOW.minusMillis(1)),
            new GatewayAcknowledgement(
                "starting", Optional.empty(), Optional.empty(), NOW.plusSeconds(5)));

    assertThat(rollout.coverage(history.since(MODEL, 1))).isEqualTo(coverage(1, 1));
  }

  @Test
  void awaitsGatewaysThatHaveNotBegunIfThereAreNoOthers() {
    history.add(new Publication("a", List.of(Map.of(MODEL, 1L)), Set.of("hash"), Set.of()));
    GatewayAcknowledgement starting =
        new GatewayAcknowledgement(
            "starting", Optional.empty(), Optional.empty(), NOW.plusSeconds(5));

    assertThat(rollout(starting).coverage(history.since(MODEL, 1))).isEqualTo(coverage(0, 1));
    assertThat(rollout(starting).accepted("hash", history)).isFalse();
    assertThat(rollout(starting).starting()).isTrue();
    assertThat(rollout(starting, gateway("g", "a")).starting()).isFalse();
  }

  @Test
  void reportsTheComplaintOfAGatewayThatLagsBehind() {
    publish("a", Map.of(MODEL, 1L));
    publish("b", Map.of(MODEL, 2L));
    Rollout rollout =
        rollout(
            gateway("g1", "b"),
            new GatewayAcknowledgement(
                "g2", Optional.of("a"), Optional.of("corrupt"), NOW.plusSeconds(5)));

    assertThat(rollout.coverage(history.since(MODEL, 2)))
        .isEqualTo(new Coverage(1, 2, Optional.of("g2: corrupt")));
  }

  @Test
  void acceptsAKeyWhenEveryGatewayDoes() {
    history.add(new Publication("a", List.of(Map.of()), Set.of(), Set.of()));
    history.add(new Publication("b", List.of(Map.of()), Set.of("hash"), Set.of()));

    assertThat(rollout(gateway("g1", "b"), gateway("g2", "a")).accepted("hash", history)).isFalse();
    assertThat(rollout(gateway("g1", "b"), gateway("g2", "b")).accepted("hash", history)).isTrue();
    assertThat(rollout().accepted("hash", history)).as("nobody to wait for").isTrue();
    assertThat(rollout().accepted("unknown", history)).isFalse();
  }

  @Test
  void keepsTheShardsOfTheNewestPublicationsAndOfThoseInUse() {
    for (int i = 1; i <= 6; i++) {
      history.add(new Publication("d" + i, List.of(Map.of()), Set.of(), Set.of("shard" + i)));
    }

    assertThat(history.objectNamesInUse(Set.of("d2")))
        .containsExactlyInAnyOrder("shard2", "shard4", "shard5", "shard6");
  }

  private void publish(String digest, Map<ObjectId, Long> generations) {
    history.add(new Publication(digest, List.of(generations), Set.of(), Set.of()));
  }

  private Rollout rollout(GatewayAcknowledgement... acknowledgements) {
    return Rollout.at(NOW, List.of(acknowledgements), history);
  }

  private static GatewayAcknowledgement gateway(String name, String digest) {
    return new GatewayAcknowledgement(
        name, Optional.of(digest), Optional.empty(), NOW.plusSeconds(5));
  }

  private static Coverage coverage(int serving, int gateways) {
    return new Coverage(serving, gateways, Optional.empty());
  }
}

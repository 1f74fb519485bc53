package dev.keelage.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RedisClusterIT {

  @Test
  void sharesTheSlotsAndKeepsThemOverARestart() {
    try (var cluster = RedisCluster.start()) {
      var keys = IntStream.range(0, 64).mapToObj("{kl%02d}:spent"::formatted).toList();
      keys.forEach(key -> cluster.callFor(key, "INCRBY", key, "7"));
      assertThat(keys.stream().map(cluster::nodeOf).distinct()).hasSize(3);

      var key = keys.getFirst();
      var owner = cluster.nodeOf(key);
      var other = cluster.nodes().stream().filter(node -> node != owner).findFirst().orElseThrow();
      assertThatThrownBy(() -> other.call("GET", key)).hasMessageStartingWith("MOVED");

      owner.kill();
      owner.restart();
      // A master that comes back answers CLUSTERDOWN until it has heard of the others.
      await()
          .atMost(Duration.ofSeconds(60))
          .ignoreExceptions()
          .untilAsserted(() -> assertThat(owner.call("GET", key)).isEqualTo("7"));
    }
  }
}

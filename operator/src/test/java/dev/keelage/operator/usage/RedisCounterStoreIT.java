package dev.keelage.operator.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.keelage.operator.usage.CounterStore.Held;
import dev.keelage.testkit.RedisCluster;
import dev.keelage.testkit.RedisSentinels;
import dev.keelage.testkit.RedisServer;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Reading the counters, however Redis is run. */
class RedisCounterStoreIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final List<String> NAMES =
      IntStream.range(0, 64).mapToObj("{kl%02d}:spent"::formatted).toList();
  private static final String BUDGET = "{kl07}:budget";

  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void stop() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @Test
  void readsFromOneServerAndSaysWhenItIsAway() throws CountersAway {
    try (RedisServer redis = RedisServer.start();
        var store = store(RedisMode.SINGLE, List.of(redis.uri()), Optional.empty())) {
      NAMES.forEach(name -> redis.call("SET", name, "7"));
      redis.call("HSET", BUDGET, "spent", "5", "reserved", "2");

      assertReads(store);
      assertThat(store.counters(List.of("{kl00}:never"))).isEmpty();
      assertThat(store.budgets(List.of("{kl00}:never")).values()).containsOnly(Held.NOTHING);

      redis.kill();
      assertThatThrownBy(() -> store.counters(NAMES)).isInstanceOf(CountersAway.class);

      redis.restart();
      await().atMost(PATIENCE).ignoreExceptions().untilAsserted(() -> assertReads(store));
    }
  }

  @Test
  void asksSentinelsForTheMasterAndFollowsIt() throws CountersAway {
    try (RedisSentinels redis = RedisSentinels.start();
        var store =
            store(RedisMode.SENTINEL, redis.uris(), Optional.of(RedisSentinels.MASTER_NAME))) {
      RedisServer first = redis.master();
      NAMES.forEach(name -> first.call("SET", name, "7"));
      first.call("HSET", BUDGET, "spent", "5", "reserved", "2");
      assertReads(store);
      redis.awaitInStep();

      first.kill();
      RedisServer second = redis.awaitMasterOtherThan(first);

      await().atMost(PATIENCE).ignoreExceptions().untilAsserted(() -> assertReads(store));
      second.call("SET", NAMES.getFirst(), "8");
      assertThat(store.counters(NAMES)).containsEntry(NAMES.getFirst(), 8L);

      // A master by its own belief only
      first.restart();
      redis.awaitInStep();
      assertThat(store.counters(NAMES)).containsEntry(NAMES.getFirst(), 8L);
    }
  }

  @Test
  void asksEachMasterOfAClusterForItsPartAndFollowsAFailover() throws CountersAway {
    try (RedisCluster redis = RedisCluster.startReplicated();
        var store = store(RedisMode.CLUSTER, redis.uris(), Optional.empty())) {
      NAMES.forEach(name -> redis.callFor(name, "SET", name, "7"));
      redis.callFor(BUDGET, "HSET", BUDGET, "spent", "5", "reserved", "2");
      assertReads(store);
      redis.awaitReplicated();

      redis.nodeOf(BUDGET).kill();
      redis.awaitMasters();

      await().atMost(PATIENCE).ignoreExceptions().untilAsserted(() -> assertReads(store));
    }
  }

  @Test
  void leavesAMasterThatSaysNothingForTheOneThatTookOver() throws CountersAway {
    try (RedisSentinels redis = RedisSentinels.start();
        var store =
            store(RedisMode.SENTINEL, redis.uris(), Optional.of(RedisSentinels.MASTER_NAME))) {
      RedisServer first = redis.master();
      NAMES.forEach(name -> first.call("SET", name, "7"));
      first.call("HSET", BUDGET, "spent", "5", "reserved", "2");
      assertReads(store);
      redis.awaitInStep();

      // As when its node is lost: connections stay open, and nobody is there
      first.pause();
      redis.awaitMasterOtherThan(first);

      await().atMost(PATIENCE).ignoreExceptions().untilAsserted(() -> assertReads(store));
      first.resume();
    }
  }

  @Test
  void leavesANodeOfAClusterThatSaysNothing() throws CountersAway {
    try (RedisCluster redis = RedisCluster.startReplicated();
        var store = store(RedisMode.CLUSTER, redis.uris(), Optional.empty())) {
      NAMES.forEach(name -> redis.callFor(name, "SET", name, "7"));
      redis.callFor(BUDGET, "HSET", BUDGET, "spent", "5", "reserved", "2");
      assertReads(store);
      redis.awaitReplicated();
      // The one that is asked first where everything is
      RedisServer silent = redis.nodes().getFirst();

      silent.pause();

      await().atMost(PATIENCE).ignoreExceptions().untilAsserted(() -> assertReads(store));
      silent.resume();
    }
  }

  @Test
  void findsNamesByWhatTheyBeginWithWhereverTheyLive() throws CountersAway {
    try (RedisCluster redis = RedisCluster.start();
        var store = store(RedisMode.CLUSTER, redis.uris(), Optional.empty())) {
      List<String> wanted =
          IntStream.range(0, 64).mapToObj("{kl%02d}:history:b#1"::formatted).toList();
      wanted.forEach(name -> redis.callFor(name, "HSET", name, "t", "7"));
      redis.callFor("{kl03}:x", "HSET", "{kl03}:history:c#1", "t", "7");
      IntStream.range(0, 3_000)
          .forEach(i -> redis.callFor("{kl03}:x", "SET", "{kl03}:x:" + i, "7"));

      for (String name : wanted) {
        String tag = name.substring(0, name.indexOf('}') + 1);
        Set<String> found = new HashSet<>();
        String cursor = "0";
        int pages = 0;
        do {
          CounterStore.Page page = store.names(tag, tag + ":history:b#*", cursor);
          found.addAll(page.names());
          cursor = page.next();
          pages++;
        } while (!cursor.equals("0") && pages < 100);
        assertThat(found).containsExactly(name);
      }
    }
  }

  private static void assertReads(CounterStore store) throws CountersAway {
    assertThat(store.counters(NAMES))
        .isEqualTo(NAMES.stream().collect(Collectors.toMap(name -> name, any -> 7L)));
    assertThat(store.budgets(List.of(BUDGET))).isEqualTo(Map.of(BUDGET, new Held(5, 2)));
  }

  private CounterStore store(RedisMode mode, List<String> urls, Optional<String> masterName) {
    return new RedisCounterStore(vertx, new RedisAddress(mode, urls, masterName));
  }
}

package dev.keelage.gateway.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.keelage.gateway.stage.settle.LedgerEntry;
import dev.keelage.gateway.store.Calls;
import dev.keelage.gateway.store.LedgerEntries;
import dev.keelage.snapshot.counter.CounterNames;
import dev.keelage.testkit.RedisServer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A gateway is killed again and again, at any point, while Redis comes and goes: every call that it
 * began is booked once. {@code -Dkills.seed=N} does the same again, as far as processes can.
 */
class BookingsAfterKillsIT {
  private static final Logger LOG = Logger.getLogger(BookingsAfterKillsIT.class);
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int LIVES = Integer.getInteger("kills.lives", 8);
  private static final String TAG = CounterNames.tenantTag(Calls.TENANT);

  private final long seed = Long.getLong("kills.seed", System.nanoTime());
  private final Random random = new Random(seed);
  // What Redis has answered is written: its own losses are not the subject.
  private final RedisServer redis = RedisServer.start("--appendfsync", "always");
  private final Vertx vertx = Vertx.vertx();

  @TempDir Path directory;

  @AfterEach
  void stop() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
    redis.close();
  }

  @Test
  void everyCallThatWasBegunIsBookedOnce() throws Exception {
    LOG.infof("the same again: -Dkills.seed=%d", seed);
    // Given a gateway that is killed, and starts again on what it left
    Path begun = directory.resolve("begun");
    Path journal = directory.resolve("journal");
    Files.createFile(begun);
    for (int life = 0; life < LIVES; life++) {
      liveAndDie(journal, begun);
    }

    // When it lives at last
    RedisCounterStore last = KilledGateway.start(vertx, redis.uri(), journal);
    get(last.drain());
    get(last.close());

    // Then every call is there, and none twice: what had not ended, at the most that it can cost
    List<LedgerEntry> entries = ledger();
    Set<String> booked = new HashSet<>();
    assertThat(entries).allMatch(entry -> booked.add(entry.callId()));
    assertThat(booked).containsAll(Files.readAllLines(begun));
    assertThat(entries)
        .allMatch(
            entry ->
                entry.costUnits()
                    == (entry.status() == LedgerEntry.Status.ORPHANED
                        ? KilledGateway.RESERVED
                        : KilledGateway.COST));
    // And the counters are the sum
    String spent = CounterNames.keySpent(TAG, Calls.KEY, YearMonth.now(ZoneOffset.UTC));
    assertThat(redis.call("GET", spent))
        .isEqualTo(Long.toString(entries.stream().mapToLong(LedgerEntry::costUnits).sum()));
    LOG.infof(
        "booked=%d orphaned=%d",
        entries.size(),
        entries.stream().filter(e -> e.status() == LedgerEntry.Status.ORPHANED).count());
  }

  private void liveAndDie(Path journal, Path begun) throws Exception {
    long before = Files.size(begun);
    Process gateway =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                KilledGateway.class.getName(),
                redis.uri(),
                journal.toString(),
                begun.toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("output").toFile())
            .start();
    try {
      await().atMost(PATIENCE).until(() -> Files.size(begun) > before || !gateway.isAlive());
      assertThat(gateway.isAlive()).as(output()).isTrue();
      disturb();
      Thread.sleep(random.nextInt(300));
    } finally {
      gateway.destroyForcibly().waitFor();
      relent();
    }
  }

  private String output() throws IOException {
    return Files.readString(directory.resolve("output"));
  }

  /** What may be wrong with Redis when the gateway dies. */
  private void disturb() throws InterruptedException {
    switch (random.nextInt(6)) {
      case 0 -> redis.pause();
      case 1 -> {
        redis.pause();
        Thread.sleep(600 + random.nextInt(400));
        redis.resume();
      }
      case 2 -> redis.call("CONFIG", "SET", "maxmemory", "1");
      case 3 -> redis.call("REPLICAOF", "127.0.0.1", "1");
      case 4 -> {
        for (int i = 0; i < 20; i++) {
          redis.call("CLIENT", "KILL", "TYPE", "normal");
          Thread.sleep(10);
        }
      }
      default -> {
        redis.kill();
        Thread.sleep(random.nextInt(500));
        redis.restart();
      }
    }
  }

  private void relent() {
    redis.resume();
    redis.call("CONFIG", "SET", "maxmemory", "0");
    redis.call("REPLICAOF", "NO", "ONE");
  }

  private static <T> T get(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
  }

  private List<LedgerEntry> ledger() {
    var items =
        (List<?>) Objects.requireNonNull(redis.call("XRANGE", CounterNames.ledger(TAG), "-", "+"));
    List<LedgerEntry> entries = new ArrayList<>();
    for (Object item : items) {
      var fields = (List<?>) ((List<?>) item).get(1);
      new JsonArray(fields.get(fields.indexOf("e") + 1).toString())
          .forEach(row -> entries.add(LedgerEntries.decode(row.toString())));
    }
    return entries;
  }
}

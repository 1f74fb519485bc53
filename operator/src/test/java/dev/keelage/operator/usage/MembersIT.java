package dev.keelage.operator.usage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelage.compiler.ObjectId;
import dev.keelage.snapshot.BudgetEntry;
import dev.keelage.snapshot.BudgetEntry.Calendar;
import dev.keelage.snapshot.BudgetEntry.Window;
import dev.keelage.snapshot.FailureMode;
import dev.keelage.snapshot.KeyEntry;
import dev.keelage.snapshot.Per;
import dev.keelage.snapshot.Sharing;
import dev.keelage.snapshot.Snapshot;
import dev.keelage.snapshot.TeamEntry;
import dev.keelage.snapshot.counter.CounterNames;
import dev.keelage.snapshot.counter.Tenancy;
import dev.keelage.testkit.RedisServer;
import io.vertx.core.Vertx;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Counting those that have a budget for themselves, when they are more than are read at once. */
class MembersIT {
  private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");
  private static final long CENT = 100_000_000;

  private final RedisServer redis = RedisServer.start();
  private final Vertx vertx = Vertx.vertx();
  private final RedisCounterStore store =
      new RedisCounterStore(
          vertx, new RedisAddress(RedisMode.SINGLE, List.of(redis.uri()), Optional.empty()));

  @AfterEach
  void stop() {
    store.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
    redis.close();
  }

  @Test
  void countsAllOfThemOverSeveralReadings() throws CountersAway {
    Members members = new Members(store, 3);
    spend(7, number -> number * CENT);

    assertThat(read(members).counted()).as("so far").isEqualTo(3);
    assertThat(read(members).counted()).as("so far").isEqualTo(6);
    MembersReading whole = read(members);
    assertThat(whole.counted()).isEqualTo(7);
    assertThat(whole.exhausted()).as("of those at 5 cents or more").isEqualTo(3);
    assertThat(whole.top())
        .extracting(spender -> spender.virtualKey() + " " + spender.spent())
        .containsExactly("n/k7 0.07", "n/k6 0.06", "n/k5 0.05", "n/k4 0.04", "n/k3 0.03");

    // Until it has looked at all of them again, it says what it has found
    spend(2, number -> 9 * CENT);
    assertThat(read(members).exhausted()).isEqualTo(3);
    assertThat(read(members).exhausted()).isEqualTo(3);
    assertThat(read(members).exhausted()).isEqualTo(5);
  }

  @Test
  void countsFewAtEachReading() throws CountersAway {
    Members members = new Members(store);
    spend(7, number -> CENT);
    assertThat(read(members).counted()).isEqualTo(7);

    spend(7, number -> 9 * CENT);
    assertThat(read(members).exhausted()).isEqualTo(7);
  }

  private void spend(int keys, IntToLongFunction units) {
    for (int number = 1; number <= keys; number++) {
      redis.call(
          "HSET",
          CounterNames.budget(
              CounterNames.tenantTag("n/team"),
              CounterNames.ofKey("n/each", "n/k" + number),
              "2026-11"),
          "spent",
          Long.toString(units.applyAsLong(number)));
    }
  }

  private MembersReading read(Members members) throws CountersAway {
    Snapshot snapshot = snapshot();
    Tenancy tenancy = Tenancy.of(snapshot);
    return Objects.requireNonNull(
        members
            .of(snapshot, tenancy, new BudgetCoverage(snapshot, tenancy), NOW)
            .get(new ObjectId("Budget", "n", "each")));
  }

  private static Snapshot snapshot() {
    return new Snapshot(
        List.of(),
        List.of(),
        List.of(new TeamEntry("n/team", null, null, null, Sharing.none())),
        IntStream.rangeClosed(1, 7)
            .mapToObj(n -> new KeyEntry("n/k" + n, "h" + n, "p", "n/team", null, null, null, false))
            .toList(),
        List.of(
            new BudgetEntry(
                "n/each",
                List.of(Window.of(new BigDecimal("0.05"), Calendar.MONTH, "UTC")),
                List.of(),
                BudgetEntry.Action.BLOCK,
                null,
                null,
                FailureMode.DENY,
                List.of("n/team"),
                List.of(),
                List.of(),
                Per.KEY)),
        List.of());
  }
}

package dev.keelage.gateway.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.keelage.gateway.stage.admit.CallFacts;
import dev.keelage.gateway.stage.admit.Claim;
import dev.keelage.gateway.stage.admit.Decision;
import dev.keelage.gateway.stage.admit.StoreSignals;
import dev.keelage.gateway.store.Calls;
import dev.keelage.gateway.store.LedgerEntries;
import dev.keelage.gateway.store.journal.Journal;
import dev.keelage.gateway.store.redis.book.BookingBatch;
import dev.keelage.snapshot.FailureMode;
import dev.keelage.snapshot.counter.CounterNames;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bookings that wait for Redis, and what a journal does for them. */
class BookingsIT extends StoreCase {
  @Test
  void booksWhatWasServedWhileRedisWasAway() {
    RedisCounterStore store = store();
    var claims = List.<Claim>of(Calls.budget(TAG, 10_000, 400));
    CallFacts before = Calls.facts();
    get(store.reserve(before, claims, 400));

    // When Redis stops, decisions fail quickly and bookings wait
    redis.stop();
    await().atMost(PATIENCE).until(() -> !store.reachable());
    Future<Decision> refused = store.reserve(Calls.facts(), claims, 400);
    assertThat(awaited(refused).failed()).isTrue();
    assertThat(refused.cause()).hasMessage("Redis is not reachable");
    CallFacts during = Calls.facts();
    store.book(Calls.reservation(before, claims, 400), Calls.entry(before, 100));
    store.book(Calls.reservation(during, claims, 400), Calls.entry(during, 7));
    assertThat(store.waitingBookings()).isEqualTo(2);

    // Then they are booked when it is back
    redis.restart();
    get(store.drain());
    assertThat(spent()).isEqualTo(107);
    assertThat(reserved()).isZero();
    assertThat(ledger()).hasSize(2);
  }

  @Test
  void bookingsThatRedisNeverSawSurviveTheProcess(@TempDir Path directory) {
    // Given a gateway that served calls while Redis was away, and was killed then
    var claims = List.<Claim>of(Calls.budget(TAG, 10_000, 400));
    Journal journal = Journal.open(vertx, directory, 1 << 20);
    RedisCounterStore killed =
        RedisCounterStore.start(
            vertx, settings(Duration.ofSeconds(60)), StoreSignals.NONE, Optional.of(journal));
    CallFacts reserved = Calls.facts();
    CallFacts free = Calls.facts();
    get(killed.reserve(reserved, claims, 400));
    redis.stop();
    await().atMost(PATIENCE).until(() -> !killed.reachable());
    killed.book(Calls.reservation(reserved, claims, 400), Calls.entry(reserved, 100));
    killed.book(Calls.reservation(free, List.of(), 0), Calls.entry(free, 7));
    get(killed.close());
    redis.restart();

    // When it starts again, twice
    for (int i = 0; i < 2; i++) {
      RedisCounterStore again =
          RedisCounterStore.start(
              vertx,
              settings(Duration.ofSeconds(60)),
              StoreSignals.NONE,
              Optional.of(Journal.open(vertx, directory, 1 << 20)));
      get(again.drain());
      get(again.close());
    }

    // Then every call is booked once
    assertThat(ledger()).hasSize(2);
    assertThat(spent()).isEqualTo(100);
    assertThat(reserved()).isZero();
    assertThat(redis.call("GET", spentByKey())).isEqualTo("107");
  }

  @Test
  void aBatchThatIsSentAgainBooksNothingTwice(@TempDir Path directory) {
    // Given a gateway that was killed after Redis had its batch, and before it noted that
    Journal journal = Journal.open(vertx, directory, 1 << 20);
    BookingBatch batch = new BookingBatch("gateway-1:life:1", 3);
    CallFacts facts = Calls.facts();
    batch.add(TAG, Calls.entry(facts, 7), List.of(spentByKey()));
    batch.add(TAG, Calls.entry(Calls.facts(), 5), List.of(spentByKey()));
    journal.add(batch.id(), batch::write);
    get(journal.close());

    // When it starts three times, each time as if it had not noted it
    for (int i = 0; i < 3; i++) {
      RedisCounterStore again =
          RedisCounterStore.start(
              vertx,
              settings(Duration.ofSeconds(60)),
              StoreSignals.NONE,
              Optional.of(Journal.open(vertx, directory, 1 << 20)));
      get(again.drain());
      get(again.close());
      Journal note = Journal.open(vertx, directory, 1 << 20);
      assertThat(note.recovered()).isEmpty();
      note.add(batch.id(), batch::write);
      get(note.close());
    }

    // Then both calls are booked, once
    assertThat(ledger()).hasSize(2);
    assertThat(redis.call("GET", spentByKey())).isEqualTo("12");
  }

  @Test
  void batchesThatTheJournalHoldsInAnotherOrderAreBooked(@TempDir Path directory) {
    // Given what a note that was copied to the end leaves: a writer's earlier batch behind a later
    Journal journal = Journal.open(vertx, directory, 1 << 20);
    for (int number : List.of(12, 9, 11, 10)) {
      BookingBatch batch = new BookingBatch("gateway-1:life:1", number);
      batch.add(TAG, Calls.entry(Calls.facts(), 7), List.of(spentByKey()));
      journal.add(batch.id(), batch::write);
    }
    get(journal.close());

    RedisCounterStore again = startedOn(directory);
    get(again.drain());
    get(again.close());

    assertThat(ledger()).hasSize(4);
    assertThat(redis.call("GET", spentByKey())).isEqualTo("28");
  }

  @Test
  void callsInFlightThatHoldNothingAreBookedAsOrphansAfterAKill(
      @TempDir Path directory, @TempDir Path copy) throws IOException {
    // Given a gateway with three calls that nothing limits, of which one has ended
    RedisCounterStore killed = keep(startedOn(directory));
    List<CallFacts> calls = List.of(Calls.facts(), Calls.facts(), Calls.facts());
    for (CallFacts facts : calls) {
      assertThat(killed.begin(Calls.reservation(facts, List.of(), 900))).isTrue();
    }
    killed.book(
        Calls.reservation(calls.getFirst(), List.of(), 900), Calls.entry(calls.getFirst(), 7));
    get(killed.drain());

    // When it is killed, and its container starts again, and once more
    copy(directory, copy);
    for (int i = 0; i < 2; i++) {
      RedisCounterStore again = startedOn(copy);
      get(again.drain());
      get(again.close());
    }

    // Then each is booked once: what had ended at its cost, what was in flight at the most it can
    // cost
    assertThat(ledger())
        .hasSize(3)
        .filteredOn(entry -> entry.contains("ORPHANED"))
        .hasSize(2)
        .allMatch(entry -> LedgerEntries.decode(entry).costUnits() == 900);
    assertThat(redis.call("GET", spentByKey())).isEqualTo("1807");
  }

  @Test
  void callsServedWhileRedisWasAwayAreBookedAsOrphansAfterAKill(
      @TempDir Path directory, @TempDir Path copy) throws IOException {
    RedisCounterStore killed = keep(startedOn(directory));
    var claims =
        List.<Claim>of(
            new Claim.Tokens("key:a", "1", 1000, 600, FailureMode.ALLOW),
            Calls.budget(SHARED_TAG, 10_000, 400));
    CallFacts ended = Calls.facts();
    CallFacts inFlight = Calls.facts();
    redis.stop();
    await().atMost(PATIENCE).until(() -> !killed.reachable());
    assertThat(killed.begin(Calls.reservation(ended, claims, 400))).isTrue();
    assertThat(killed.begin(Calls.reservation(inFlight, claims, 400))).isTrue();
    killed.book(Calls.reservation(ended, claims, 400), Calls.entry(ended, 100));
    copy(directory, copy);
    get(killed.close());
    redis.restart();

    RedisCounterStore again = startedOn(copy);
    get(again.drain());
    get(again.close());

    assertThat(ledger()).hasSize(2);
    String shared = CounterNames.budget(SHARED_TAG, "team-search/monthly", "2026-11");
    assertThat(redis.call("HGET", shared, "spent")).isEqualTo("500");
    assertThat(redis.call("GET", CounterNames.tokens(TAG, "key:a", "1"))).isEqualTo("730");
  }

  /** What is on disk at this moment, as after a kill. */
  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
  }

  private RedisCounterStore startedOn(Path directory) {
    return RedisCounterStore.start(
        vertx,
        settings(Duration.ofSeconds(60)),
        StoreSignals.NONE,
        Optional.of(Journal.open(vertx, directory, 1 << 20)));
  }

  @Test
  void callsThatNothingLimitsAreBookedTogether() {
    RedisCounterStore store = store();
    for (int i = 0; i < 1000; i++) {
      CallFacts facts = Calls.facts();
      store.book(Calls.reservation(facts, List.of(), 0), Calls.entry(facts, 3));
    }
    get(store.drain());

    assertThat(ledger()).hasSize(1000).doesNotHaveDuplicates();
    assertThat(redis.call("GET", spentByKey())).isEqualTo("3000");
    assertThat((Long) redis.call("XLEN", LEDGER)).isLessThan(100L);
    assertThat((Long) redis.call("TTL", spentByKey())).isPositive();
    assertThat((List<?>) redis.call("KEYS", TAG + ":res:*")).isEmpty();
  }

  @Test
  void entriesThatTheirStreamCannotTakeAreParked() {
    RedisCounterStore store = store();
    redis.call("SET", LEDGER, "nonsense");
    CallFacts free = Calls.facts();
    CallFacts limited = Calls.facts();
    var claims = List.<Claim>of(Calls.budget(TAG, 10_000, 400));
    get(store.reserve(limited, claims, 400));

    store.book(Calls.reservation(free, List.of(), 0), Calls.entry(free, 3));
    store.book(Calls.reservation(limited, claims, 400), Calls.entry(limited, 3));
    get(store.drain());

    await()
        .atMost(PATIENCE)
        .until(() -> Objects.equals(redis.call("XLEN", CounterNames.parkedLedger(TAG)), 2L));
  }
}

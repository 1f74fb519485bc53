package dev.keelage.gateway.store.redis;

import dev.keelage.gateway.stage.admit.CallFacts;
import dev.keelage.gateway.stage.admit.Claim;
import dev.keelage.gateway.stage.admit.Reservation;
import dev.keelage.gateway.stage.admit.StoreSignals;
import dev.keelage.gateway.store.Calls;
import dev.keelage.gateway.store.journal.Journal;
import dev.keelage.gateway.store.redis.link.RedisSettings;
import dev.keelage.snapshot.counter.CounterNames;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The bookings of a gateway in a process of its own, there to be killed: begins and ends calls
 * while its journal takes them, and writes down each that it began.
 */
final class KilledGateway {
  /** Makes files of 32 KiB: some hold many notes, and some notes are larger. */
  static final long JOURNAL_BYTES = 512 << 10;

  static final long COST = 3;
  static final long RESERVED = 400;
  private static final String TAG = CounterNames.tenantTag(Calls.TENANT);
  private static final int CALLS_AT_ONCE = 4;

  private final Vertx vertx;
  private final RedisCounterStore store;
  private final FileChannel begun;

  private KilledGateway(Vertx vertx, RedisCounterStore store, FileChannel begun) {
    this.vertx = vertx;
    this.store = store;
    this.begun = begun;
  }

  /** Redis, the directory of the journal, the file for the ids of calls. */
  public static void main(String[] args) throws IOException {
    Vertx vertx = Vertx.vertx();
    var gateway =
        new KilledGateway(
            vertx,
            start(vertx, args[0], Path.of(args[1])),
            FileChannel.open(
                Path.of(args[2]), StandardOpenOption.CREATE, StandardOpenOption.APPEND));
    for (int loop = 0; loop < 2; loop++) {
      Context context = vertx.getOrCreateContext();
      context.runOnContext(now -> vertx.setPeriodic(2, id -> gateway.beginSome()));
    }
  }

  static RedisCounterStore start(Vertx vertx, String redis, Path directory) {
    return RedisCounterStore.start(
        vertx,
        RedisSettings.single(redis, "gateway-1"),
        StoreSignals.NONE,
        Optional.of(Journal.open(vertx, directory, JOURNAL_BYTES)));
  }

  private void beginSome() {
    for (int i = 0; i < CALLS_AT_ONCE && store.acceptsBookings(); i++) {
      // Every third as if it had been let through while Redis was away.
      List<Claim> claims =
          i % 3 == 0 ? List.of(Calls.budget(TAG, Long.MAX_VALUE, RESERVED)) : List.of();
      CallFacts facts = Calls.facts();
      Reservation reservation = Calls.reservation(facts, claims, RESERVED);
      if (store.begin(reservation)) {
        write(facts.callId());
        vertx.setTimer(
            1 + ThreadLocalRandom.current().nextInt(20),
            id -> store.book(reservation, Calls.entry(facts, COST)));
      }
    }
  }

  private void write(String callId) {
    try {
      begun.write(ByteBuffer.wrap((callId + "\n").getBytes(StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

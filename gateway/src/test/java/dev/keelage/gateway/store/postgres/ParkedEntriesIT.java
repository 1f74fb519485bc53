package dev.keelage.gateway.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.keelage.gateway.stage.admit.StoreSignals;
import dev.keelage.gateway.stage.settle.LedgerEntry;
import dev.keelage.gateway.store.Calls;
import dev.keelage.gateway.store.LedgerEntries;
import dev.keelage.gateway.store.LedgerEntryJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What Postgres refuses is put aside, and comes in when it is sent again. */
class ParkedEntriesIT extends LedgerWriterCase {
  @Test
  void aPoisonousEntryIsParkedAndTheOthersAreWritten() {
    // Given good entries, alone as older gateways wrote them and together, and poison among both
    book(3);
    redis.call("XADD", STREAM, "*", "e", "not json");
    redis.call("XADD", STREAM, "*", "e", "[]");
    redis.call("XADD", STREAM, "*", "e", unknownType());
    redis.call("XADD", STREAM, "*", "e", good());
    redis.call(
        "XADD",
        STREAM,
        "*",
        "e",
        "[" + String.join(",", good(), unknownType(), good(), good(), unknownType()) + "]");
    book(3);

    writer(store);

    awaitRows(10);
    await()
        .atMost(PATIENCE)
        .until(() -> Objects.equals(redis.call("XLEN", STREAM + ":parked"), 4L));
    await().atMost(PATIENCE).until(() -> Objects.equals(redis.call("XLEN", STREAM), 0L));
  }

  @Test
  void whatIsParkedIsCountedAndReplayedWhenItsCauseIsGone() throws IOException {
    // Given an entry that the table has no room for
    sql("ALTER TABLE keelage.ledger ADD CONSTRAINT cheap CHECK (cost < 0.0000000100)");
    redis.call("XADD", STREAM, "*", "e", LedgerEntryJson.encode(Calls.entry(Calls.facts(), 100)));
    AtomicLong counted = new AtomicLong();
    writers.add(
        LedgerWriter.start(
            vertx,
            store.outbox(),
            postgres.uri(),
            new StoreSignals() {
              @Override
              public void ledgerParkedNow(long entries) {
                counted.set(entries);
              }
            }));
    await().atMost(PATIENCE).until(() -> counted.get() == 1);
    assertThat(sql("SELECT count(*) FROM keelage.ledger")).isEqualTo("0");

    // When
    sql("ALTER TABLE keelage.ledger DROP CONSTRAINT cheap");
    String replay = Files.readString(Path.of("../deploy/ledger/replay-parked.lua"));
    assertThat(redis.call("EVAL", replay, "2", STREAM + ":parked", STREAM)).isEqualTo(1L);

    // Then
    awaitRows(1);
    await().atMost(PATIENCE).until(() -> counted.get() == 0);
  }

  @Test
  void aPoisonousRowIsParkedAndTheOthersOfItsBatchAreWritten() throws IOException {
    // Given batches of rows: one as it should be, one with poison, one that is cut, one of both
    // forms
    redis.call("XADD", STREAM, "*", "e", rows(3));
    redis.call(
        "XADD",
        STREAM,
        "*",
        "e",
        rows(2).replace("]", ",") + poison() + "," + rows(2).substring(1));
    redis.call("XADD", STREAM, "*", "e", rows(2).substring(0, 100));
    redis.call("XADD", STREAM, "*", "e", rows(1).replace("]", ",") + good() + "]");

    writer(store);

    awaitRows(9);
    await()
        .atMost(PATIENCE)
        .until(() -> Objects.equals(redis.call("XLEN", STREAM + ":parked"), 2L));
    await().atMost(PATIENCE).until(() -> Objects.equals(redis.call("XLEN", STREAM), 0L));

    // And what is sent again is parked again
    String replay = Files.readString(Path.of("../deploy/ledger/replay-parked.lua"));
    assertThat(redis.call("EVAL", replay, "2", STREAM + ":parked", STREAM)).isEqualTo(2L);
    await()
        .atMost(PATIENCE)
        .until(() -> Objects.equals(redis.call("XLEN", STREAM + ":parked"), 2L));
    assertThat(sql("SELECT count(*) FROM keelage.ledger")).isEqualTo("9");
  }

  private static String rows(int calls) {
    return LedgerEntries.array(
        Stream.generate(() -> Calls.entry(Calls.facts(), 1))
            .limit(calls)
            .toArray(LedgerEntry[]::new));
  }

  /** A row whose time is none. */
  private static String poison() {
    return rows(1).replace("[", "").replace("]", "").replaceFirst(",\\d{16},", ",never,");
  }

  private static String good() {
    return LedgerEntryJson.encode(Calls.entry(Calls.facts(), 1));
  }

  private static String unknownType() {
    return good().replace("\"at\":", "\"at\":\"never\",\"was\":");
  }
}

package dev.keelage.gateway.store.postgres;

import static dev.keelage.gateway.store.LedgerEntries.array;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.keelage.gateway.exchange.Usage;
import dev.keelage.gateway.stage.admit.CallFacts;
import dev.keelage.gateway.stage.admit.StoreSignals;
import dev.keelage.gateway.stage.settle.LedgerEntry;
import dev.keelage.gateway.store.Calls;
import dev.keelage.gateway.store.LedgerEntryJson;
import dev.keelage.gateway.store.redis.RedisCounterStore;
import dev.keelage.snapshot.cost.CostClass;
import dev.keelage.snapshot.cost.CostPart;
import dev.keelage.snapshot.cost.ServiceTier;
import dev.keelage.snapshot.counter.CounterNames;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class LedgerWriterIT extends LedgerWriterCase {
  @Test
  void aRowSaysWhatTheCallWas() throws SQLException {
    CallFacts facts = Calls.facts();
    LedgerEntry entry =
        new LedgerEntry(
            facts.callId(),
            facts.startedAt(),
            Calls.TENANT,
            Optional.empty(),
            Calls.KEY,
            Optional.of("käthe"),
            Optional.of("acme"),
            List.of("a \"b\" {c}", "nightly"),
            "ai/gpt-4o",
            Optional.of("d0"),
            Optional.of("ai/openai"),
            facts.operation(),
            new Usage(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, ServiceTier.FLEX, true),
            Long.MAX_VALUE,
            List.of(
                new CostPart(CostClass.INPUT, 1),
                new CostPart(CostClass.SEARCHES, Long.MAX_VALUE - 1)),
            false,
            LedgerEntry.Status.CLIENT_GONE,
            2,
            200,
            Duration.ofMillis(812),
            Optional.of(Duration.ofMillis(95)));
    store.book(Calls.reservation(facts, List.of(), 0), entry);
    writer(store);
    awaitRows(1);

    try (Connection connection = postgres.connect();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT *, extract(epoch FROM started_at) * 1000000 AS micros, pg_column_size(l.*) AS bytes,"
                    + " tableoid::regclass::text AS partition FROM keelage.ledger l")) {
      assertThat(row.next()).isTrue();
      assertThat(row.getBigDecimal("cost"))
          .isEqualByComparingTo(new BigDecimal("922337203.6854775807"));
      assertThat(row.getString("status")).isEqualTo("client_gone");
      assertThat(row.getString("operation")).isEqualTo("chat");
      assertThat(row.getString("team")).isNull();
      assertThat(row.getString("end_user")).isEqualTo("käthe");
      assertThat(row.getString("customer")).isEqualTo("acme");
      assertThat((Object[]) row.getArray("tags").getArray())
          .containsExactly("a \"b\" {c}", "nightly");
      assertThat(row.getLong("reasoning_tokens")).isEqualTo(8);
      assertThat(row.getLong("audio_input_tokens")).isEqualTo(5);
      assertThat(row.getLong("image_output_tokens")).isEqualTo(10);
      assertThat(row.getInt("searches")).isEqualTo(11);
      assertThat(row.getString("service_tier")).isEqualTo("flex");
      assertThat(row.getInt("ttft_ms")).isEqualTo(95);
      assertThat(row.getBoolean("estimated")).isTrue();
      assertThat(row.getBoolean("priced")).isFalse();
      assertThat(row.getLong("micros"))
          .isEqualTo(
              facts.startedAt().getEpochSecond() * 1_000_000 + facts.startedAt().getNano() / 1_000);
      assertThat(row.getInt("bytes")).isLessThan(500);
      assertThat(row.getString("partition")).contains("ledger_2");
    }
    assertThat(
            sql(
                "SELECT string_agg(part || ' ' || cost, ', ' ORDER BY cost) FROM keelage.cost_breakdown"))
        .isEqualTo("input 0.0000000001, searches 922337203.6854775806");
    await().atMost(PATIENCE).until(() -> Objects.equals(redis.call("XLEN", STREAM), 0L));
  }

  @Test
  void severalGatewaysWriteEachCallOnce() {
    RedisCounterStore other = store("gateway-2");
    writer(store);
    writer(other);
    BigDecimal sum = book(2500);

    awaitRows(2500);
    assertThat(sum(sql("SELECT sum(cost)::text FROM keelage.ledger"))).isEqualByComparingTo(sum);
    await().atMost(PATIENCE).until(() -> Objects.equals(redis.call("XLEN", STREAM), 0L));
    get(writers.removeLast().stop());
    get(other.close());
  }

  @Test
  void entriesWaitForPostgresAndNoneIsLost() {
    writer(store);
    book(10);
    awaitRows(10);

    postgres.kill();
    book(300);
    assertThat(redis.call("XLEN", STREAM)).isNotEqualTo(0L);
    postgres.restart();

    awaitRows(310);
  }

  @Test
  void aConnectionToWhatIsAStandbyNowIsGivenUp() {
    // Given a server that was demoted: it answers, keeps its connections, and does not write
    sql("ALTER ROLE CURRENT_USER SET default_transaction_read_only = on");
    AtomicBoolean refused = new AtomicBoolean();
    StoreSignals signals =
        new StoreSignals() {
          @Override
          public void postgresReachable(boolean reachable) {
            refused.compareAndSet(false, !reachable);
          }
        };
    writers.add(LedgerWriter.start(vertx, store.outbox(), postgres.uri(), signals));
    book(10);
    await().atMost(PATIENCE).untilTrue(refused);

    // When new connections get one that writes
    sql(
        "SET transaction_read_only = off;"
            + " ALTER ROLE CURRENT_USER RESET default_transaction_read_only");

    awaitRows(10);
  }

  @Test
  void whatADeadGatewayHasReadIsWrittenByAnother() {
    // Given entries that a gateway has read and not written
    book(20);
    get(store.outbox().read(CounterNames.tenantTag(Calls.TENANT), 1));
    assertThat(get(store.outbox().read(CounterNames.tenantTag(Calls.TENANT), 100))).isNotEmpty();
    // As if it had been long ago
    var pending = (List<?>) redis.call("XPENDING", STREAM, "ledger", "-", "+", "100");
    for (Object item : Objects.requireNonNull(pending)) {
      String id = ((List<?>) item).getFirst().toString();
      redis.call("XCLAIM", STREAM, "ledger", "gateway-1", "0", id, "IDLE", "60000");
    }

    writer(store("gateway-2"));

    awaitRows(20);
  }

  @Test
  void anOrphanIsCorrectedAndNothingElseIs() {
    CallFacts facts = Calls.facts();
    LedgerEntry real = Calls.entry(facts, 100);
    String orphan =
        LedgerEntryJson.encode(Calls.entry(facts, 900)).replace("COMPLETED", "ORPHANED");
    redis.call("XADD", STREAM, "*", "e", orphan);
    writer(store);
    awaitRows(1);
    assertThat(sql("SELECT status FROM keelage.ledger")).isEqualTo("orphaned");
    assertThat(sql("SELECT tags FROM keelage.ledger")).isEqualTo("null");

    // Its correction, then a second orphan and a second booking of the same call
    redis.call("XADD", STREAM, "*", "e", LedgerEntryJson.encode(real));
    await()
        .atMost(PATIENCE)
        .until(() -> sql("SELECT status FROM keelage.ledger").equals("completed"));
    redis.call("XADD", STREAM, "*", "e", orphan);
    redis.call("XADD", STREAM, "*", "e", LedgerEntryJson.encode(Calls.entry(facts, 777)));
    await().atMost(PATIENCE).until(() -> Objects.equals(redis.call("XLEN", STREAM), 0L));

    assertThat(sql("SELECT count(*) FROM keelage.ledger")).isEqualTo("1");
    assertThat(sql("SELECT cost FROM keelage.ledger")).isEqualTo("0.0000000100");
  }

  @Test
  void anOrphanIsCorrectedByABatchAndNothingElseIs() {
    CallFacts facts = Calls.facts();
    String orphan = array(Calls.entry(facts, 900)).replace("COMPLETED", "ORPHANED");
    redis.call("XADD", STREAM, "*", "e", orphan);
    writer(store);
    awaitRows(1);
    assertThat(sql("SELECT status FROM keelage.ledger")).isEqualTo("orphaned");

    // Its correction among new calls, twice, then a second orphan and a second booking of the call
    LedgerEntry other = Calls.entry(Calls.facts(), 5);
    LedgerEntry last = Calls.entry(Calls.facts(), 7);
    String correction = array(other, Calls.entry(facts, 100), last);
    redis.call("XADD", STREAM, "*", "e", correction);
    redis.call("XADD", STREAM, "*", "e", correction);
    awaitRows(3);
    redis.call("XADD", STREAM, "*", "e", orphan);
    redis.call("XADD", STREAM, "*", "e", array(Calls.entry(facts, 777), other));
    await().atMost(PATIENCE).until(() -> Objects.equals(redis.call("XLEN", STREAM), 0L));

    assertThat(
            sql("SELECT string_agg(status || ' ' || cost, ', ' ORDER BY cost) FROM keelage.ledger"))
        .isEqualTo("completed 0.0000000005, completed 0.0000000007, completed 0.0000000100");
  }

  @Test
  void ofAnOrphanAndItsCorrectionInOneBatchTheCorrectionIsWritten() {
    CallFacts facts = Calls.facts();
    LedgerEntry real = Calls.entry(facts, 100);
    String orphan = array(Calls.entry(facts, 900)).replace("COMPLETED", "ORPHANED");
    String both = array(real).replace("]", ",") + orphan.substring(1);
    redis.call("XADD", STREAM, "*", "e", both);
    writer(store);
    await().atMost(PATIENCE).until(() -> Objects.equals(redis.call("XLEN", STREAM), 0L));

    assertThat(sql("SELECT status || ' ' || cost FROM keelage.ledger"))
        .isEqualTo("completed 0.0000000100");
  }

  @Test
  void sumsKnowWhichTransactionWroteABatch() {
    book(3);
    writer(store);
    awaitRows(3);
    sql("SELECT keelage.roll_up(100)");
    assertThat(sql("SELECT sum(calls) FROM keelage.usage_by_hour")).isEqualTo("3");

    book(4);
    awaitRows(7);
    sql("SELECT keelage.roll_up(100)");
    assertThat(sql("SELECT sum(calls) FROM keelage.usage_by_hour")).isEqualTo("7");
  }

  @Test
  void aPartitionThatComesLateTakesItsRowsFromTheDefault() {
    sql(
        "INSERT INTO keelage.ledger SELECT 'late', d, d, 0,0,0,0,0,0,0,0,0,0,false,true,1,'completed','chat','t',"
            + "null,'k','m',null,null FROM (SELECT current_date + 30 AS d) x RETURNING call_id");
    assertThat(sql("SELECT count(*) FROM keelage.ledger_default")).isEqualTo("1");

    assertThat(sql("SELECT keelage.ensure_partitions(current_date + 29, current_date + 31)"))
        .isEqualTo("3");
    assertThat(sql("SELECT keelage.ensure_partitions(current_date + 29, current_date + 31)"))
        .isEqualTo("0");

    assertThat(sql("SELECT count(*) FROM keelage.ledger_default")).isEqualTo("0");
    assertThat(sql("SELECT count(*) FROM keelage.ledger WHERE call_id = 'late'")).isEqualTo("1");
  }

  private static BigDecimal sum(String text) {
    return new BigDecimal(text);
  }
}

package dev.keelage.gateway.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.keelage.gateway.stage.admit.CallFacts;
import dev.keelage.gateway.stage.admit.StoreSignals;
import dev.keelage.gateway.store.Calls;
import dev.keelage.gateway.store.PatientRedis;
import dev.keelage.gateway.store.redis.RedisCounterStore;
import dev.keelage.snapshot.counter.CounterNames;
import dev.keelage.testkit.PostgresServer;
import dev.keelage.testkit.RedisServer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** One Redis whose bookings go to one Postgres, which has the schema and an empty ledger. */
abstract class LedgerWriterCase {
  static final Duration PATIENCE = Duration.ofSeconds(60);
  static final String STREAM = CounterNames.ledger(CounterNames.tenantTag(Calls.TENANT));
  static RedisServer redis;
  static PostgresServer postgres;
  static Vertx vertx;
  RedisCounterStore store;
  final List<LedgerWriter> writers = new ArrayList<>();

  @BeforeAll
  static void startServers() {
    redis = RedisServer.start();
    postgres = PostgresServer.start();
    vertx = Vertx.vertx();
    Flyway.configure()
        .dataSource(postgres.jdbcUrl(), null, null)
        .schemas("keelage")
        .locations("classpath:dev/keelage/schema")
        .load()
        .migrate();
    sql("SELECT keelage.ensure_partitions(current_date - 1, current_date + 3)");
  }

  @AfterAll
  static void stopServers() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
    postgres.close();
    redis.close();
  }

  @BeforeEach
  void start() {
    redis.call("FLUSHALL");
    sql("DELETE FROM keelage.ledger");
    store = store("gateway-1");
  }

  @AfterEach
  void stop() {
    writers.forEach(writer -> get(writer.stop()));
    get(store.close());
  }

  RedisCounterStore store(String instance) {
    return RedisCounterStore.start(vertx, PatientRedis.single(redis, instance), StoreSignals.NONE);
  }

  void writer(RedisCounterStore of) {
    writers.add(LedgerWriter.start(vertx, of.outbox(), postgres.uri(), StoreSignals.NONE));
  }

  BigDecimal book(int calls) {
    long units = 0;
    for (int i = 1; i <= calls; i++) {
      CallFacts facts = Calls.facts();
      store.book(Calls.reservation(facts, List.of(), 0), Calls.entry(facts, i));
      units += i;
    }
    get(store.drain());
    return BigDecimal.valueOf(units, 10);
  }

  static void awaitRows(int rows) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(sql("SELECT count(*) FROM keelage.ledger"))
                    .isEqualTo(Integer.toString(rows)));
  }

  static String sql(String query) {
    try (Connection connection = postgres.connect();
        Statement statement = connection.createStatement()) {
      if (!statement.execute(query)) {
        return "";
      }
      try (ResultSet rows = statement.getResultSet()) {
        return rows.next() ? String.valueOf(rows.getString(1)) : "";
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  static <T> T get(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
  }
}

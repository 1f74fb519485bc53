package dev.keelage.gateway.store.postgres;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/** The ledger's table in Postgres. */
final class LedgerTable {
  /** The version of the schema that the statements are written for; later ones stay compatible. */
  static final int SCHEMA_VERSION = 5;

  /** How long a query waits for one of the pool's connections. */
  static final Duration FOR_A_CONNECTION = Duration.ofSeconds(3);

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final String READ_ONLY = "25006";
  private static final String UNIQUE_VIOLATION = "23505";

  /** Half of what the other ones cost: Postgres need not look first, nor be ready to take back. */
  private static final String APPEND_NEW = load("append.sql") + Form.ROWS.all();

  private static final Map<Form, String> APPEND =
      new EnumMap<>(Map.of(Form.ROWS, append(Form.ROWS), Form.OBJECTS, append(Form.OBJECTS)));

  private final Vertx vertx;
  private final PgConnectOptions connection;
  private Pool pool;

  /**
   * @param url {@code postgresql://user:password@host:port/database}
   */
  LedgerTable(Vertx vertx, String url) {
    this.vertx = vertx;
    this.connection =
        PgConnectOptions.fromUri(url)
            .setCachePreparedStatements(true)
            .setConnectTimeout(2000)
            .addProperty("application_name", "keelage-gateway");
    this.pool = open();
  }

  /**
   * Appends entries; those that are there already stay as they are, unless the row is an orphan.
   *
   * @param arrays JSON arrays of entries, all in that form
   * @return rows that were written; fails with {@link PgException} if Postgres refuses
   */
  Future<Integer> append(Form form, List<String> arrays) {
    return execute(Objects.requireNonNull(APPEND.get(form)), form, arrays);
  }

  /**
   * Appends entries of which most likely none is there.
   *
   * @param arrays JSON arrays of {@link Form#ROWS}
   * @return rows that were written; fails, and writes nothing, if a call is there already or comes
   *     twice ({@link #isKnownCall}), and as {@link #append} does
   */
  Future<Integer> appendNew(List<String> arrays) {
    return execute(APPEND_NEW, Form.ROWS, arrays);
  }

  private Future<Integer> execute(String statement, Form form, List<String> arrays) {
    String[] texts = arrays.stream().map(form::text).toArray(String[]::new);
    return inTime(
        connected ->
            connected
                .preparedQuery(statement)
                .execute(Tuple.of(texts))
                .map(result -> result.rowCount()));
  }

  private static String append(Form form) {
    return load("append.sql") + form.eachCallOnce() + load("put-right.sql");
  }

  /** The schema's version; fails if there is none. */
  Future<Integer> schemaVersion() {
    return inTime(
        connected ->
            connected
                .query("SELECT keelage.schema_version()")
                .execute()
                .map(rows -> rows.iterator().next().getInteger(0)));
  }

  Future<Void> close() {
    return pool.close();
  }

  /**
   * Whether the entries themselves are at fault (SQLSTATE classes 22, data, and 23, integrity), so
   * that trying again is of no use.
   */
  static boolean isAboutData(Throwable failure) {
    return failure instanceof PgException postgres
        && postgres.getSqlState() != null
        && (postgres.getSqlState().startsWith("22") || postgres.getSqlState().startsWith("23"));
  }

  /** Whether a call that was said to be new is not. */
  static boolean isKnownCall(Throwable failure) {
    return failure instanceof PgException postgres
        && UNIQUE_VIOLATION.equals(postgres.getSqlState());
  }

  /** A server that was demoted keeps its connections; new ones are led to the one that writes. */
  private static boolean isStandby(Throwable failure) {
    return failure instanceof PgException postgres && READ_ONLY.equals(postgres.getSqlState());
  }

  /**
   * The pool's own queries leave a timer behind where it finds no connection (Vert.x 4.5: an
   * exception in the log for each), so it is asked for connections only.
   */
  private <T> Future<T> inTime(Function<SqlConnection, Future<T>> query) {
    return pool.withConnection(query)
        .timeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
        .onFailure(
            failure -> {
              if (failure instanceof TimeoutException || isStandby(failure)) {
                // Such a connection would be handed out again.
                pool.close();
                pool = open();
              }
            });
  }

  private Pool open() {
    return PgBuilder.pool()
        .with(
            new PoolOptions()
                .setMaxSize(2)
                .setConnectionTimeout(Math.toIntExact(FOR_A_CONNECTION.toMillis()))
                .setConnectionTimeoutUnit(TimeUnit.MILLISECONDS)
                .setIdleTimeout(5)
                .setIdleTimeoutUnit(TimeUnit.MINUTES))
        .connectingTo(connection)
        .using(vertx)
        .build();
  }

  private static String load(String name) {
    try (InputStream in = LedgerTable.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is missing from the build");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

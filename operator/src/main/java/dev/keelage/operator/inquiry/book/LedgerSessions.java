package dev.keelage.operator.inquiry.book;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.hibernate.boot.MetadataSources;
import org.hibernate.boot.registry.StandardServiceRegistry;
import org.hibernate.cfg.AvailableSettings;
import org.hibernate.dialect.PostgreSQLDialect;
import org.hibernate.engine.jdbc.spi.SqlExceptionHelper;
import org.hibernate.engine.jdbc.spi.SqlStatementLogger;
import org.hibernate.reactive.mutiny.Mutiny;
import org.hibernate.reactive.pool.ReactiveConnectionPool;
import org.hibernate.reactive.pool.impl.ExternalSqlClientPool;
import org.hibernate.reactive.provider.ReactiveServiceRegistryBuilder;
import org.hibernate.reactive.vertx.VertxInstance;
import org.hibernate.reactive.vertx.impl.ProvidedVertxInstance;
import org.jspecify.annotations.Nullable;

/**
 * Hibernate and its pool of connections: made when somebody asks for the first time, so that an
 * operator whom nobody asks has neither. To make them takes a second and no Postgres.
 */
public final class LedgerSessions implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(3);
  private static final int CONNECTIONS = 8;

  /** Longer than a statement may take: who is silent for so long will not say anything any more. */
  private static final Duration SILENCE = LedgerBook.STATEMENT.plusSeconds(5);

  private final Optional<String> url;
  private final Vertx vertx;
  private Mutiny.@Nullable SessionFactory factory;

  /**
   * @param url {@code postgresql://user:password@host:port/database}; empty = there is none to ask
   */
  public LedgerSessions(Optional<String> url, Vertx vertx) {
    this.url = url;
    this.vertx = vertx;
  }

  /** Does something in a session and a transaction of its own. To be asked on an event loop. */
  <T> Uni<T> read(Function<Mutiny.Session, Uni<T>> work) {
    Context here = Objects.requireNonNull(Vertx.currentContext());
    return Uni.createFrom()
        .completionStage(() -> vertx.executeBlocking(this::made).toCompletionStage())
        .emitOn(task -> here.runOnContext(nothing -> task.run()))
        .flatMap(
            sessions -> sessions.withTransaction((session, transaction) -> work.apply(session)));
  }

  private synchronized Mutiny.SessionFactory made() {
    Mutiny.SessionFactory made = factory;
    if (made == null) {
      made =
          make(url.orElseThrow(() -> new IllegalStateException("KEELAGE_POSTGRES_URL is not set")));
      factory = made;
    }
    return made;
  }

  private Mutiny.SessionFactory make(String url) {
    SqlStatementLogger logger = new SqlStatementLogger();
    var pool = new ExternalSqlClientPool(pool(url), logger, new SqlExceptionHelper(false));
    StandardServiceRegistry services =
        new ReactiveServiceRegistryBuilder()
            // Said here, so that it is not asked for: Postgres may be away.
            .applySetting(AvailableSettings.DIALECT, PostgreSQLDialect.class.getName())
            .applySetting(AvailableSettings.HBM2DDL_AUTO, "none")
            .applySetting(AvailableSettings.USE_SECOND_LEVEL_CACHE, false)
            .addService(VertxInstance.class, new ProvidedVertxInstance(vertx))
            .addService(ReactiveConnectionPool.class, pool)
            .build();
    return new MetadataSources(services)
        .addAnnotatedClasses(
            LedgerRow.class,
            CostRow.class,
            UsageSums.class,
            DayUsage.class,
            HourUsage.class,
            NameSums.class,
            DayNames.class,
            HourNames.class)
        .buildMetadata()
        .buildSessionFactory()
        .unwrap(Mutiny.SessionFactory.class);
  }

  private Pool pool(String url) {
    PgConnectOptions connection =
        PgConnectOptions.fromUri(url)
            .setConnectTimeout(Math.toIntExact(CONNECT.toMillis()))
            .setIdleTimeout(Math.toIntExact(SILENCE.toSeconds()))
            .setIdleTimeoutUnit(TimeUnit.SECONDS)
            .addProperty("application_name", "keelage-ledger-api");
    PoolOptions options =
        new PoolOptions()
            .setMaxSize(CONNECTIONS)
            .setConnectionTimeout(Math.toIntExact(CONNECT.toSeconds()))
            .setConnectionTimeoutUnit(TimeUnit.SECONDS);
    return PgBuilder.pool().with(options).connectingTo(connection).using(vertx).build();
  }

  /** Its connections end with Vert.x. */
  @Override
  public synchronized void close() {
    if (factory != null) {
      factory.close();
    }
  }
}

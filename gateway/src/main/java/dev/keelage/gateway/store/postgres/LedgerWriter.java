package dev.keelage.gateway.store.postgres;

import dev.keelage.gateway.stage.admit.StoreSignals;
import dev.keelage.gateway.store.LedgerOutbox;
import dev.keelage.gateway.store.LedgerOutbox.Item;
import dev.keelage.snapshot.counter.CounterNames;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.impl.VertxInternal;
import io.vertx.pgclient.PgException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Carries ledger entries from the outbox into Postgres, in batches, in the background. Every
 * gateway does; an entry that is written twice is written once. While Postgres is away the entries
 * stay where they are, and calls go on.
 */
public final class LedgerWriter {
  private static final Logger LOG = Logger.getLogger(LedgerWriter.class);

  /** Bounds what is in memory: an item may hold hundreds of entries. */
  private static final int ITEMS_PER_TAG = 32;

  private static final int TAGS_AT_ONCE = 8;

  private static final long ROUND_MILLIS = 200;
  private static final long LAST_RETRY_MILLIS = 5000;

  /** SQLSTATEs of a function, schema or table that does not exist. */
  private static final Set<String> SCHEMA_MISSING = Set.of("42883", "3F000", "42P01");

  /** Rounds between two looks at all tags, for what others have left. */
  private static final int ROUNDS_PER_LOOK = 10;

  private static final int ROUNDS_PER_CLAIM = 50;

  /** Rounds between two counts of what is put aside, by whomever. */
  private static final int ROUNDS_PER_COUNT = 25;

  private final LedgerOutbox outbox;
  private final LedgerTable table;
  private final LedgerAppender appender;
  private final StoreSignals signals;
  private final ContextInternal context;
  private final Promise<Void> stopped;
  private boolean schemaChecked;
  private boolean reachable = true;
  private boolean warned;
  private boolean stopping;
  private int round;
  private long retryMillis = ROUND_MILLIS;

  private LedgerWriter(Vertx vertx, LedgerOutbox outbox, LedgerTable table, StoreSignals signals) {
    this.outbox = outbox;
    this.table = table;
    this.signals = signals;
    this.appender = new LedgerAppender(outbox, table, signals, this::later);
    this.context = ((VertxInternal) vertx).createEventLoopContext();
    this.stopped = context.promise();
  }

  /**
   * Starts writing.
   *
   * @param url {@code postgresql://user:password@host:port/database}
   */
  public static LedgerWriter start(
      Vertx vertx, LedgerOutbox outbox, String url, StoreSignals signals) {
    LedgerWriter writer = new LedgerWriter(vertx, outbox, new LedgerTable(vertx, url), signals);
    writer.context.runOnContext(ignored -> writer.next());
    return writer;
  }

  /** Ends after the round that runs; what is left in the outbox, other gateways write. */
  public Future<Void> stop() {
    context.runOnContext(ignored -> stopping = true);
    return stopped.future().compose(ended -> table.close());
  }

  private void next() {
    if (stopping) {
      stopped.tryComplete();
      return;
    }
    checkSchema()
        .compose(ready -> writeRound())
        .onComplete(
            written -> {
              long pause =
                  written.succeeded() ? succeeded(written.result()) : failed(written.cause());
              context.setTimer(pause, id -> next());
            });
  }

  private long succeeded(int written) {
    if (!reachable) {
      LOG.info("postgres reachable again");
    }
    reachable = true;
    warned = false;
    signals.postgresReachable(true);
    retryMillis = ROUND_MILLIS;
    return written >= ITEMS_PER_TAG ? 1 : ROUND_MILLIS;
  }

  private long failed(Throwable cause) {
    if (beingMade(cause, retryMillis)) {
      if (reachable) {
        LOG.infof("%s: entries wait in redis", wordsFor(cause));
      }
    } else if (reachable || (cause instanceof SchemaBehind && !warned)) {
      LOG.warnf("ledger not written, entries wait in redis: %s", cause.getMessage());
      warned = true;
    }
    reachable = false;
    schemaChecked = false;
    signals.postgresReachable(false);
    retryMillis = Math.min(LAST_RETRY_MILLIS, retryMillis * 2);
    return retryMillis;
  }

  /**
   * As on every first start, and on the first one after an update: whoever owns the schema is still
   * at it. One that stays old is a fault.
   *
   * @param pauseMillis before this attempt; the longest one comes after some ten seconds
   */
  static boolean beingMade(Throwable cause, long pauseMillis) {
    return isSchemaMissing(cause)
        || (cause instanceof SchemaBehind && pauseMillis < LAST_RETRY_MILLIS);
  }

  private static boolean isSchemaMissing(Throwable cause) {
    return cause instanceof PgException refused && SCHEMA_MISSING.contains(refused.getSqlState());
  }

  private static String wordsFor(Throwable cause) {
    return isSchemaMissing(cause)
        ? "the ledger's schema is not there yet"
        : String.valueOf(cause.getMessage());
  }

  /** The schema is one of before. */
  static final class SchemaBehind extends RuntimeException {
    SchemaBehind(int version) {
      super(
          "the ledger's schema is version %d, this gateway needs %d"
              .formatted(version, LedgerTable.SCHEMA_VERSION),
          null,
          false,
          false);
    }
  }

  private Future<Void> checkSchema() {
    if (schemaChecked) {
      return Future.succeededFuture();
    }
    return table
        .schemaVersion()
        .compose(
            version -> {
              schemaChecked = version >= LedgerTable.SCHEMA_VERSION;
              return schemaChecked
                  ? Future.succeededFuture()
                  : Future.failedFuture(new SchemaBehind(version));
            });
  }

  /**
   * One look at the outbox: the tags that this gateway wrote to; now and then all; more rarely what
   * others left.
   */
  private Future<Integer> writeRound() {
    round++;
    if (round % ROUNDS_PER_COUNT == 1) {
      outbox.parked().onSuccess(signals::ledgerParkedNow);
    }
    Collection<String> tags =
        round % ROUNDS_PER_LOOK == 1 ? CounterNames.tenantTags() : outbox.written();
    Future<Integer> left =
        round % ROUNDS_PER_CLAIM == 1
            ? write(List.copyOf(CounterNames.tenantTags()), true)
            : Future.succeededFuture(0);
    return left.compose(
        ofOthers -> write(List.copyOf(tags), false).map(items -> Math.max(ofOthers, items)));
  }

  /**
   * Reads and writes what the tags have, a few tags at a time.
   *
   * @return the most items that a group of tags gave
   */
  private Future<Integer> write(List<String> tags, boolean claim) {
    if (tags.isEmpty()) {
      return Future.succeededFuture(0);
    }
    int some = Math.min(TAGS_AT_ONCE, tags.size());
    return gather(tags.subList(0, some), claim)
        .compose(items -> appender.writeAll(items, !claim).map(items.size()))
        .compose(
            items ->
                write(tags.subList(some, tags.size()), claim).map(rest -> Math.max(items, rest)));
  }

  private Future<List<Item>> gather(Collection<String> tags, boolean claim) {
    List<Future<List<Item>>> reads = new ArrayList<>(tags.size());
    for (String tag : tags) {
      reads.add(claim ? outbox.claim(tag, ITEMS_PER_TAG) : outbox.read(tag, ITEMS_PER_TAG));
    }
    return Future.join(reads)
        .transform(
            joined -> {
              List<Item> items = new ArrayList<>();
              // What some tags gave is to be written, whatever happened to others: it is not given
              // twice.
              reads.stream().filter(Future::succeeded).forEach(read -> items.addAll(read.result()));
              return Future.succeededFuture(items);
            });
  }

  /**
   * Postgres is away: the entries were handed to this gateway, so it keeps them until it can write
   * them.
   */
  private <T> Future<T> later(Throwable failure, Supplier<Future<T>> work) {
    long pause = failed(failure);
    Promise<T> done = context.promise();
    context.setTimer(
        pause,
        id -> {
          if (stopping) {
            done.fail(failure);
          } else {
            work.get().onComplete(done);
          }
        });
    return done.future();
  }
}

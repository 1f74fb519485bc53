package dev.keelage.gateway.store.postgres;

import dev.keelage.gateway.stage.admit.StoreSignals;
import dev.keelage.gateway.store.LedgerOutbox;
import dev.keelage.gateway.store.LedgerOutbox.Item;
import dev.keelage.snapshot.CounterNames;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Writes items of the outbox into the table and acknowledges them. An entry that Postgres refuses
 * must not hold up the others: it is found by halving, and parked.
 */
final class LedgerAppender {
  private static final Logger LOG = Logger.getLogger(LedgerAppender.class);

  /** About two thousand entries in a statement. */
  private static final int CHARACTERS_PER_STATEMENT = 1 << 20;

  private final LedgerOutbox outbox;
  private final LedgerTable table;
  private final StoreSignals signals;
  private final Retry retry;

  /** Does what could not be done because Postgres is away, later. */
  @FunctionalInterface
  interface Retry {
    /** Fails with the failure if there is no later. */
    <T> Future<T> later(Throwable failure, Supplier<Future<T>> work);
  }

  LedgerAppender(LedgerOutbox outbox, LedgerTable table, StoreSignals signals, Retry retry) {
    this.outbox = outbox;
    this.table = table;
    this.signals = signals;
    this.retry = retry;
  }

  /** A few statements, one after the other. */
  Future<Void> writeAll(List<Item> items) {
    int characters = 0;
    for (int i = 0; i < items.size(); i++) {
      characters += items.get(i).rows().length();
      if (i > 0 && characters > CHARACTERS_PER_STATEMENT) {
        List<Item> rest = items.subList(i, items.size());
        return write(items.subList(0, i)).compose(first -> writeAll(rest));
      }
    }
    return write(items);
  }

  /** Writes and acknowledges; if an entry is refused, finds it by halving and parks it. */
  private Future<Void> write(List<Item> items) {
    if (items.isEmpty()) {
      return Future.succeededFuture();
    }
    return table
        .append(items.stream().map(Item::rows).toList())
        .compose(rows -> written(items, rows))
        .recover(
            failure ->
                LedgerTable.isAboutData(failure)
                    ? divide(items, failure)
                    : retry.later(failure, () -> write(items)));
  }

  private Future<Void> written(List<Item> items, int rows) {
    signals.ledgerWritten(rows);
    Map<String, List<String>> byTag =
        items.stream()
            .collect(
                Collectors.groupingBy(
                    Item::tag, Collectors.mapping(Item::id, Collectors.toList())));
    List<Future<Void>> acknowledged = new ArrayList<>();
    byTag.forEach((tag, ids) -> acknowledged.add(outbox.acknowledge(tag, ids)));
    // Not acknowledged = claimed and written once more, which changes nothing.
    return Future.join(acknowledged).transform(any -> Future.succeededFuture());
  }

  private Future<Void> divide(List<Item> items, Throwable failure) {
    if (items.size() > 1) {
      int half = items.size() / 2;
      return write(items.subList(0, half))
          .compose(first -> write(items.subList(half, items.size())));
    }
    Item item = items.getFirst();
    return JsonRows.split(item.rows())
        .map(rows -> divide(item, rows, failure))
        .orElseGet(() -> park(item, item.rows(), failure))
        .compose(rows -> written(items, rows));
  }

  /**
   * Writes the good ones among the entries of an item.
   *
   * @return how many were written
   */
  private Future<Integer> divide(Item item, List<String> rows, Throwable failure) {
    if (rows.size() == 1) {
      return park(item, rows.getFirst(), failure);
    }
    int half = rows.size() / 2;
    return writeRows(item, rows.subList(0, half))
        .compose(
            first ->
                writeRows(item, rows.subList(half, rows.size())).map(second -> first + second));
  }

  private Future<Integer> writeRows(Item item, List<String> rows) {
    return table
        .append(List.of(JsonRows.join(rows)))
        .recover(
            failure ->
                LedgerTable.isAboutData(failure)
                    ? divide(item, rows, failure)
                    : retry.later(failure, () -> writeRows(item, rows)));
  }

  private Future<Integer> park(Item item, String entry, Throwable failure) {
    LOG.errorf(
        "ledger refuses an entry, parked in redis as %s: %s (%s)",
        CounterNames.parkedLedger(item.tag()), entry, failure.getMessage());
    signals.ledgerParked(1);
    return outbox.park(item, entry, String.valueOf(failure.getMessage())).map(0);
  }
}

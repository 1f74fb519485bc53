package dev.keelage.gateway.store.postgres;

import dev.keelage.gateway.stage.admit.StoreSignals;
import dev.keelage.gateway.store.LedgerOutbox;
import dev.keelage.gateway.store.LedgerOutbox.Item;
import dev.keelage.snapshot.counter.CounterNames;
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

  /** A few thousand entries in a statement. */
  private static final int CHARACTERS_PER_STATEMENT = 1 << 20;

  /**
   * After a call that was not new: so often it is looked first. Where one orphan is put right,
   * there may be many.
   */
  private static final int WARY_STATEMENTS = 50;

  private final LedgerOutbox outbox;
  private final LedgerTable table;
  private final StoreSignals signals;
  private final Retry retry;
  private int wary;

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

  /**
   * A few statements, one after the other.
   *
   * @param fresh nobody has had the items before, so most likely none is in the table
   */
  Future<Void> writeAll(List<Item> items, boolean fresh) {
    if (items.isEmpty()) {
      return Future.succeededFuture();
    }
    Form form = Form.of(items.getFirst().rows());
    int some = 0;
    for (int characters = 0; some < items.size(); some++) {
      String rows = items.get(some).rows();
      characters += rows.length();
      if (some > 0 && (characters > CHARACTERS_PER_STATEMENT || Form.of(rows) != form)) {
        break;
      }
    }
    List<Item> rest = items.subList(some, items.size());
    return write(form, items.subList(0, some), fresh && form == Form.ROWS)
        .compose(first -> writeAll(rest, fresh));
  }

  private Future<Void> write(Form form, List<Item> items, boolean fresh) {
    if (!fresh || wary > 0) {
      wary = Math.max(0, wary - 1);
      return write(form, items);
    }
    return table
        .appendNew(items.stream().map(Item::rows).toList())
        .compose(rows -> written(items, rows))
        .recover(
            failure -> {
              if (LedgerTable.isKnownCall(failure)) {
                wary = WARY_STATEMENTS;
              }
              return LedgerTable.isAboutData(failure)
                  ? write(form, items)
                  // What is not answered may have been written.
                  : retry.later(failure, () -> write(form, items));
            });
  }

  /** Writes and acknowledges; if an entry is refused, finds it by halving and parks it. */
  private Future<Void> write(Form form, List<Item> items) {
    return table
        .append(form, items.stream().map(Item::rows).toList())
        .compose(rows -> written(items, rows))
        .recover(
            failure ->
                LedgerTable.isAboutData(failure)
                    ? divide(form, items, failure)
                    : retry.later(failure, () -> write(form, items)));
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

  private Future<Void> divide(Form form, List<Item> items, Throwable failure) {
    if (items.size() > 1) {
      int half = items.size() / 2;
      return write(form, items.subList(0, half))
          .compose(first -> write(form, items.subList(half, items.size())));
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
    String array = JsonRows.join(rows);
    return table
        .append(Form.of(array), List.of(array))
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

package dev.keelage.gateway.store.redis.book;

import dev.keelage.gateway.stage.settle.LedgerEntry;
import dev.keelage.gateway.store.JsonText;
import dev.keelage.gateway.store.LedgerRow;
import dev.keelage.gateway.store.Utf8;
import dev.keelage.gateway.store.redis.begun.BegunNotes;
import dev.keelage.gateway.store.redis.claim.HeldClaim;
import dev.keelage.snapshot.cost.Usd;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Calls that hold no reservation and are booked together: their ledger entries as one text per tag,
 * and per counter one sum; and which of them Redis has notes of, see {@link BegunNotes}. A writer
 * numbers its batches and stores them in that order, so that one number per writer tells what is
 * booked.
 */
public final class BookingBatch {
  private static final String MARK = "book";
  private static final char SEPARATOR = '\t';
  private static final String CORRECTION = "c";

  private final String writer;
  private final long number;
  private final Map<String, Part> parts = new LinkedHashMap<>();
  private final List<String> callIds = new ArrayList<>();
  private int calls;

  /** What one tag gets of the batch. */
  public static final class Part {
    private final String tag;
    private final Utf8 rows = new Utf8(4096);
    private final JsonText json = new JsonText(rows);
    private String decider = "";
    private final List<String> noted = new ArrayList<>();
    private final Map<String, Long> spent = new HashMap<>();
    private final Map<String, Long> corrected = new HashMap<>();
    private final Map<String, Drawn> drawn = new HashMap<>();
    private final Map<String, Remembered> remembered = new HashMap<>();

    private Part(String tag) {
      this.tag = tag;
      json.writeStartArray();
    }

    private void change(String counter, String change) {
      if (change.startsWith(CORRECTION)) {
        corrected.put(counter, Long.parseLong(change.substring(CORRECTION.length())));
      } else if (change.startsWith(Remembered.MARK)) {
        remembered.put(counter, Remembered.ofText(change));
      } else if (Drawn.isDrawn(change)) {
        drawn.put(counter, Drawn.ofText(change));
      } else {
        spent.put(counter, Long.parseLong(change));
      }
    }

    /**
     * @param ids with a blank behind each
     */
    private void note(String ids) {
      for (int at = 0; at < ids.length(); at = ids.indexOf(' ', at) + 1) {
        noted.add(ids.substring(at, ids.indexOf(' ', at)));
      }
    }

    public String tag() {
      return tag;
    }

    /** Under which Redis has notes of {@link #noted} calls. */
    String decider() {
      return decider;
    }

    List<String> noted() {
      return noted;
    }

    /** A JSON array of {@link LedgerRow}s. */
    String rows() {
      return rows + "]";
    }

    /**
     * What to add, by counter: 10^-10 USD; behind a {@code c}, requests or tokens of a window; or
     * what was {@link Drawn} from loans.
     */
    Map<String, String> changes() {
      Map<String, String> changes = new HashMap<>();
      spent.forEach((counter, units) -> changes.put(counter, Long.toString(units)));
      corrected.forEach((counter, amount) -> changes.put(counter, CORRECTION + amount));
      drawn.forEach((counter, taken) -> changes.put(counter, taken.text()));
      remembered.forEach((counter, spending) -> changes.put(counter, spending.text()));
      return changes;
    }
  }

  public BookingBatch(String writer, long number) {
    this.writer = writer;
    this.number = number;
  }

  public void add(String tag, LedgerEntry entry, List<String> spending) {
    Part part = part(tag);
    LedgerRow.write(part.json, entry);
    if (entry.costUnits() != 0) {
      for (String counter : spending) {
        part.spent.merge(counter, entry.costUnits(), Usd::saturatedSum);
      }
    }
    callIds.add(entry.callId());
    calls++;
  }

  /** Redis may have a note of a call that was added. */
  void noted(String tag, String decider, String callId) {
    Part part = part(tag);
    part.decider = decider;
    part.noted.add(callId);
  }

  /**
   * A window's counter to be corrected.
   *
   * @param amount what a call used beyond, or short of, what it took
   */
  void correct(String tag, String counter, long amount) {
    if (amount != 0) {
      part(tag).corrected.merge(counter, amount, Long::sum);
    }
  }

  /** What a call took out of a loan, see {@link Drawn#add}. */
  void draw(String tag, HeldClaim claim, String loan, long used, long taken) {
    part(tag)
        .drawn
        .computeIfAbsent(claim.key(), key -> new Drawn(claim.kind(), claim.expiry()))
        .add(loan, used, taken);
  }

  /** What a call spent, for a budget's history. */
  void remember(String tag, HeldClaim history, long spent) {
    part(tag)
        .remembered
        .computeIfAbsent(history.key(), key -> new Remembered())
        .add(history.expiry(), spent);
  }

  private Part part(String tag) {
    return parts.computeIfAbsent(tag, Part::new);
  }

  /** Of the calls that were added in this life of the gateway. */
  List<String> callIds() {
    return callIds;
  }

  String writer() {
    return writer;
  }

  public long number() {
    return number;
  }

  public int calls() {
    return calls;
  }

  public Collection<Part> parts() {
    return parts.values();
  }

  /** Names the batch among all that there ever are. */
  public String id() {
    return writer + "/" + number;
  }

  public static boolean isBatch(String line) {
    return line.startsWith(MARK + SEPARATOR);
  }

  /** One line for the journal: no part of it has a tabulator or a line break of its own. */
  public void write(Utf8 line) {
    line.append(MARK).append(SEPARATOR).append(writer).append(SEPARATOR).append(number);
    line.append(SEPARATOR).append(calls);
    for (Part part : parts.values()) {
      line.append(SEPARATOR).append(part.tag).append(SEPARATOR).append(part.rows);
      line.append(SEPARATOR).append(part.decider).append(SEPARATOR);
      part.noted.forEach(id -> line.append(id).append(' '));
      Map<String, String> changes = part.changes();
      line.append(SEPARATOR).append(changes.size());
      changes.forEach(
          (counter, change) ->
              line.append(SEPARATOR).append(counter).append(SEPARATOR).append(change));
    }
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IllegalArgumentException if it is no batch
   */
  public static BookingBatch ofLine(String line) {
    String[] fields = line.split(String.valueOf(SEPARATOR), -1);
    try {
      BookingBatch batch = new BookingBatch(fields[1], Long.parseLong(fields[2]));
      batch.calls = Integer.parseInt(fields[3]);
      int at = 4;
      while (at < fields.length) {
        Part part = new Part(fields[at]);
        part.rows.clear();
        part.rows.append(fields[at + 1]);
        part.decider = fields[at + 2];
        part.note(fields[at + 3]);
        int counters = Integer.parseInt(fields[at + 4]);
        at += 5;
        for (int i = 0; i < counters; i++, at += 2) {
          part.change(fields[at], fields[at + 1]);
        }
        batch.parts.put(part.tag, part);
      }
      return batch;
    } catch (IndexOutOfBoundsException | NumberFormatException e) {
      throw new IllegalArgumentException("not a batch: " + e.getMessage(), e);
    }
  }
}

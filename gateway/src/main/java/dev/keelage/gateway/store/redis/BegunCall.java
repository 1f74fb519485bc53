package dev.keelage.gateway.store.redis;

import dev.keelage.gateway.stage.settle.LedgerEntry;
import dev.keelage.gateway.store.LedgerEntryJson;
import dev.keelage.gateway.store.Utf8;
import java.util.Arrays;
import java.util.List;

/**
 * A call that holds nothing in Redis, as the journal knows it while it runs: all that is needed to
 * book it should this gateway die.
 *
 * @param entry the call as an orphan
 */
record BegunCall(String tag, List<String> spending, LedgerEntry entry) {
  private static final String MARK = "begun\t";

  BegunCall {
    spending = List.copyOf(spending);
  }

  static boolean isBegunCall(String line) {
    return line.startsWith(MARK);
  }

  /** One line for the journal: no part of it has a tabulator or a line break of its own. */
  static void write(Utf8 line, TenantNames.Names names, LedgerEntry entry) {
    line.append(MARK);
    LedgerEntryJson.write(line, entry);
    line.append('\t').append(names.tag());
    for (String counter : names.spending()) {
      line.append('\t').append(counter);
    }
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IllegalArgumentException if it is no call
   */
  static BegunCall ofLine(String line) {
    List<String> fields = Arrays.asList(line.split("\t", -1));
    if (fields.size() < 3) {
      throw new IllegalArgumentException("not a call");
    }
    return new BegunCall(
        fields.get(2), fields.subList(3, fields.size()), LedgerEntryJson.decode(fields.get(1)));
  }
}

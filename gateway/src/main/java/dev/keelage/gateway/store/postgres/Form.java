package dev.keelage.gateway.store.postgres;

import dev.keelage.gateway.store.LedgerEntryJson;
import dev.keelage.gateway.store.LedgerRow;

/** What the elements of an array are, and how Postgres reads it. */
enum Form {
  /** {@link LedgerRow}s. */
  ROWS("unnest(line::keelage.entry[])"),
  /** Objects, see {@link LedgerEntryJson}; also whatever is nothing we know. */
  OBJECTS("json_populate_recordset(NULL::keelage.entry, line::json)");

  private final String entries;

  Form(String entries) {
    this.entries = entries;
  }

  /** As the first element is: arrays are made of either. */
  static Form of(String array) {
    return array.startsWith("[\"") ? ROWS : OBJECTS;
  }

  /** The text that Postgres reads: JSON's own, or an array's of its own. */
  String text(String array) {
    return switch (this) {
      case ROWS -> "{" + array.substring(1, array.length() - 1) + "}";
      case OBJECTS -> array;
    };
  }

  /** Part of a statement: all entries of {@code $1}, texts, as {@code e}. */
  String all() {
    return "unnest($1::text[]) AS line, " + entries + " AS e";
  }

  /** The same, but of an orphan and its correction only the correction; sorted by call. */
  String eachCallOnce() {
    return """
    (SELECT DISTINCT ON (e.call COLLATE "C") e.* FROM %s
     ORDER BY e.call COLLATE "C", e.status = 'ORPHANED') AS e
    """
        .formatted(all());
  }
}

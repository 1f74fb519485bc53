package dev.keelage.gateway.store.journal;

import dev.keelage.gateway.store.Utf8;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What notes leave to be done. A note is {@code A id entry} (to be done), {@code D id} (done), or
 * {@code R id,id id entry}: the last is to be done now, and it ends the ones before it.
 */
final class Replay {
  private final Map<String, String> unfinished = new LinkedHashMap<>();

  static void added(Utf8 note, String id, Consumer<Utf8> entry) {
    note.append("A ").append(id).append(' ');
    entry.accept(note);
  }

  static void done(Utf8 note, String id) {
    note.append("D ").append(id);
  }

  static void replaced(Utf8 note, List<String> ended, String id, Consumer<Utf8> entry) {
    note.append("R ").append(ended.getFirst());
    for (String more : ended.subList(1, ended.size())) {
      note.append(',').append(more);
    }
    note.append(' ').append(id).append(' ');
    entry.accept(note);
  }

  /**
   * @return false if this is no note: nothing is changed then
   */
  boolean note(String note) {
    return switch (note.charAt(0)) {
      case 'A' -> add(note, 2);
      case 'D' -> {
        unfinished.remove(note.substring(2));
        yield true;
      }
      case 'R' -> {
        int next = note.indexOf(' ', 2);
        if (next < 0 || note.indexOf(' ', next + 1) < 0) {
          yield false;
        }
        List.of(note.substring(2, next).split(",")).forEach(unfinished::remove);
        yield add(note, next + 1);
      }
      default -> false;
    };
  }

  private boolean add(String note, int from) {
    int end = note.indexOf(' ', from);
    if (end < 0) {
      return false;
    }
    unfinished.put(note.substring(from, end), note.substring(end + 1));
    return true;
  }

  /** Entries by id, oldest first. */
  Map<String, String> unfinished() {
    return unfinished;
  }
}

package dev.keelage.gateway.store.journal;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What notes leave to be done. A note is {@code A id entry} (to be done), {@code D id} (done), or
 * {@code R id,id id entry}: the last is to be done now, and it ends the ones before it.
 */
final class Replay {
  private final Map<String, String> unfinished = new LinkedHashMap<>();

  static String added(String id, String entry) {
    return "A " + id + " " + entry;
  }

  static String done(String id) {
    return "D " + id;
  }

  static String replaced(Iterable<String> ended, String id, String entry) {
    return "R " + String.join(",", ended) + " " + id + " " + entry;
  }

  void note(String note) {
    int next = note.indexOf(' ', 2);
    switch (note.charAt(0)) {
      case 'A' -> add(note, 2);
      case 'D' -> unfinished.remove(note.substring(2));
      case 'R' -> {
        for (String id : note.substring(2, next).split(",")) {
          unfinished.remove(id);
        }
        add(note, next + 1);
      }
      default -> throw new IllegalArgumentException("not a note of this journal: " + note);
    }
  }

  private void add(String note, int from) {
    int end = note.indexOf(' ', from);
    unfinished.put(note.substring(from, end), note.substring(end + 1));
  }

  /** Entries by id, oldest first. */
  Map<String, String> unfinished() {
    return unfinished;
  }
}

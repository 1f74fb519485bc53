package dev.keelage.gateway.store.journal;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Where the latest notes are of what is still to be done. Used under the journal's lock. */
final class OpenNotes {
  private final Map<String, Place> places = new HashMap<>();

  private record Place(Segment segment, int at) {}

  /** A note of this id is there now, in place of one before. */
  void opened(String id, Segment segment, int at) {
    ended(id);
    places.put(id, new Place(segment, at));
    segment.opened();
  }

  void ended(String id) {
    Place place = places.remove(id);
    if (place != null) {
      place.segment().closedOne();
    }
  }

  /**
   * Copies what a file still holds into another one.
   *
   * @return whether there was room for all of it
   */
  boolean carry(Segment from, Segment to) {
    List<String> ids =
        places.entrySet().stream()
            .filter(entry -> entry.getValue().segment() == from)
            .map(Map.Entry::getKey)
            .toList();
    for (String id : ids) {
      Place place = places.get(id);
      if (place == null) {
        continue;
      }
      byte[] text = from.read(place.at());
      if (!to.fits(text.length)) {
        return false;
      }
      opened(id, to, to.append(text, text.length));
    }
    return true;
  }
}

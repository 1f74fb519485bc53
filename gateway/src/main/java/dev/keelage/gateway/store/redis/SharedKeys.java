package dev.keelage.gateway.store.redis;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Keys that many calls of one script run share: each is sent once, and the calls refer to it by its
 * number, from 1.
 */
final class SharedKeys {
  private final Map<String, Integer> numbers = new HashMap<>();
  private final List<String> keys = new ArrayList<>();
  private final StringBuilder counters = new StringBuilder();

  /** The number of a counter. */
  int counter(String key, char kind, long expiry) {
    Integer known = numbers.get(key);
    if (known != null) {
      return known;
    }
    counters.append(kind).append(',').append(expiry).append(';');
    return add(key);
  }

  /** The number of a key of which there is only one kind. */
  int key(String key) {
    Integer known = numbers.get(key);
    return known == null ? add(key) : known;
  }

  private int add(String key) {
    keys.add(key);
    numbers.put(key, keys.size());
    return keys.size();
  }

  List<String> keys() {
    return keys;
  }

  /** Kind and expiry of each counter, as the scripts want it. */
  String counters() {
    return counters.toString();
  }
}

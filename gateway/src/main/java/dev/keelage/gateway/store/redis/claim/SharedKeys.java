package dev.keelage.gateway.store.redis.claim;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Keys that many calls of one script run share: each is sent once, and the calls refer to it by its
 * number, from 1.
 */
public final class SharedKeys {
  public static final char HISTORY = 'H';

  private final Map<String, Integer> numbers = new HashMap<>();
  private final List<String> keys = new ArrayList<>();
  private final StringBuilder counters = new StringBuilder();

  /** The number of a counter. */
  public int counter(String key, char kind, long expiry) {
    return counter(key, kind, expiry, "");
  }

  /**
   * The number of a counter. A history has one for every hour and shape.
   *
   * @param more what else the script has to know of a new one
   */
  public int counter(String key, char kind, long expiry, String more) {
    String name = kind == HISTORY ? key + ' ' + expiry : key;
    Integer known = numbers.get(name);
    if (known != null) {
      return known;
    }
    counters.append(kind).append(',').append(expiry).append(more).append(';');
    return add(name, key);
  }

  /** The number of a key of which there is only one kind. */
  public int key(String key) {
    Integer known = numbers.get(key);
    return known == null ? add(key, key) : known;
  }

  private int add(String name, String key) {
    keys.add(key);
    numbers.put(name, keys.size());
    return keys.size();
  }

  public List<String> keys() {
    return keys;
  }

  /** Kind and expiry of each counter, as the scripts want it. */
  public String counters() {
    return counters.toString();
  }
}

package dev.keelage.gateway.exchange;

import java.util.HashSet;
import java.util.Set;

/**
 * Tags that a caller says of its call: so many at most, and none that is longer than a resource may
 * name. Further ones are not looked at. Not thread-safe.
 */
public final class SaidTags {
  public static final int MOST = 16;
  public static final int LONGEST = 64;

  private final Set<String> tags = new HashSet<>();

  public void add(String said) {
    String tag = said.strip();
    if (tags.size() < MOST && !tag.isEmpty() && tag.length() <= LONGEST) {
      tags.add(tag);
    }
  }

  /** Several in one text, with commas between. */
  public void addAll(String said) {
    for (String part : said.split(",", MOST + 1)) {
      add(part);
    }
  }

  public Set<String> get() {
    return Set.copyOf(tags);
  }
}

package dev.keelage.operator.inquiry.access;

import java.util.List;
import java.util.Map;

/**
 * Somebody the API server knows, as its review of a token says.
 *
 * @param uid empty if there is none
 */
public record Caller(
    String user, String uid, List<String> groups, Map<String, List<String>> extra) {
  public Caller {
    groups = List.copyOf(groups);
    extra = Map.copyOf(extra);
  }
}

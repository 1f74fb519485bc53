package dev.keelage.operator.inquiry.access;

import java.util.List;

/**
 * Audiences of which a token must have one.
 *
 * @param names empty = those of the API server
 */
public record Audiences(List<String> names) {
  public Audiences {
    names = List.copyOf(names);
  }
}

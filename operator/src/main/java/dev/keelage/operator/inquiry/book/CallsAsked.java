package dev.keelage.operator.inquiry.book;

import dev.keelage.operator.inquiry.access.Scope;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A page of calls, the latest first.
 *
 * @param having what they have in common; empty = nothing
 * @param from of when they began, inclusive
 * @param to exclusive
 * @param after the last call of the page before; empty = from the beginning
 */
public record CallsAsked(
    Scope scope,
    Map<Trait, String> having,
    Instant from,
    Instant to,
    int limit,
    Optional<Place> after) {
  public CallsAsked {
    having = Map.copyOf(having);
  }

  /** Where a call is in the order of all. */
  public record Place(Instant startedAt, String call) {}
}

package dev.keelage.operator.inquiry.book;

import dev.keelage.operator.inquiry.access.Scope;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What was spent, out of the ledger's sums.
 *
 * @param by what it is divided by
 * @param having what the calls have in common
 * @param from a full hour; a midnight UTC for sums of days
 * @param to exclusive, as {@code from}
 */
public record SpendAsked(
    Scope scope, Trait by, Per per, Map<Trait, String> having, Instant from, Instant to) {
  public SpendAsked {
    having = Map.copyOf(having);
  }

  /** How time is divided. */
  public enum Per {
    TOTAL,
    DAY,
    HOUR
  }

  /**
   * Users, customers and tags have sums of their own, which know the team, and nothing else of a
   * call.
   *
   * @return what cannot be asked for together; empty = all can
   */
  public Set<Trait> apart() {
    Set<Trait> others = EnumSet.of(by);
    others.addAll(having.keySet());
    others.remove(Trait.TEAM);
    return said().isEmpty() || others.size() == 1 ? Set.of() : Set.copyOf(others);
  }

  /** The kind of name that is asked for, or by; empty = none. */
  public Optional<Trait> said() {
    return Stream.concat(Stream.of(by), having.keySet().stream()).filter(Trait::isSaid).findFirst();
  }
}

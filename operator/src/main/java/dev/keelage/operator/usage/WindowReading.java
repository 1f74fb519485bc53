package dev.keelage.operator.usage;

import dev.keelage.api.BudgetStatus.State;
import dev.keelage.snapshot.BudgetEntry;
import dev.keelage.snapshot.cost.Usd;
import dev.keelage.snapshot.counter.BudgetPeriod;
import dev.keelage.snapshot.counter.BudgetWindow.Span;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One window of a budget as it stands.
 *
 * @param spent 10^-10 USD
 * @param reserved 10^-10 USD, held for calls in flight
 */
public record WindowReading(
    BudgetEntry.Window window, Span span, long spent, long reserved, Instant at) {
  private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

  /** Before this part of a window has passed, its rate says nothing. */
  private static final int FIRST_PART = 100;

  /** 10^-10 USD that hold now. */
  public long limit() {
    return Usd.units(window.limitAt(at), RoundingMode.DOWN);
  }

  /** Never below 0. */
  long remaining() {
    return Math.max(0, limit() - spent - reserved);
  }

  /** Spent part of the limit; 1 for a limit of nothing. */
  double usedRatio() {
    return limit() == 0 ? 1 : (double) spent / limit();
  }

  /** By what is booked; what is held may be given back. */
  State state(List<Integer> softThresholdPercents) {
    if (spent >= limit()) {
      return State.EXHAUSTED;
    }
    return crossed(softThresholdPercents) > 0 ? State.SOFT_LIMIT_REACHED : State.WITHIN_BUDGET;
  }

  /** The highest percentage that is crossed; 0 if none. */
  public int crossed(List<Integer> softThresholdPercents) {
    BigDecimal percent = BigDecimal.valueOf(spent).multiply(HUNDRED);
    return softThresholdPercents.stream()
        .filter(
            threshold ->
                percent.compareTo(
                        BigDecimal.valueOf(limit()).multiply(BigDecimal.valueOf(threshold)))
                    >= 0)
        .max(Integer::compare)
        .orElse(0);
  }

  /** When the next window begins, in the zone of this one; empty if none ever does. */
  Optional<String> resetsAt() {
    return span.resetsAt().equals(BudgetPeriod.Once.NEVER)
        ? Optional.empty()
        : Optional.of(text(span.resetsAt()));
  }

  /**
   * When the limit is reached if spending goes on as it did since the window began, to the minute;
   * empty if the window ends before, and where there is nothing to judge by.
   */
  Optional<String> projectedExhaustion() {
    Duration elapsed = Duration.between(span.startsAt(), at);
    Duration whole = Duration.between(span.startsAt(), span.resetsAt());
    boolean aligned = window.calendar() != null;
    if (!aligned
        || spent <= 0
        || spent >= limit()
        || elapsed.multipliedBy(FIRST_PART).compareTo(whole) < 0) {
      return Optional.empty();
    }
    BigInteger seconds =
        BigInteger.valueOf(limit() - spent)
            .multiply(BigInteger.valueOf(elapsed.toSeconds()))
            .divide(BigInteger.valueOf(spent));
    if (seconds.bitLength() > 40) {
      return Optional.empty();
    }
    Instant exhausted = at.plusSeconds(seconds.longValue()).truncatedTo(ChronoUnit.MINUTES);
    return exhausted.isBefore(span.resetsAt()) ? Optional.of(text(exhausted)) : Optional.empty();
  }

  /** Month, rolling 24h, once. */
  public String name() {
    if (window.calendar() != null) {
      String name = window.calendar().name();
      return name.charAt(0) + name.substring(1).toLowerCase(Locale.ROOT);
    }
    Long rolling = window.rollingSeconds();
    if (rolling == null) {
      return "once";
    }
    long hours = Duration.ofSeconds(rolling).toHours();
    return "rolling " + (hours % 24 == 0 ? hours / 24 + "d" : hours + "h");
  }

  private String text(Instant instant) {
    return instant.atZone(ZoneId.of(window.timeZone())).toOffsetDateTime().toString();
  }
}

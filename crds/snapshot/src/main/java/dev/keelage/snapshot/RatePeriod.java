package dev.keelage.snapshot;

import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/** Periods of rates, aligned to UTC. */
public enum RatePeriod {
  SECOND(Duration.ofSeconds(1)),
  MINUTE(Duration.ofMinutes(1)),
  HOUR(Duration.ofHours(1)),
  DAY(Duration.ofDays(1)),
  MONTH(Duration.ofDays(31));

  private final Duration atMost;

  RatePeriod(Duration atMost) {
    this.atMost = atMost;
  }

  /** The longest that one takes. */
  public Duration atMost() {
    return atMost;
  }

  /**
   * Names the window that has the instant; part of the counter's name. Minutes are numbers: minutes
   * since 1970.
   */
  public String windowAt(Instant at) {
    return switch (this) {
      case SECOND -> "s" + at.getEpochSecond();
      case MINUTE -> Long.toString(Math.floorDiv(at.getEpochSecond(), 60));
      case HOUR -> "h" + Math.floorDiv(at.getEpochSecond(), 3600);
      case DAY -> "d" + Math.floorDiv(at.getEpochSecond(), 86_400);
      case MONTH -> "m" + YearMonth.from(at.atOffset(ZoneOffset.UTC));
    };
  }

  /** First instant after that window. */
  public Instant endOf(Instant at) {
    return switch (this) {
      case SECOND -> at.truncatedTo(ChronoUnit.SECONDS).plusSeconds(1);
      case MINUTE -> at.truncatedTo(ChronoUnit.MINUTES).plusSeconds(60);
      case HOUR -> at.truncatedTo(ChronoUnit.HOURS).plusSeconds(3600);
      case DAY -> at.truncatedTo(ChronoUnit.DAYS).plusSeconds(86_400);
      case MONTH ->
          YearMonth.from(at.atOffset(ZoneOffset.UTC))
              .plusMonths(1)
              .atDay(1)
              .atStartOfDay(ZoneOffset.UTC)
              .toInstant();
    };
  }
}

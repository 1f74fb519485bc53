package dev.keelage.operator.inquiry;

import dev.keelage.operator.inquiry.Parameters.Period;
import dev.keelage.operator.inquiry.book.CallsAsked;
import dev.keelage.operator.inquiry.book.SpendAsked;
import dev.keelage.operator.inquiry.book.SpendAsked.Per;
import dev.keelage.operator.inquiry.book.Trait;
import jakarta.ws.rs.core.MultivaluedMap;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Questions out of what URLs say. Pure; what is wrong with one is told ({@link Unanswered}). */
final class Questions {
  /** A team is asked for as the scope. */
  private static final Set<Trait> FILTERS = EnumSet.complementOf(EnumSet.of(Trait.TEAM));

  static final Set<String> OF_CALLS =
      Parameters.names(FILTERS, "team", "namespace", "from", "to", "limit", "after");
  static final Set<String> OF_SPEND =
      Parameters.names(FILTERS, "team", "namespace", "from", "to", "by", "per");

  static final int PAGE = 50;
  static final int LARGEST_PAGE = 500;
  static final Duration CALLS_MOST = Duration.ofDays(92);
  static final Duration HOURS_MOST = Duration.ofDays(31);
  static final Duration DAYS_MOST = Duration.ofDays(400);
  static final Duration TOTAL_MOST = Duration.ofDays(3660);

  private Questions() {}

  static CallsAsked calls(MultivaluedMap<String, String> said, Instant now) {
    Parameters parameters = new Parameters(said, OF_CALLS);
    Period lastDay = new Period(now.minus(1, ChronoUnit.DAYS), now.plus(1, ChronoUnit.HOURS));
    Period period = parameters.period(lastDay, CALLS_MOST);
    return new CallsAsked(
        parameters.scope(),
        parameters.traits(FILTERS),
        period.from(),
        period.to(),
        parameters.count("limit", PAGE, LARGEST_PAGE),
        parameters.text("after").map(Cursor::parse));
  }

  static SpendAsked spend(MultivaluedMap<String, String> said, Instant now) {
    Parameters parameters = new Parameters(said, OF_SPEND);
    Per per = parameters.choice("per", Per.class, Optional.of(Per.TOTAL));
    Period period = parameters.period(thisMonth(now), most(per));
    demandFull(period, per);
    SpendAsked asked =
        new SpendAsked(
            parameters.scope(),
            parameters.choice("by", Trait.class, Optional.empty()),
            per,
            parameters.traits(FILTERS),
            period.from(),
            period.to());
    if (!asked.apart().isEmpty()) {
      throw Parameters.wrong(
          "sums of users, customers and tags know the team only: ask for one of %s at a time"
              .formatted(
                  asked.apart().stream()
                      .map(Trait::text)
                      .sorted()
                      .collect(Collectors.joining(", "))));
    }
    return asked;
  }

  private static void demandFull(Period period, Per per) {
    ChronoUnit unit = per == Per.DAY ? ChronoUnit.DAYS : ChronoUnit.HOURS;
    for (Instant end : new Instant[] {period.from(), period.to()}) {
      if (!end.equals(end.truncatedTo(unit))) {
        throw Parameters.wrong(
            "sums are per hour or day (UTC): 'from' and 'to' must be full "
                + (per == Per.DAY ? "days" : "hours"));
      }
    }
  }

  private static Period thisMonth(Instant now) {
    LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
    return new Period(
        today.withDayOfMonth(1).atStartOfDay(ZoneOffset.UTC).toInstant(),
        today.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant());
  }

  private static Duration most(Per per) {
    return switch (per) {
      case HOUR -> HOURS_MOST;
      case DAY -> DAYS_MOST;
      case TOTAL -> TOTAL_MOST;
    };
  }
}

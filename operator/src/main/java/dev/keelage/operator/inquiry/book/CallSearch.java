package dev.keelage.operator.inquiry.book;

import io.smallrye.mutiny.Uni;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * Looks for calls from the latest back, in stretches of time that grow: where there are many, the
 * first has a page full, and a ledger of millions a day is not sorted for it. In one session.
 */
final class CallSearch {
  private static final Duration FIRST = Duration.ofHours(1);
  private static final int GROWTH = 4;

  private final Mutiny.Session session;
  private final CallsAsked asked;
  private final List<LedgerRow> found = new ArrayList<>();

  CallSearch(Mutiny.Session session, CallsAsked asked) {
    this.session = session;
    this.asked = asked;
  }

  Uni<CallPage> page() {
    Instant last = asked.after().map(place -> place.startedAt().plusNanos(1000)).orElse(asked.to());
    return look(last.isBefore(asked.to()) ? last : asked.to(), FIRST)
        .flatMap(nothing -> corrections())
        .map(this::page);
  }

  private Uni<Void> look(Instant to, Duration stretch) {
    if (found.size() > asked.limit() || !asked.from().isBefore(to)) {
      return Uni.createFrom().voidItem();
    }
    Instant back = to.minus(stretch);
    Instant from = back.isBefore(asked.from()) ? asked.from() : back;
    Conditions conditions = conditions(from, to);
    String query =
        "from LedgerRow row" + conditions.text() + " order by row.startedAt desc, row.call desc";
    return conditions
        .fill(session.createQuery(query, LedgerRow.class))
        .setMaxResults(asked.limit() + 1 - found.size())
        .getResultList()
        .invoke(found::addAll)
        .flatMap(rows -> look(from, stretch.multipliedBy(GROWTH)));
  }

  private Conditions conditions(Instant from, Instant to) {
    Conditions conditions =
        new Conditions()
            .and("row.day >= :firstDay", "firstDay", day(from))
            .and("row.day <= :lastDay", "lastDay", day(to))
            .and("row.startedAt >= :since", "since", from.atOffset(ZoneOffset.UTC))
            .and("row.startedAt < :until", "until", to.atOffset(ZoneOffset.UTC))
            .and("row.corrects is null")
            .in(asked.scope(), true)
            .having(asked.having());
    asked
        .after()
        .ifPresent(
            place -> {
              OffsetDateTime at = place.startedAt().atOffset(ZoneOffset.UTC);
              conditions
                  .and("(row.startedAt < :at or row.call < :after)", "at", at)
                  .and("row.startedAt <= :at", "after", place.call());
            });
    return conditions;
  }

  /** What was added to the cost of the calls that were found, by call. */
  private Uni<Map<String, BigDecimal>> corrections() {
    if (found.isEmpty()) {
      return Uni.createFrom().item(Map.of());
    }
    return session
        .createQuery(
            "from LedgerRow row where row.corrects in :calls and row.day >= :first and row.day <="
                + " :last",
            LedgerRow.class)
        .setParameter("calls", found.stream().map(row -> row.call).toList())
        .setParameter("first", found.getLast().day)
        .setParameter("last", found.getFirst().day)
        .getResultList()
        .map(
            rows -> {
              Map<String, BigDecimal> added = new HashMap<>();
              rows.forEach(
                  row -> added.merge(String.valueOf(row.corrects), row.cost, BigDecimal::add));
              return added;
            });
  }

  private CallPage page(Map<String, BigDecimal> added) {
    return new CallPage(
        found.stream()
            .limit(asked.limit())
            .map(
                row ->
                    new CallPage.Cost(
                        row.booked(), row.cost.add(added.getOrDefault(row.call, BigDecimal.ZERO))))
            .toList(),
        found.size() > asked.limit());
  }

  private static LocalDate day(Instant instant) {
    return LocalDate.ofInstant(instant, ZoneOffset.UTC);
  }
}

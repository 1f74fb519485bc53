package dev.keelage.operator.inquiry.book;

import io.smallrye.mutiny.Uni;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** Adds up the ledger's sums; entries are not looked at. */
final class SpendSearch {
  /** More would not fit into an answer; nothing is left out silently. */
  static final int MOST_ROWS = 20_000;

  private static final String ALL_INPUT =
      "row.input + row.cachedInput + row.cacheWrite5m + row.cacheWrite1h + row.audioInput"
          + " + row.imageInput";
  private static final String ALL_OUTPUT =
      "row.output + row.reasoning + row.audioOutput + row.imageOutput";
  private static final String DETAIL =
      ", sum(row.failed), sum(row.orphaned), sum(row.estimated), sum(row.unpriced),"
          + " sum(row.cachedInput), sum(row.cacheWrite5m + row.cacheWrite1h), sum(row.reasoning),"
          + " sum(row.searches)";

  /** In a row of the query, behind what it is grouped by. */
  private static final int CALLS = 2;

  private static final int COST = CALLS + 3;
  private static final int FIRST_DETAIL = COST + 1;

  private final SpendAsked asked;
  private final boolean names;
  private final boolean hours;

  SpendSearch(SpendAsked asked) {
    this.asked = asked;
    this.names = asked.said().isPresent();
    this.hours =
        switch (asked.per()) {
          case HOUR -> true;
          case DAY -> false;
          case TOTAL -> !midnight(asked.from()) || !midnight(asked.to());
        };
  }

  Uni<List<Spend>> in(Mutiny.Session session) {
    Conditions conditions = conditions();
    return conditions
        .fill(session.createQuery(query(conditions), Object[].class))
        .setMaxResults(MOST_ROWS + 1)
        .getResultList()
        .map(
            rows -> {
              if (rows.size() > MOST_ROWS) {
                throw new TooMuchAsked(
                    "the answer has more than %d rows; ask for a shorter period, for days instead of hours, or for one team"
                        .formatted(MOST_ROWS));
              }
              return rows.stream().map(this::spend).toList();
            });
  }

  private String query(Conditions conditions) {
    boolean total = asked.per() == SpendAsked.Per.TOTAL;
    String name = asked.by().isSaid() ? "row.name" : "row." + asked.by().text();
    String groups = total ? name : "row.begin, " + name;
    return "select "
        + (total ? name : "row.begin")
        + ", "
        + name
        + ", sum(row.calls), sum("
        + (names ? "row.input" : ALL_INPUT)
        + "), sum("
        + (names ? "row.output" : ALL_OUTPUT)
        + "), sum(row.cost)"
        + (names ? "" : DETAIL)
        + " from "
        + (hours ? "Hour" : "Day")
        + (names ? "Names" : "Usage")
        + " row"
        + conditions.text()
        + " group by "
        + groups
        + " order by "
        + (total ? "" : "row.begin, ")
        + "sum(row.cost) desc, "
        + name;
  }

  private Conditions conditions() {
    Conditions conditions =
        new Conditions()
            .and("row.begin >= :since", "since", begin(asked.from()))
            .and("row.begin < :until", "until", begin(asked.to()))
            .in(asked.scope(), !names);
    asked.said().ifPresent(kind -> conditions.and("row.kind = :kind", "kind", kind.text()));
    Map<Trait, String> having = new HashMap<>(asked.having());
    asked
        .said()
        .flatMap(kind -> Optional.ofNullable(having.remove(kind)))
        .ifPresent(name -> conditions.and("row.name = :name", "name", name));
    return conditions.having(having);
  }

  private Object begin(Instant instant) {
    return hours ? instant.atOffset(ZoneOffset.UTC) : LocalDate.ofInstant(instant, ZoneOffset.UTC);
  }

  private Spend spend(@Nullable Object[] row) {
    return new Spend(
        asked.per() == SpendAsked.Per.TOTAL ? Optional.empty() : Optional.of(instant(row[0])),
        Optional.ofNullable(row[1]).map(Object::toString),
        number(row[CALLS]),
        number(row[CALLS + 1]),
        number(row[CALLS + 2]),
        names ? Optional.empty() : Optional.of(detail(row)),
        (BigDecimal) Objects.requireNonNull(row[COST]));
  }

  private static Spend.Detail detail(@Nullable Object[] row) {
    int next = FIRST_DETAIL;
    return new Spend.Detail(
        number(row[next++]),
        number(row[next++]),
        number(row[next++]),
        number(row[next++]),
        number(row[next++]),
        number(row[next++]),
        number(row[next++]),
        number(row[next]));
  }

  private static long number(@Nullable Object sum) {
    return sum == null ? 0 : ((Number) sum).longValue();
  }

  private static Instant instant(@Nullable Object begin) {
    return begin instanceof LocalDate day
        ? day.atStartOfDay(ZoneOffset.UTC).toInstant()
        : ((OffsetDateTime) Objects.requireNonNull(begin)).toInstant();
  }

  private static boolean midnight(Instant instant) {
    return instant.equals(instant.truncatedTo(ChronoUnit.DAYS));
  }
}

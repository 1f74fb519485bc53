package dev.keelage.operator.inquiry.book;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.eclipse.microprofile.faulttolerance.Bulkhead;
import org.eclipse.microprofile.faulttolerance.Timeout;
import org.hibernate.FlushMode;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * Questions to the ledger. Each is a transaction that cannot write, bounded in time; few run at
 * once. They fail with {@link LedgerAway} or {@link TooMuchAsked}. To be asked on an event loop.
 */
@ApplicationScoped
public class LedgerBook {
  static final Duration STATEMENT = Duration.ofSeconds(15);

  private static final int AT_ONCE = 8;
  private static final int WAITING = 64;
  private static final int PATIENCE_SECONDS = 25;

  /** One round trip; both end with the transaction. */
  private static final String BOUNDS =
      "SELECT set_config('transaction_read_only', 'on', true),"
          + " set_config('statement_timeout', '"
          + STATEMENT.toMillis()
          + "', true)";

  private static final String CALL =
      "from LedgerRow row where row.day between :first and :last"
          + " and (row.call = :call and row.corrects is null or row.corrects = :call)"
          + " order by row.call";
  private static final String PARTS =
      "from CostRow part where part.day between :first and :last"
          + " and (part.row = :call or part.corrects = :call)";

  private final LedgerSessions sessions;

  LedgerBook(LedgerSessions sessions) {
    this.sessions = sessions;
  }

  /** A call and what its cost is made of; empty if there is no such row, or not any more. */
  @Timeout(value = PATIENCE_SECONDS, unit = ChronoUnit.SECONDS)
  @Bulkhead(value = AT_ONCE, waitingTaskQueue = WAITING)
  public Uni<Optional<Breakdown>> call(String call) {
    CallDays days = CallDays.of(call);
    return reading(
        session ->
            about(session.createQuery(CALL, LedgerRow.class), call, days)
                .getResultList()
                .flatMap(
                    rows ->
                        about(session.createQuery(PARTS, CostRow.class), call, days)
                            .getResultList()
                            .map(parts -> breakdown(rows, parts))));
  }

  /** A page of calls. */
  @Timeout(value = PATIENCE_SECONDS, unit = ChronoUnit.SECONDS)
  @Bulkhead(value = AT_ONCE, waitingTaskQueue = WAITING)
  public Uni<CallPage> calls(CallsAsked asked) {
    return reading(session -> new CallSearch(session, asked).page());
  }

  /** What was spent. */
  @Timeout(value = PATIENCE_SECONDS, unit = ChronoUnit.SECONDS)
  @Bulkhead(value = AT_ONCE, waitingTaskQueue = WAITING)
  public Uni<List<Spend>> spend(SpendAsked asked) {
    return reading(session -> new SpendSearch(asked).in(session));
  }

  private static <T> Mutiny.SelectionQuery<T> about(
      Mutiny.SelectionQuery<T> query, String call, CallDays days) {
    return query
        .setParameter("call", call)
        .setParameter("first", days.first())
        .setParameter("last", days.last());
  }

  private static Optional<Breakdown> breakdown(List<LedgerRow> rows, List<CostRow> parts) {
    Map<String, Map<String, BigDecimal>> byRow = new HashMap<>();
    parts.forEach(
        part -> byRow.computeIfAbsent(part.row, row -> new HashMap<>()).put(part.part, part.cost));
    List<Breakdown.Correction> corrections =
        rows.stream()
            .filter(row -> row.corrects != null)
            .map(
                row ->
                    new Breakdown.Correction(
                        row.call, row.cost, byRow.getOrDefault(row.call, Map.of())))
            .toList();
    return rows.stream()
        .filter(row -> row.corrects == null)
        .findFirst()
        .map(
            row ->
                new Breakdown(row.booked(), byRow.getOrDefault(row.call, Map.of()), corrections));
  }

  private <T> Uni<T> reading(Function<Mutiny.Session, Uni<T>> question) {
    return sessions
        .read(
            session ->
                session
                    .setDefaultReadOnly(true)
                    .setFlushMode(FlushMode.MANUAL)
                    .createNativeQuery(BOUNDS)
                    .getSingleResult()
                    .flatMap(bounds -> question.apply(session)))
        .onFailure()
        .transform(Failures::told);
  }
}

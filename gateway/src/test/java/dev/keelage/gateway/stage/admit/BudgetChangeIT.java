package dev.keelage.gateway.stage.admit;

import static dev.keelage.gateway.stage.admit.Callers.BUDGET;
import static dev.keelage.gateway.stage.admit.Callers.TAG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.LONG;

import dev.keelage.gateway.snapshot.Caller;
import dev.keelage.gateway.store.PatientRedis;
import dev.keelage.snapshot.BudgetEntry.Calendar;
import dev.keelage.snapshot.BudgetEntry.Window;
import dev.keelage.snapshot.Per;
import dev.keelage.snapshot.counter.BudgetHistory;
import dev.keelage.snapshot.counter.BudgetPeriod;
import dev.keelage.snapshot.counter.BudgetWindow;
import dev.keelage.snapshot.counter.CounterNames;
import dev.keelage.testkit.RedisServer;
import io.vertx.core.Vertx;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.BeforeTry;

/** What was spent is not forgotten where a budget's windows are changed. */
class BudgetChangeIT {
  private static final String HISTORY = CounterNames.history(TAG, BUDGET);
  private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.SECONDS);
  private static final Instant LONG_AGO = NOW.minus(Duration.ofDays(400));

  /** Of hours of UTC, so that they begin where hours of the history do. */
  private static final List<Window[]> SHAPES =
      List.of(
          new Window[] {Callers.calendar("900", Calendar.MONTH, "UTC")},
          new Window[] {Callers.calendar("900", Calendar.DAY, "UTC")},
          new Window[] {
            Callers.calendar("900", Calendar.HOUR, "UTC"),
            Callers.calendar("900", Calendar.WEEK, "UTC")
          },
          new Window[] {
            new Window(new BigDecimal("900"), null, Calendar.MONTH, "Asia/Tokyo", 4, 6, 1, null)
          },
          new Window[] {
            Callers.rolling("900", Duration.ofHours(16)),
            Callers.calendar("900", Calendar.DAY, "UTC")
          },
          new Window[] {Callers.once("900")});

  private static final RedisServer REDIS = RedisServer.start();
  private static final Vertx VERTX = Vertx.vertx();

  private final Desk desk = new Desk(VERTX, PatientRedis.single(REDIS, "gateway-1"));

  @AfterContainer
  static void stopServers() {
    Desk.get(VERTX.close());
    REDIS.close();
  }

  @BeforeTry
  void startAnew() {
    REDIS.call("FLUSHALL");
    // The budget is older than all that happens here.
    REDIS.call("HSET", HISTORY, "b", Long.toString(BudgetHistory.hour(LONG_AGO)));
  }

  @AfterProperty
  void stop() {
    desk.close();
  }

  @Example
  void aNewPeriodBeginsWithWhatWasSpentAndIsHeldSinceItsStart() {
    Caller monthly = Callers.budgeted(Callers.calendar("1", Calendar.MONTH, "UTC"));
    Caller daily = Callers.budgeted(Callers.calendar("0.002", Calendar.DAY, "UTC"));
    Instant noon = NOW.truncatedTo(ChronoUnit.DAYS).plus(Duration.ofHours(12));
    desk.book(desk.admitted(Callers.at(monthly, noon.minus(Duration.ofDays(1)))), 100, 50);
    desk.book(desk.admitted(Callers.at(monthly, noon)), 100, 20);
    Reservation inFlight = desk.admitted(Callers.at(monthly, noon));

    // 0.00045 are spent and 0.00075 held: one more fits into 0.002, and then none.
    Reservation first = desk.admitted(Callers.at(daily, noon));
    assertThat(desk.exhausted(Callers.at(daily, noon)).limit()).isEqualTo("0.002");

    // What was in flight ends under the new period as under the old one.
    desk.book(inFlight, 100, 10);
    desk.book(first, 100, 10);
    assertThat(counter(Callers.calendar("1", Calendar.DAY, "UTC"), noon))
        .isEqualTo("8000000 7500000");
    desk.admitted(Callers.at(daily, noon));
    assertThat(counter(Callers.calendar("1", Calendar.DAY, "UTC"), noon))
        .isEqualTo("11500000 7500000");
  }

  @Example
  void aNewZoneCountsFromItsOwnMidnightToTheHour() {
    Instant noon = NOW.truncatedTo(ChronoUnit.DAYS).plus(Duration.ofHours(12));
    Caller utc = Callers.budgeted(Callers.calendar("1", Calendar.DAY, "UTC"));
    // In Kolkata the day began at 18:30 of the day before.
    Caller kolkata = Callers.budgeted(Callers.calendar("1", Calendar.DAY, "Asia/Kolkata"));
    Instant midnight = noon.minus(Duration.ofHours(17)).minus(Duration.ofMinutes(30));
    desk.book(desk.admitted(Callers.at(utc, midnight.minus(Duration.ofMinutes(31)))), 1, 0);
    desk.book(desk.admitted(Callers.at(utc, midnight.minus(Duration.ofMinutes(30)))), 10, 0);
    desk.book(desk.admitted(Callers.at(utc, midnight)), 100, 0);
    desk.book(desk.admitted(Callers.at(utc, noon)), 1000, 0);

    desk.admitted(Callers.at(kolkata, noon));

    assertThat(counter(Callers.calendar("1", Calendar.DAY, "Asia/Kolkata"), noon))
        .isEqualTo("27750000 7500000");
  }

  @Example
  void whatWasCountedBeforeThereWasAHistoryGoesOn() {
    REDIS.call("DEL", HISTORY);
    Caller monthly = Callers.budgeted(Callers.calendar("1", Calendar.MONTH, "UTC"));
    String key =
        CounterNames.budget(
            TAG, BUDGET, span(Callers.calendar("1", Calendar.MONTH, "UTC"), NOW).id());
    REDIS.call("HSET", key, "spent", "9999999999999999");

    assertThat(desk.exhausted(Callers.at(monthly, NOW)).spent()).isEqualTo("999999.9999999999");
  }

  @Example
  void everyCustomerKeepsWhatHeSpent() {
    Window month = Callers.calendar("0.001", Calendar.MONTH, "UTC");
    Window day = Callers.calendar("0.001", Calendar.DAY, "UTC");
    desk.book(
        desk.admitted(Callers.of("acme", Callers.budgeted(TAG, Per.CUSTOMER, month))), 100, 50);

    desk.exhausted(Callers.of("acme", Callers.budgeted(TAG, Per.CUSTOMER, day)));
    desk.admitted(Callers.of("globex", Callers.budgeted(TAG, Per.CUSTOMER, day)));
  }

  @Example
  void hoursOfLongAgoBecomeDaysAndAreCountedStill() {
    Instant longAgo = NOW.minus(Duration.ofDays(60));
    Caller yearly = Callers.budgeted(Callers.calendar("1", Calendar.YEAR, "UTC"));
    Caller ever = Callers.budgeted(Callers.rolling("1", Duration.ofDays(200)));
    for (int hour = 0; hour < 80; hour++) {
      desk.book(desk.admitted(Callers.at(yearly, longAgo.plus(Duration.ofHours(hour)))), 100, 0);
    }

    desk.admitted(Callers.at(ever, NOW));

    assertThat(counter(Callers.rolling("1", Duration.ofDays(200)), NOW))
        .isEqualTo("200000000 7500000");
    assertThat(REDIS.call("HLEN", HISTORY)).asInstanceOf(LONG).isLessThan(30);
  }

  @Property(tries = 60)
  void countersAreAlwaysTheSumOfTheCallsInTheirWindow(@ForAll("stories") List<Step> story) {
    List<Known> calls = new ArrayList<>();
    // Counters outlive their window by three days.
    Instant at = NOW.truncatedTo(ChronoUnit.HOURS).minus(Duration.ofHours(60));
    for (Step step : story) {
      switch (step) {
        case Step.Begin(int shape, int gateways) -> {
          // Of two gateways one may not know of a change yet.
          calls.add(begin(shape, at));
          calls.add(begin(gateways, at));
          check(calls, SHAPES.get(gateways), at);
        }
        case Step.End(int which, long output) -> {
          if (!calls.isEmpty()) {
            calls.get(which % calls.size()).end(desk, output);
          }
        }
        case Step.Pass(int hours) -> at = at.plus(Duration.ofHours(hours));
      }
    }
  }

  private Known begin(int shape, Instant at) {
    return new Known(
        desk.admitted(Callers.at(Callers.budgeted(SHAPES.get(shape)), at)), BudgetHistory.hour(at));
  }

  private void check(List<Known> calls, Window[] windows, Instant at) {
    for (Window window : windows) {
      for (BudgetWindow.Span span : BudgetPeriod.of(window).at(at)) {
        long since = BudgetHistory.hour(span.startsAt());
        long spent = calls.stream().filter(c -> c.hour >= since).mapToLong(c -> c.cost).sum();
        long held =
            calls.stream()
                .filter(c -> c.hour >= since && c.cost == 0)
                .mapToLong(c -> c.reservation.reservedCost())
                .sum();
        assertThat(counter(span)).as(span.id()).isEqualTo(spent + " " + held);
      }
    }
  }

  /** A call, and what it cost once it has ended. */
  private static final class Known {
    final Reservation reservation;
    final long hour;
    long cost;

    Known(Reservation reservation, long hour) {
      this.reservation = reservation;
      this.hour = hour;
    }

    void end(Desk desk, long output) {
      if (cost == 0) {
        cost = 2_500_000 + output * 100_000;
        desk.book(reservation, 100, output);
      }
    }
  }

  sealed interface Step {
    /** Two calls, each under a shape. */
    record Begin(int shape, int other) implements Step {}

    record End(int which, long output) implements Step {}

    record Pass(int hours) implements Step {}
  }

  @Provide
  Arbitrary<List<Step>> stories() {
    Arbitrary<Integer> shape = Arbitraries.integers().between(0, SHAPES.size() - 1);
    Arbitrary<Step> begin = shape.flatMap(one -> shape.map(other -> new Step.Begin(one, other)));
    Arbitrary<Step> end =
        Arbitraries.integers()
            .between(0, 40)
            .flatMap(
                which ->
                    Arbitraries.longs().between(0, 60).map(output -> new Step.End(which, output)));
    Arbitrary<Step> pass = Arbitraries.integers().between(1, 8).map(Step.Pass::new);
    return Arbitraries.oneOf(begin, begin, end, end, pass).list().ofMinSize(5).ofMaxSize(25);
  }

  private static BudgetWindow.Span span(Window window, Instant at) {
    return BudgetPeriod.of(window).at(at).getFirst();
  }

  private static String counter(Window window, Instant at) {
    return counter(span(window, at));
  }

  private static String counter(BudgetWindow.Span span) {
    Object held =
        REDIS.call("HMGET", CounterNames.budget(TAG, BUDGET, span.id()), "spent", "reserved");
    return String.join(
        " ",
        ((List<?>) Objects.requireNonNull(held))
            .stream().map(each -> each == null ? "0" : each.toString()).toList());
  }
}

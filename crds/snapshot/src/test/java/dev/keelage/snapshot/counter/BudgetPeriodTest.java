package dev.keelage.snapshot.counter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelage.snapshot.BudgetEntry;
import dev.keelage.snapshot.counter.BudgetWindow.Span;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class BudgetPeriodTest {
  private static final long START = Instant.parse("2026-11-26T00:00:00Z").getEpochSecond();

  @Property
  void anyTimeOfTheLengthLiesWithinOneSpan(
      @ForAll @LongRange(min = 3600, max = 366L * 86_400) long length,
      @ForAll @LongRange(min = 0, max = 4_000_000_000L) long from) {
    BudgetPeriod.Rolling rolling = new BudgetPeriod.Rolling(Duration.ofSeconds(length));
    Instant first = Instant.ofEpochSecond(from);
    Instant last = first.plusSeconds(length);

    assertThat(rolling.at(first)).anyMatch(span -> rolling.at(last).contains(span));
    assertThat(rolling.at(first))
        .allSatisfy(span -> assertThat(span.contains(first)).isTrue())
        .doesNotHaveDuplicates()
        .hasSize(BudgetPeriod.Rolling.PARTS + 1);
  }

  /** At the tick at which a part ends: the oldest span goes, another one comes, all others stay. */
  @Property
  void spansOfARollingWindowFollowEachOtherWithoutAGap(
      @ForAll @LongRange(min = 8, max = 366L * 86_400) long length,
      @ForAll @LongRange(min = 0, max = 4_000_000_000L) long near) {
    BudgetPeriod.Rolling rolling = new BudgetPeriod.Rolling(Duration.ofSeconds(length));
    Instant edge = rolling.at(Instant.ofEpochSecond(near)).getFirst().resetsAt();
    List<Span> before = rolling.at(edge.minusNanos(1));
    List<Span> after = rolling.at(edge);

    assertThat(before.getFirst().resetsAt()).isEqualTo(edge);
    assertThat(after.getLast().startsAt()).isEqualTo(edge);
    assertThat(after.subList(0, after.size() - 1)).isEqualTo(before.subList(1, before.size()));
    assertThat(rolling.at(edge.plusSeconds(length)))
        .as("what began at the edge counts for the whole length")
        .contains(after.getLast());
  }

  /** Calls of 1 at any time, admitted where every span has room for them. */
  @Property(tries = 300)
  void noTimeOfTheLengthEverExceedsTheLimit(
      @ForAll @IntRange(min = 1, max = 20) int limit,
      @ForAll @Size(min = 1, max = 300) List<@IntRange(min = 0, max = 900) Integer> gaps) {
    BudgetPeriod.Rolling rolling = new BudgetPeriod.Rolling(Duration.ofHours(1));
    Map<String, Integer> counters = new HashMap<>();
    List<Long> admitted = new ArrayList<>();
    long now = START;
    for (int gap : gaps) {
      now += gap;
      List<Span> spans = rolling.at(Instant.ofEpochSecond(now));
      if (spans.stream().allMatch(span -> counters.getOrDefault(span.id(), 0) < limit)) {
        spans.forEach(span -> counters.merge(span.id(), 1, Integer::sum));
        admitted.add(now);
      }
    }
    for (long from : admitted) {
      assertThat(admitted.stream().filter(at -> at >= from && at <= from + 3600))
          .hasSizeLessThanOrEqualTo(limit);
    }
  }

  @Test
  void whatIsOldEnoughCountsNoMore() {
    BudgetPeriod.Rolling rolling = new BudgetPeriod.Rolling(Duration.ofHours(24));
    Instant then = Instant.ofEpochSecond(START);
    Instant later = then.plus(Duration.ofHours(27));

    assertThat(rolling.at(later)).doesNotContainAnyElementsOf(rolling.at(then));
  }

  @Test
  void onceIsOneSpanForEver() {
    BudgetPeriod once =
        BudgetPeriod.of(new BudgetEntry.Window(BigDecimal.TEN, null, null, "UTC", 1, 1, 1, null));

    assertThat(once.at(Instant.EPOCH)).isEqualTo(once.at(Instant.ofEpochSecond(START)));
  }

  @Test
  void increaseEndsInTime() {
    BudgetEntry.Window window =
        new BudgetEntry.Window(
            BigDecimal.TEN,
            new BudgetEntry.Increase(BigDecimal.ONE, START),
            BudgetEntry.Calendar.MONTH,
            "UTC",
            1,
            1,
            1,
            null);

    assertThat(window.limitAt(Instant.ofEpochSecond(START - 1))).isEqualByComparingTo("11");
    assertThat(window.limitAt(Instant.ofEpochSecond(START))).isEqualByComparingTo("10");
  }
}

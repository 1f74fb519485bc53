package dev.keelage.snapshot.counter;

import dev.keelage.snapshot.BudgetEntry;
import dev.keelage.snapshot.counter.BudgetWindow.Span;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/** In which counters a call counts, by the instant at which it began. */
public sealed interface BudgetPeriod {

  /** The spans that contain the instant, the one that began first in front; at least one. */
  List<Span> at(Instant instant);

  /** The compiler has checked the time zone. */
  static BudgetPeriod of(BudgetEntry.Window window) {
    if (window.calendar() != null) {
      return new Aligned(
          new BudgetWindow(
              window.calendar(),
              ZoneId.of(window.timeZone()),
              window.fiscalMonth(),
              window.fiscalDay(),
              DayOfWeek.of(window.firstWeekday())));
    }
    return window.rollingSeconds() == null
        ? new Once()
        : new Rolling(Duration.ofSeconds(window.rollingSeconds()));
  }

  /** One span after the other. */
  record Aligned(BudgetWindow window) implements BudgetPeriod {
    @Override
    public List<Span> at(Instant instant) {
      return List.of(window.at(instant));
    }
  }

  /**
   * Spans that overlap: each is {@value #PARTS}{@code + 1} parts long, and with every part another
   * one begins. Any time of the given length lies whole within one of them, so where none of them
   * is exceeded, no such time is; in exchange, up to one part more than the length is counted.
   */
  record Rolling(Duration length) implements BudgetPeriod {
    /** Into how many parts a rolling window is divided. */
    static final int PARTS = 8;

    public Rolling {
      if (length.toSeconds() < PARTS) {
        throw new IllegalArgumentException("a rolling window of " + length);
      }
    }

    @Override
    public List<Span> at(Instant instant) {
      // Rounded up, so that a span is never shorter than the length and a part.
      long part = Math.ceilDiv(length.toSeconds(), PARTS);
      long newest = Math.floorDiv(instant.getEpochSecond(), part);
      List<Span> spans = new ArrayList<>(PARTS + 1);
      for (long first = newest - PARTS; first <= newest; first++) {
        Instant start = Instant.ofEpochSecond(first * part);
        spans.add(
            new Span(
                "rolling-" + length.toSeconds() + "-" + first,
                start,
                start.plusSeconds((PARTS + 1) * part)));
      }
      return List.copyOf(spans);
    }
  }

  /** Never starts again. */
  record Once() implements BudgetPeriod {
    /** Later than anything that counts. */
    public static final Instant NEVER = Instant.parse("9999-12-31T00:00:00Z");

    private static final List<Span> SPAN = List.of(new Span("once", Instant.EPOCH, NEVER));

    @Override
    public List<Span> at(Instant instant) {
      return SPAN;
    }
  }
}

package dev.keelage.operator.usage;

import dev.keelage.api.BudgetStatus;
import dev.keelage.api.Spender;
import dev.keelage.api.Spending;
import dev.keelage.snapshot.cost.Usd;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Spending as a status states it. What it stated before stays as long as it is nearly right: within
 * 1 %, and not older than ten minutes if anything moved; so thousands of busy keys do not flood the
 * API server.
 */
public final class Statement {
  private static final Duration OLDEST = Duration.ofMinutes(10);
  private static final long PERCENT = 100;

  private Statement() {}

  /**
   * @param before what is stated so far
   * @param units 10^-10 USD
   */
  public static Spending of(@Nullable Spending before, long units, Instant at) {
    if (before != null
        && before.spent() != null
        && nearlyRight(units(before.spent()), units, units, before.updatedAt(), at)) {
      return before;
    }
    return new Spending(Usd.text(units), text(at));
  }

  /**
   * @param before what is stated so far
   */
  public static BudgetStatus.Usage of(BudgetStatus.@Nullable Usage before, WindowReading reading) {
    String resetsAt = reading.resetsAt().orElse(null);
    long limit = reading.limit();
    Instant at = reading.at();
    if (before != null
        && Objects.equals(resetsAt, before.resetsAt())
        && reading.name().equals(before.window())
        && before.remaining() != null
        && nearlyRight(units(before.spent()), reading.spent(), limit, before.updatedAt(), at)
        && nearlyRight(
            units(before.remaining()), reading.remaining(), limit, before.updatedAt(), at)) {
      return before;
    }
    return new BudgetStatus.Usage(
        reading.name(),
        Usd.text(limit),
        Usd.text(reading.spent()),
        Usd.text(reading.reserved()),
        Usd.text(reading.remaining()),
        resetsAt,
        reading.projectedExhaustion().orElse(null),
        text(at));
  }

  /**
   * Of the windows beside the main one.
   *
   * @param before what is stated so far
   */
  public static List<BudgetStatus.Usage> furtherOf(
      List<BudgetStatus.Usage> before, BudgetReading reading) {
    Map<String, BudgetStatus.Usage> stated =
        before.stream()
            .filter(usage -> usage.window() != null)
            .collect(Collectors.toMap(BudgetStatus.Usage::window, u -> u, (one, other) -> one));
    return reading.windows().stream()
        .skip(1)
        .map(window -> of(stated.get(window.name()), window))
        .toList();
  }

  /**
   * The same ones in the same order, each off by less than a hundredth, are left as they are.
   *
   * @param before what is stated so far
   */
  public static List<Spender> of(List<Spender> before, List<Spender> now) {
    if (before.size() != now.size()) {
      return now;
    }
    for (int i = 0; i < now.size(); i++) {
      long stated = units(before.get(i).spent());
      long read = units(now.get(i).spent());
      if (!before.get(i).isWho(now.get(i))
          || Math.abs(read - stated) > Math.max(read, stated) / PERCENT) {
        return now;
      }
    }
    return before;
  }

  /**
   * Of a budget that each one has for itself.
   *
   * @param before what is stated so far
   */
  public static BudgetStatus.Members of(
      BudgetStatus.@Nullable Members before, MembersReading reading) {
    if (before != null
        && before.exhausted() == reading.exhausted()
        && nearlyRight(
            before.counted(),
            reading.counted(),
            reading.counted(),
            before.updatedAt(),
            reading.at())) {
      return before;
    }
    return new BudgetStatus.Members(reading.counted(), reading.exhausted(), text(reading.at()));
  }

  private static boolean nearlyRight(
      long before, long now, long whole, @Nullable String updatedAt, Instant at) {
    long difference = Math.abs(now - before);
    if (difference == 0) {
      return true;
    }
    return difference < whole / PERCENT && !old(updatedAt, at);
  }

  private static boolean old(@Nullable String updatedAt, Instant at) {
    return updatedAt == null || Instant.parse(updatedAt).plus(OLDEST).isBefore(at);
  }

  private static long units(@Nullable String decimal) {
    return Usd.units(
        new BigDecimal(Objects.requireNonNullElse(decimal, "0")), RoundingMode.HALF_UP);
  }

  private static String text(Instant at) {
    return at.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}

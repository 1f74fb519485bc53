package dev.keelage.gateway.store.redis;

import dev.keelage.gateway.exchange.Usage;
import dev.keelage.gateway.stage.admit.Claim;
import dev.keelage.snapshot.CounterNames;
import dev.keelage.snapshot.RatePeriod;
import java.time.Duration;

/**
 * A claim as the scripts know it.
 *
 * @param kind R requests, T tokens (I input, O output only), C concurrency, B budget
 * @param key of the counter
 * @param amount held: 1, tokens, or 10^-10 USD
 * @param expiry of the counter, as the scripts want it: seconds from now, for budgets Unix time in
 *     seconds
 */
record HeldClaim(char kind, String key, long limit, long amount, long expiry) {
  /** A counter outlives its window by as much, so that late corrections find it. */
  private static final long KEPT_SECONDS = 60;

  /** Ended windows stay readable for late bookings and for people. */
  private static final long BUDGET_KEPT_SECONDS = Duration.ofDays(3).toSeconds();

  /** Up to here Lua's numbers are exact; limits beyond are none in a minute. */
  private static final long EXACT = 1L << 52;

  static HeldClaim of(String tag, Claim claim) {
    return switch (claim) {
      case Claim.Requests c ->
          new HeldClaim(
              'R',
              CounterNames.requests(tag, c.policy(), c.window()),
              Math.min(c.limit(), EXACT),
              1,
              kept(c.per()));
      case Claim.Tokens c ->
          new HeldClaim(
              letter(c.kind()),
              CounterNames.tokens(tag, c.policy(), c.window()),
              Math.min(c.limit(), EXACT),
              Math.min(c.tokens(), EXACT),
              kept(c.per()));
      case Claim.Concurrency c ->
          new HeldClaim('C', CounterNames.concurrency(tag, c.policy()), c.limit(), 1, 0);
      case Claim.Spend c ->
          new HeldClaim(
              'B',
              CounterNames.budget(tag, c.policy(), c.window()),
              c.bound(),
              c.cost(),
              c.resetsAt().getEpochSecond() + BUDGET_KEPT_SECONDS);
    };
  }

  private static long kept(RatePeriod per) {
    return per.atMost().toSeconds() + KEPT_SECONDS;
  }

  private static char letter(Claim.Kind kind) {
    return switch (kind) {
      case TOTAL -> 'T';
      case INPUT -> 'I';
      case OUTPUT -> 'O';
    };
  }

  /** What the counter has to show once the call is over. */
  long actual(long costUnits, Usage usage) {
    return switch (kind) {
      case 'R' -> 1;
      case 'T' -> Math.min(usage.totalTokens(), EXACT);
      case 'I' -> Math.min(usage.totalInputTokens(), EXACT);
      case 'O' -> Math.min(usage.totalOutputTokens(), EXACT);
      case 'B' -> costUnits;
      default -> 0;
    };
  }
}

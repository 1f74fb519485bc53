package dev.keelage.gateway.store.redis;

import dev.keelage.gateway.stage.admit.Claim;
import dev.keelage.snapshot.CounterNames;
import java.time.Duration;

/**
 * A claim as the scripts know it.
 *
 * @param kind R requests, T tokens, C concurrency, B budget
 * @param key of the counter
 * @param amount held: 1, tokens, or 10^-10 USD
 * @param expiry of the counter, as the scripts want it: seconds from now, for budgets Unix time in
 *     seconds
 */
record HeldClaim(char kind, String key, long limit, long amount, long expiry) {
  /** Minutes are counted for one; a second one lets late corrections find them. */
  private static final long MINUTE_KEPT_SECONDS = 120;

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
              MINUTE_KEPT_SECONDS);
      case Claim.Tokens c ->
          new HeldClaim(
              'T',
              CounterNames.tokens(tag, c.policy(), c.window()),
              Math.min(c.limit(), EXACT),
              Math.min(c.tokens(), EXACT),
              MINUTE_KEPT_SECONDS);
      case Claim.Concurrency c ->
          new HeldClaim('C', CounterNames.concurrency(tag, c.policy()), c.limit(), 1, 0);
      case Claim.Spend c ->
          new HeldClaim(
              'B',
              CounterNames.budget(tag, c.policy(), c.window()),
              c.limit(),
              c.cost(),
              c.resetsAt().getEpochSecond() + BUDGET_KEPT_SECONDS);
    };
  }

  /** What the counter has to show once the call is over. */
  long actual(long costUnits, long tokens) {
    return switch (kind) {
      case 'R' -> 1;
      case 'T' -> Math.min(tokens, EXACT);
      case 'B' -> costUnits;
      default -> 0;
    };
  }
}

package dev.keelage.gateway.store.redis.claim;

import dev.keelage.gateway.exchange.Usage;
import dev.keelage.gateway.stage.admit.Claim;
import dev.keelage.snapshot.RatePeriod;
import dev.keelage.snapshot.counter.BudgetHistory;
import dev.keelage.snapshot.counter.CounterNames;

/**
 * A claim as the scripts know it.
 *
 * @param kind R requests, T tokens (I input, O output only), C concurrency, B budget, H history of
 *     a budget
 * @param key of the counter
 * @param amount held: 1, tokens, or 10^-10 USD
 * @param expiry of the counter, as the scripts want it: seconds from now, for budgets Unix time in
 *     seconds; for a history what {@link #packed} gives
 * @param sinceHour for budgets: in which hour the window began, for {@code reserve} alone
 */
public record HeldClaim(
    char kind, String key, long limit, long amount, long expiry, long sinceHour) {
  /** A counter outlives its window by as much, so that late corrections find it. */
  private static final long KEPT_SECONDS = 60;

  /** Up to here Lua's numbers are exact; limits beyond are none in a minute. */
  private static final long EXACT = 1L << 52;

  /** Above the number of any hour: the year 2089. */
  private static final int HOUR_BITS = 20;

  public HeldClaim(char kind, String key, long limit, long amount, long expiry) {
    this(kind, key, limit, amount, expiry, 0);
  }

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
              CounterNames.budgetExpiry(c.resetsAt()).getEpochSecond(),
              BudgetHistory.hour(c.startsAt()));
      case Claim.History c ->
          new HeldClaim('H', CounterNames.history(tag, c.policy()), 0, c.cost(), packed(c));
    };
  }

  /**
   * What the scripts have to know of a history, as one number so that it goes wherever claims go:
   * shape, whether it is kept for a short time, hour.
   */
  private static long packed(Claim.History claim) {
    return ((claim.shape() * 2L + (claim.oneOfMany() ? 1 : 0)) << HOUR_BITS) + claim.hour();
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
  public long actual(long costUnits, Usage usage) {
    return switch (kind) {
      case 'R' -> 1;
      case 'T' -> Math.min(usage.totalTokens(), EXACT);
      case 'I' -> Math.min(usage.totalInputTokens(), EXACT);
      case 'O' -> Math.min(usage.totalOutputTokens(), EXACT);
      case 'B', 'H' -> costUnits;
      default -> 0;
    };
  }

  /** The same where nobody knows what was used: tokens stay at what is held. */
  public long actualOrHeld(long costUnits) {
    return switch (kind) {
      case 'T', 'I', 'O' -> amount;
      default -> actual(costUnits, Usage.NONE);
    };
  }
}

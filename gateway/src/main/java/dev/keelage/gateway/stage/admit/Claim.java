package dev.keelage.gateway.stage.admit;

import dev.keelage.gateway.exchange.Usage;
import dev.keelage.snapshot.FailureMode;
import dev.keelage.snapshot.RatePeriod;
import dev.keelage.snapshot.counter.BudgetHistory;
import java.time.Instant;
import java.util.Optional;

/**
 * One counter that a call draws on. {@code policy} is the id of the resource that sets the limit;
 * {@code window} names the window and is part of the counter's key, so there is nothing to reset.
 */
public sealed interface Claim {
  String policy();

  /** What the policy wants while the counter cannot be reached. */
  FailureMode whenAway();

  /**
   * @param per how long the window is
   * @param resetsAt end of the window
   * @param tag hash tag of the counter where it is not the tenant's
   */
  record Requests(
      String policy,
      String window,
      RatePeriod per,
      Instant resetsAt,
      Optional<String> tag,
      long limit,
      FailureMode whenAway)
      implements Claim {
    /**
     * Per minute, counted with the tenant.
     *
     * @param minute minutes since 1970
     */
    public Requests(String policy, String minute, long limit, FailureMode whenAway) {
      this(
          policy,
          minute,
          RatePeriod.MINUTE,
          Claim.endOfMinute(minute),
          Optional.empty(),
          limit,
          whenAway);
    }
  }

  /**
   * @param per how long the window is
   * @param resetsAt end of the window
   * @param tokens reserved; corrected when the call is settled
   */
  record Tokens(
      String policy,
      String window,
      Kind kind,
      RatePeriod per,
      Instant resetsAt,
      long limit,
      long tokens,
      FailureMode whenAway)
      implements Claim {
    /**
     * Input and output per minute.
     *
     * @param minute minutes since 1970
     */
    public Tokens(String policy, String minute, long limit, long tokens, FailureMode whenAway) {
      this(
          policy,
          minute,
          Kind.TOTAL,
          RatePeriod.MINUTE,
          Claim.endOfMinute(minute),
          limit,
          tokens,
          whenAway);
    }

    /** How many of these tokens a call used in the end. */
    public long used(Usage usage) {
      return switch (kind) {
        case TOTAL -> usage.totalTokens();
        case INPUT -> usage.totalInputTokens();
        case OUTPUT -> usage.totalOutputTokens();
      };
    }
  }

  /** Which tokens are counted. */
  enum Kind {
    TOTAL,
    INPUT,
    OUTPUT
  }

  record Concurrency(String policy, long limit, FailureMode whenAway) implements Claim {}

  /**
   * What a budget keeps whatever its windows are; limits nothing. Stands before the budget's {@link
   * Spend}s, whose counters are made anew from it where the windows were changed.
   *
   * @param policy as {@link Spend#policy}
   * @param tag hash tag of the budget's counters
   * @param hour in which the call began, see {@link BudgetHistory#hour}
   * @param shape of the budget's windows, see {@link BudgetHistory#shape}
   * @param oneOfMany whether the budget has as many of these as there are keys, users or customers
   * @param cost integer 10^-10 USD reserved
   */
  record History(
      String policy,
      String tag,
      long hour,
      int shape,
      boolean oneOfMany,
      long cost,
      FailureMode whenAway)
      implements Claim {}

  /**
   * @param policy the budget's id; for one who has the limit for itself, {@code id#who}
   * @param tag hash tag of the budget's counter
   * @param startsAt begin of the window
   * @param resetsAt end of the window
   * @param limit integer 10^-10 USD
   * @param cost integer 10^-10 USD reserved
   * @param enforced whether the limit refuses; otherwise the call is only counted
   */
  record Spend(
      String policy,
      String window,
      String tag,
      Instant startsAt,
      Instant resetsAt,
      long limit,
      long cost,
      boolean enforced,
      FailureMode whenAway)
      implements Claim {
    /** One that enforces, and that has no {@link History}. */
    public Spend(
        String policy,
        String window,
        String tag,
        Instant resetsAt,
        long limit,
        long cost,
        FailureMode whenAway) {
      this(policy, window, tag, Instant.EPOCH, resetsAt, limit, cost, true, whenAway);
    }

    /** The budget's id, also where the counter is that of one among many. */
    public String budget() {
      return Counterpart.strip(policy);
    }

    /** What the counter has to keep to: nothing where the call is only counted. */
    public long bound() {
      return enforced ? limit : Long.MAX_VALUE;
    }
  }

  private static Instant endOfMinute(String minute) {
    return Instant.ofEpochSecond((Long.parseLong(minute) + 1) * 60);
  }
}

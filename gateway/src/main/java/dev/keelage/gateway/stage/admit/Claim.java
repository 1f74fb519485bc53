package dev.keelage.gateway.stage.admit;

import dev.keelage.snapshot.FailureMode;
import java.time.Instant;

/**
 * One counter that a call draws on. {@code policy} is the id of the resource that sets the limit;
 * {@code window} names the window and is part of the counter's key, so there is nothing to reset.
 */
public sealed interface Claim {
  String policy();

  /** What the policy wants while the counter cannot be reached. */
  FailureMode whenAway();

  record Requests(String policy, String window, long limit, FailureMode whenAway)
      implements Claim {}

  /**
   * @param tokens reserved; corrected when the call is settled
   */
  record Tokens(String policy, String window, long limit, long tokens, FailureMode whenAway)
      implements Claim {}

  record Concurrency(String policy, long limit, FailureMode whenAway) implements Claim {}

  /**
   * @param tag hash tag of the budget's counter
   * @param resetsAt end of the window
   * @param limit integer 10^-10 USD
   * @param cost integer 10^-10 USD reserved
   */
  record Spend(
      String policy,
      String window,
      String tag,
      Instant resetsAt,
      long limit,
      long cost,
      FailureMode whenAway)
      implements Claim {}
}

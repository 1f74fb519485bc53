package dev.keelage.gateway.stage.admit;

/**
 * One counter that a call draws on. {@code policy} is the id of the resource that sets the limit;
 * {@code window} names the window and is part of the counter's key, so there is nothing to reset.
 */
public sealed interface Claim {
  String policy();

  record Requests(String policy, String window, long limit) implements Claim {}

  record Tokens(String policy, String window, long limit, long tokens) implements Claim {}

  record Concurrency(String policy, long limit) implements Claim {}

  /**
   * @param limit integer 10^-10 USD
   * @param cost integer 10^-10 USD reserved
   * @param tag hash tag of the budget's counter
   */
  record Spend(String policy, String window, String tag, long limit, long cost) implements Claim {}
}

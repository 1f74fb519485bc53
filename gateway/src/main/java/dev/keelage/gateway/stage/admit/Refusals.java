package dev.keelage.gateway.stage.admit;

import dev.keelage.gateway.exchange.Rejection;
import dev.keelage.gateway.stage.admit.Decision.Standing;
import dev.keelage.snapshot.cost.Usd;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What to tell a caller whose call does not fit. */
final class Refusals {
  /** A slot becomes free when any call ends; nobody knows when. */
  private static final Duration CONCURRENCY_RETRY = Duration.ofSeconds(1);

  private static final Duration STORE_RETRY = Duration.ofSeconds(2);

  private Refusals() {}

  static Rejection of(Claim claim, Standing standing, Instant at) {
    return switch (claim) {
      case Claim.Requests c ->
          limited(
              c.policy(),
              "requests",
              c.limit(),
              standing.remaining(c.limit()),
              until(c.resetsAt(), at));
      case Claim.Tokens c ->
          limited(
              c.policy(),
              unit(c.kind()),
              c.limit(),
              standing.remaining(c.limit()),
              until(c.resetsAt(), at));
      case Claim.Concurrency c ->
          limited(c.policy(), "concurrent requests", c.limit(), 0, CONCURRENCY_RETRY);
      case Claim.Spend c ->
          new Rejection.BudgetExhausted(
              c.budget(), Usd.text(standing.used()), Usd.text(c.limit()), c.resetsAt().toString());
      case Claim.History _ -> storeAway();
    };
  }

  /** The counters are away, and this gateway's own share of the limit is used up. */
  static Rejection ofShare(Claim claim, Instant at, int gateways) {
    return switch (claim) {
      case Claim.Requests c ->
          limited(c.policy(), "requests", c.limit() / gateways, 0, until(c.resetsAt(), at));
      case Claim.Tokens c ->
          limited(c.policy(), unit(c.kind()), c.limit() / gateways, 0, until(c.resetsAt(), at));
      case Claim.Concurrency c ->
          limited(c.policy(), "concurrent requests", c.limit() / gateways, 0, CONCURRENCY_RETRY);
      case Claim.Spend _, Claim.History _ -> storeAway();
    };
  }

  static Rejection storeAway() {
    return new Rejection.Unavailable("Limits cannot be checked at the moment.", STORE_RETRY);
  }

  static Rejection bookingsFull() {
    return new Rejection.Unavailable("Calls cannot be booked at the moment.", STORE_RETRY);
  }

  private static Rejection limited(
      String policy, String unit, long limit, long remaining, Duration retryAfter) {
    int colon = policy.indexOf(':');
    return new Rejection.RateLimited(
        colon < 0 ? policy : policy.substring(0, colon),
        unit,
        limit,
        remaining,
        retryAfter,
        Optional.of(resource(policy)));
  }

  /** Without what names a part of its calls, and whose they are. */
  private static String resource(String policy) {
    int part = policy.indexOf('~');
    return Counterpart.strip(part < 0 ? policy : policy.substring(0, part));
  }

  private static String unit(Claim.Kind kind) {
    return switch (kind) {
      case TOTAL -> "tokens";
      case INPUT -> "input tokens";
      case OUTPUT -> "output tokens";
    };
  }

  /** Whole seconds, at least one. */
  private static Duration until(Instant resetsAt, Instant at) {
    return Duration.ofSeconds(
        Math.max(1, Duration.between(at, resetsAt).plusMillis(999).toSeconds()));
  }
}

package dev.keelage.gateway.stage.admit;

import dev.keelage.gateway.exchange.Usage;
import dev.keelage.snapshot.FailureMode;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What this gateway itself has used of the policies that say {@code LocalShare}, so that while the
 * shared counters are away each of N gateways can keep to an N-th of the limit. It counts all the
 * time: what was used before the outage is part of the share. Safe from any thread.
 */
public final class LocalShares {
  private static final Duration PURGE_EVERY = Duration.ofMinutes(1);

  private final Map<Key, Used> used = new HashMap<>();

  /** What attempts of calls in flight count, by call: it ends as these do. */
  private final Map<String, List<Claim>> attempts = new ConcurrentHashMap<>();

  private Instant nextPurge = Instant.MIN;

  private enum Unit {
    REQUESTS,
    TOKENS,
    CALLS_IN_FLIGHT,
    USD
  }

  private record Key(Unit unit, String policy, String window) {}

  private static final class Used {
    long amount;
    final Instant expires;

    Used(Instant expires) {
      this.expires = expires;
    }

    /** What is too much stays at the most. */
    void add(long more) {
      long sum = amount + more;
      amount = more > 0 && sum < amount ? Long.MAX_VALUE : sum;
    }
  }

  /** Counts a call that the shared counters let through. */
  void hold(List<Claim> claims, Instant at) {
    if (concerned(claims)) {
      add(claims, at);
    }
  }

  /**
   * Lets a call through if every policy that says {@code LocalShare} has room in this gateway's
   * share, and counts it then.
   *
   * @return index of the first claim whose share is used up; empty if the call may pass
   */
  synchronized OptionalInt tryHold(List<Claim> claims, int gateways, Instant at) {
    for (int i = 0; i < claims.size(); i++) {
      Claim claim = claims.get(i);
      if (claim.whenAway() == FailureMode.LOCAL_SHARE
          && limit(claim) / gateways - usedOf(claim) < Math.max(1, amount(claim))) {
        return OptionalInt.of(i);
      }
    }
    add(claims, at);
    return OptionalInt.empty();
  }

  /** Counts an attempt of a call that the shared counters let through. */
  void holdAttempt(String callId, List<Claim> claims, Instant at) {
    if (concerned(claims)) {
      add(claims, at);
      keep(callId, claims);
    }
  }

  /** As {@link #tryHold}, for an attempt of a call. */
  OptionalInt tryHoldAttempt(String callId, List<Claim> claims, int gateways, Instant at) {
    OptionalInt usedUp = tryHold(claims, gateways, at);
    if (usedUp.isEmpty()) {
      keep(callId, claims);
    }
    return usedUp;
  }

  /** The attempt came to nothing. */
  void leaveAttempt(String callId, List<Claim> claims) {
    // A call's attempts come one after the other.
    if (attempts.remove(callId) != null) {
      correct(claims, Usage.NONE, 0);
    }
  }

  private void keep(String callId, List<Claim> claims) {
    attempts.put(callId, List.copyOf(claims));
  }

  /**
   * Replaces what a call, and the attempt that served it, held by what was used.
   *
   * @param usage what was used
   * @param costUnits integer 10^-10 USD
   */
  public void settle(Reservation reservation, Usage usage, long costUnits) {
    if (concerned(reservation.claims())) {
      correct(reservation.claims(), usage, costUnits);
    }
    @Nullable List<Claim> ofAttempt =
        attempts.isEmpty() ? null : attempts.remove(reservation.facts().callId());
    if (ofAttempt != null) {
      correct(ofAttempt, usage, costUnits);
    }
  }

  private static boolean concerned(List<Claim> claims) {
    for (Claim claim : claims) {
      if (claim.whenAway() == FailureMode.LOCAL_SHARE) {
        return true;
      }
    }
    return false;
  }

  private synchronized void add(List<Claim> claims, Instant at) {
    purge(at);
    for (Claim claim : claims) {
      if (claim.whenAway() == FailureMode.LOCAL_SHARE) {
        used.computeIfAbsent(key(claim), key -> new Used(expiry(claim))).add(amount(claim));
      }
    }
  }

  private synchronized void correct(List<Claim> claims, Usage usage, long costUnits) {
    for (Claim claim : claims) {
      Used counter = used.get(key(claim));
      if (counter != null) {
        counter.add(
            switch (claim) {
              case Claim.Requests c -> 0;
              case Claim.Tokens c -> c.used(usage) - c.tokens();
              case Claim.Concurrency c -> -1;
              case Claim.Spend c -> costUnits - c.cost();
              case Claim.History c -> 0;
            });
      }
    }
  }

  private long usedOf(Claim claim) {
    Used counter = used.get(key(claim));
    return counter == null ? 0 : counter.amount;
  }

  private void purge(Instant now) {
    if (now.isBefore(nextPurge)) {
      return;
    }
    nextPurge = now.plus(PURGE_EVERY);
    Iterator<Used> all = used.values().iterator();
    while (all.hasNext()) {
      Used counter = all.next();
      if (counter.expires.isBefore(now)
          || (counter.amount == 0 && counter.expires == Instant.MAX)) {
        all.remove();
      }
    }
  }

  private static Key key(Claim claim) {
    return switch (claim) {
      case Claim.Requests c -> new Key(Unit.REQUESTS, c.policy(), c.window());
      case Claim.Tokens c -> new Key(Unit.TOKENS, c.policy(), c.window());
      case Claim.Concurrency c -> new Key(Unit.CALLS_IN_FLIGHT, c.policy(), "");
      case Claim.Spend c -> new Key(Unit.USD, c.policy(), c.window());
      case Claim.History c -> new Key(Unit.USD, c.policy(), "");
    };
  }

  private static Instant expiry(Claim claim) {
    return switch (claim) {
      case Claim.Requests c -> c.resetsAt().plusSeconds(60);
      case Claim.Tokens c -> c.resetsAt().plusSeconds(60);
      case Claim.Concurrency c -> Instant.MAX;
      case Claim.Spend c -> c.resetsAt().plusSeconds(3600);
      case Claim.History c -> Instant.MAX;
    };
  }

  private static long limit(Claim claim) {
    return switch (claim) {
      case Claim.Requests c -> c.limit();
      case Claim.Tokens c -> c.limit();
      case Claim.Concurrency c -> c.limit();
      case Claim.Spend c -> c.bound();
      case Claim.History c -> Long.MAX_VALUE;
    };
  }

  private static long amount(Claim claim) {
    return switch (claim) {
      case Claim.Requests c -> 1;
      case Claim.Tokens c -> c.tokens();
      case Claim.Concurrency c -> 1;
      case Claim.Spend c -> c.cost();
      case Claim.History c -> 0;
    };
  }
}

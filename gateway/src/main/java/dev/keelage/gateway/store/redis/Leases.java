package dev.keelage.gateway.store.redis;

import dev.keelage.gateway.stage.admit.Decision.Standing;
import dev.keelage.gateway.stage.admit.StoreSignals;
import io.vertx.core.impl.ContextInternal;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntSupplier;

/**
 * Requests and tokens of a window, borrowed from their shared counters while these are far from
 * their limits, so that a busy key's calls are decided without asking Redis. What is borrowed
 * counts as used at once. It is asked for ahead of need, given back when idle, and otherwise ends
 * with its window. Belongs to one event loop.
 */
final class Leases {
  /** A loan lasts about this long at the rate of the last one. */
  private static final long SPAN_NANOS = Duration.ofMillis(200).toNanos();

  private static final long IDLE_NANOS = Duration.ofSeconds(1).toNanos();
  private static final long LOOK_MILLIS = 500;

  /** So many calls in one span make a loan worth asking for. */
  private static final int BUSY = 8;

  private static final int CALLS_AT_FIRST = 16;

  /** Life of a minute's counter. */
  private static final long LONGEST_KEPT_SECONDS = 120;

  /** All gateways together borrow at most a fourth of what is left. */
  private static final int PARTS_PER_GATEWAY = 4;

  private final RedisLink link;
  private final StoreSignals signals;
  private final IntSupplier gateways;
  private final ContextInternal context;
  private final long timer;
  private final Map<String, Lease> byCounter = new HashMap<>();
  private boolean closed;

  private static final class Lease {
    final HeldClaim claim;

    /** Borrowed and not used. */
    long left;

    /** What nobody had used or borrowed when this gateway last asked. */
    long others;

    long lent;
    long lentNanos;
    long usedNanos;
    long notBeforeNanos;
    long missedSinceNanos;
    int missed;
    boolean asking;

    Lease(HeldClaim claim, long now) {
      this.claim = claim;
      this.usedNanos = now;
      this.lentNanos = now - SPAN_NANOS;
      this.notBeforeNanos = now;
      this.missedSinceNanos = now;
    }
  }

  Leases(RedisLink link, ContextInternal context, StoreSignals signals, IntSupplier gateways) {
    this.link = link;
    this.signals = signals;
    this.gateways = gateways;
    this.context = context;
    this.timer = context.setPeriodic(LOOK_MILLIS, id -> giveBackIdle());
  }

  /**
   * Whether all of these counters are lent at all: those of windows up to a minute, so that what a
   * killed gateway had on loan is soon forgotten.
   */
  static boolean cover(List<HeldClaim> claims) {
    for (HeldClaim claim : claims) {
      boolean lent =
          switch (claim.kind()) {
            case 'R', 'T', 'I', 'O' -> claim.expiry() <= LONGEST_KEPT_SECONDS;
            default -> false;
          };
      if (!lent) {
        return false;
      }
    }
    return !claims.isEmpty();
  }

  /**
   * Takes a call's claims out of what is borrowed: all of them, or none.
   *
   * @return the counters as they stood before the call, as far as is known here; empty if Redis has
   *     to decide
   */
  Optional<List<Standing>> take(List<HeldClaim> claims) {
    long now = System.nanoTime();
    boolean enough = true;
    for (HeldClaim claim : claims) {
      enough &= lease(claim, now).left >= claim.amount();
    }
    List<Standing> standings = new ArrayList<>(claims.size());
    for (HeldClaim claim : claims) {
      Lease lease = lease(claim, now);
      if (enough) {
        standings.add(new Standing(claim.limit() - lease.left - lease.others, 0));
        lease.left -= claim.amount();
        lease.usedNanos = now;
      } else {
        missed(lease, now);
      }
      if (lease.left < Math.max(lease.lent / 2, claim.amount())) {
        ask(lease, claim, now);
      }
    }
    return enough ? Optional.of(standings) : Optional.empty();
  }

  /** Gives back what is left, and borrows no more. */
  void close() {
    closed = true;
    context.owner().cancelTimer(timer);
    byCounter.values().forEach(this::giveBack);
    byCounter.clear();
  }

  private Lease lease(HeldClaim claim, long now) {
    Lease known = byCounter.get(claim.key());
    if (known != null && known.claim.limit() == claim.limit()) {
      return known;
    }
    if (known != null) {
      // The limit was changed: what was borrowed under the old one is void.
      giveBack(known);
    }
    Lease made = new Lease(claim, now);
    byCounter.put(claim.key(), made);
    return made;
  }

  private static void missed(Lease lease, long now) {
    if (now - lease.missedSinceNanos > SPAN_NANOS) {
      lease.missedSinceNanos = now;
      lease.missed = 0;
    }
    lease.missed++;
  }

  private void ask(Lease lease, HeldClaim claim, long now) {
    boolean worth = lease.lent > 0 || lease.missed >= BUSY;
    if (closed || lease.asking || !worth || now - lease.notBeforeNanos < 0 || !link.up()) {
      return;
    }
    lease.asking = true;
    long least = BUSY * Math.max(1, claim.amount());
    link.run(
            Script.LEASE,
            List.of(claim.key()),
            List.of(
                Long.toString(claim.limit()),
                Long.toString(Math.max(least, wanted(lease, claim, now))),
                Integer.toString(PARTS_PER_GATEWAY * Math.max(1, gateways.getAsInt())),
                Long.toString(least),
                Long.toString(claim.expiry())))
        .onComplete(
            result -> {
              lease.asking = false;
              if (result.succeeded()) {
                lent(lease, result.result());
              } else {
                lease.notBeforeNanos = System.nanoTime() + SPAN_NANOS;
              }
            });
  }

  /** What a span took at the rate at which the last loan was used. */
  private static long wanted(Lease lease, HeldClaim claim, long now) {
    long first = CALLS_AT_FIRST * Math.max(1, claim.amount());
    double used = Math.max(0, lease.lent - lease.left);
    double spans = Math.max(0.1, (double) (now - lease.lentNanos) / SPAN_NANOS);
    return Math.max(first, Math.min(claim.limit(), (long) (2 * used / spans)));
  }

  private void lent(Lease lease, Response reply) {
    long now = System.nanoTime();
    long amount = Long.parseLong(reply.get(0).toString());
    signals.lease(amount > 0 ? StoreSignals.Lease.TAKEN : StoreSignals.Lease.REFUSED);
    lease.lent = amount;
    lease.lentNanos = now;
    lease.left += amount;
    lease.others = Math.max(0, lease.claim.limit() - Long.parseLong(reply.get(1).toString()));
    if (amount == 0) {
      // The limit is near: from here on Redis decides, and it needs what is left here.
      lease.notBeforeNanos = now + SPAN_NANOS;
      lease.missed = 0;
      giveBack(lease);
    }
    if (closed || byCounter.get(lease.claim.key()) != lease) {
      giveBack(lease);
    }
  }

  private void giveBackIdle() {
    long now = System.nanoTime();
    Iterator<Lease> all = byCounter.values().iterator();
    while (all.hasNext()) {
      Lease lease = all.next();
      if (now - lease.usedNanos > IDLE_NANOS) {
        all.remove();
        giveBack(lease);
      }
    }
  }

  /** Should Redis be away, the loan counts as used until its window ends. */
  private void giveBack(Lease lease) {
    if (lease.left > 0) {
      signals.lease(StoreSignals.Lease.RETURNED);
      link.run(Script.GIVE_BACK, List.of(lease.claim.key()), List.of(Long.toString(lease.left)));
      lease.left = 0;
    }
  }
}

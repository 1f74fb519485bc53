package dev.keelage.gateway.store.redis;

import dev.keelage.gateway.stage.admit.Decision.Standing;
import dev.keelage.gateway.stage.admit.StoreSignals;
import dev.keelage.gateway.store.redis.Loan.Share;
import io.vertx.core.impl.ContextInternal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntSupplier;

/**
 * Requests, tokens, money and slots, borrowed from their shared counters while these are far from
 * their limits, so that a busy key's calls are decided without asking Redis. What is borrowed
 * counts as used at once. It is asked for ahead of need, given back when idle, and free again after
 * a while should this gateway die. Belongs to one event loop.
 */
final class Leases {
  private static final long SPAN_NANOS = LoanTerms.SPAN_NANOS;

  private static final long IDLE_NANOS = Duration.ofSeconds(1).toNanos();
  private static final long LOOK_MILLIS = 500;

  private final Lender lender;
  private final StoreSignals signals;
  private final IntSupplier borrowers;
  private final ContextInternal context;
  private final String borrower;
  private final long backedNanos;
  private final List<Long> timers = new ArrayList<>();
  private final Map<String, Loan> byCounter = new HashMap<>();

  /** Ended ones of which calls still hold something. */
  private final Set<Loan> fading = new HashSet<>();

  private long loans;
  private boolean closed;

  /**
   * What a call took, claim by claim.
   *
   * @param standings the counters as they stood before the call, as far as is known here
   */
  record Taken(List<Share> shares, List<Standing> standings) {
    Taken {
      shares = List.copyOf(shares);
      standings = List.copyOf(standings);
    }
  }

  /**
   * @param borrowers how many borrow from one counter at most
   * @param borrower unique among all event loops of all lives of all gateways
   */
  Leases(
      RedisLink link,
      ContextInternal context,
      RedisSettings settings,
      StoreSignals signals,
      IntSupplier borrowers,
      String borrower) {
    this.signals = signals;
    this.borrowers = borrowers;
    this.context = context;
    long lifeMillis = settings.reservationTtl().toMillis();
    this.lender = new Lender(link, lifeMillis);
    this.borrower = borrower.replaceAll("[\\s;]", "_");
    this.backedNanos = Duration.ofMillis(lifeMillis * 3 / 4).toNanos();
    this.timers.add(context.setPeriodic(LOOK_MILLIS, id -> giveBackIdle()));
    this.timers.add(context.setPeriodic(Math.max(1, lifeMillis / 4), id -> extend()));
  }

  /**
   * Takes a call's claims out of what is borrowed: all of them, or none.
   *
   * @return empty if Redis has to decide
   */
  Optional<Taken> take(String tag, List<HeldClaim> claims, long now) {
    boolean enough = true;
    boolean near = false;
    List<Loan> all = new ArrayList<>(claims.size());
    for (HeldClaim claim : claims) {
      Loan loan = loan(tag, claim, now);
      all.add(loan);
      enough &= loan.covers(claim.amount(), now);
      near |= now - loan.notBeforeNanos < 0;
    }
    List<Share> shares = new ArrayList<>(claims.size());
    List<Standing> standings = new ArrayList<>(claims.size());
    for (int i = 0; i < all.size(); i++) {
      Loan loan = all.get(i);
      HeldClaim claim = claims.get(i);
      if (enough) {
        standings.add(new Standing(claim.limit() - loan.free() - loan.others, 0));
        shares.add(loan.take(claim, now));
      } else {
        missed(loan, now);
      }
      // One that is not lent makes what the others lend useless.
      if (!near && !Loan.ofHistory(claim) && wants(loan, claim)) {
        ask(loan, claim, now);
      }
    }
    return enough ? Optional.of(new Taken(shares, standings)) : Optional.empty();
  }

  private static boolean wants(Loan loan, HeldClaim claim) {
    return Loan.ofSlots(claim)
        ? loan.slots.size() < Math.max(1, loan.held.size() / 4)
        : loan.left < Math.max(loan.lent / 2, claim.amount());
  }

  /**
   * Ends what a call took of a loan.
   *
   * @param actual what it used in the end
   * @return how much of the loan that costs: what is not used can be taken by the next call
   */
  long end(Share share, long actual) {
    Loan loan = share.loan();
    long amount = share.claim().amount();
    if (Loan.ofHistory(share.claim())) {
      return 0;
    }
    loan.out -= amount;
    if (loan.ended) {
      endedOne(loan);
    }
    if (loan.ended || actual > amount && !Loan.accounted(loan.claim)) {
      return amount;
    }
    loan.left += amount - actual;
    return actual;
  }

  /** The slots of a call that is over. */
  void free(List<Share> shares) {
    for (Share share : shares) {
      if (share.slot() != null) {
        Loan loan = share.loan();
        loan.held.remove(share.slot());
        if (loan.ended) {
          lender.giveBack(loan, List.of(share.slot()));
          endedOne(loan);
        } else {
          loan.slots.push(share.slot());
        }
      }
    }
  }

  private void endedOne(Loan loan) {
    if (loan.isIdle()) {
      fading.remove(loan);
    }
  }

  /** Gives back what is left, and borrows no more. */
  void close() {
    closed = true;
    timers.forEach(context.owner()::cancelTimer);
    byCounter.values().forEach(this::end);
    byCounter.clear();
  }

  private Loan loan(String tag, HeldClaim claim, long now) {
    Loan known = byCounter.get(claim.key());
    if (known != null) {
      if (known.claim.limit() == claim.limit() && (known.free() == 0 || known.backed(now))) {
        return known;
      }
      // The limit was changed, or Redis was away for too long: what was borrowed is void.
      end(known);
    }
    Loan made = new Loan(tag, claim, borrower + '/' + ++loans, now);
    byCounter.put(claim.key(), made);
    return made;
  }

  private static void missed(Loan loan, long now) {
    if (now - loan.missedSinceNanos > SPAN_NANOS) {
      loan.missedSinceNanos = now;
      loan.missed = 0;
    }
    loan.missed++;
  }

  private void ask(Loan loan, HeldClaim claim, long now) {
    boolean worth = loan.lent > 0 || loan.missed >= LoanTerms.BUSY;
    if (closed || loan.asking || !worth || !lender.up()) {
      return;
    }
    loan.asking = true;
    long sent = System.nanoTime();
    lender
        .lend(loan, claim, LoanTerms.of(loan, claim, borrowers.getAsInt(), now))
        .onComplete(
            result -> {
              loan.asking = false;
              if (result.succeeded()) {
                lent(loan, result.result(), sent);
              } else {
                unknown(loan);
              }
            });
  }

  private void lent(Loan loan, Lender.Lent lent, long sent) {
    long now = System.nanoTime();
    long amount = lent.amount();
    signals.lease(amount > 0 ? StoreSignals.Lease.TAKEN : StoreSignals.Lease.REFUSED);
    loan.lent = amount;
    loan.lentNanos = now;
    loan.others = Math.max(0, loan.claim.limit() - lent.used());
    if (Loan.ofSlots(loan.claim)) {
      loan.addSlots(amount);
    } else {
      loan.left += amount;
    }
    if (amount > 0) {
      backed(loan, sent);
    }
    if (loan.ended) {
      giveBackLeft(loan);
    } else if (amount == 0) {
      // The limit is near: from here on Redis decides, and it needs what is left here.
      loan.notBeforeNanos = now + SPAN_NANOS;
      loan.missed = 0;
      giveBackLeft(loan);
    }
  }

  /** Whether Redis lent anything is not known: it ends with the life of a loan nobody renews. */
  private void unknown(Loan loan) {
    if (byCounter.remove(loan.claim.key(), loan)) {
      end(loan);
    }
  }

  /** A renewal lasts a life from when Redis had it, which is later than it was sent. */
  private void backed(Loan loan, long sent) {
    loan.backedUntilNanos = sent + backedNanos;
  }

  private void giveBackIdle() {
    long now = System.nanoTime();
    Iterator<Loan> all = byCounter.values().iterator();
    while (all.hasNext()) {
      Loan loan = all.next();
      if (now - loan.usedNanos > IDLE_NANOS && !loan.asking) {
        all.remove();
        end(loan);
      }
    }
  }

  private void end(Loan loan) {
    loan.ended = true;
    if (!loan.isIdle()) {
      fading.add(loan);
    }
    giveBackLeft(loan);
  }

  private void giveBackLeft(Loan loan) {
    if (loan.free() > 0) {
      signals.lease(StoreSignals.Lease.RETURNED);
    }
    if (!loan.slots.isEmpty()) {
      lender.giveBack(loan, loan.slots);
      loan.slots.clear();
    }
    if (loan.left > 0) {
      lender.giveBack(loan, loan.left);
      loan.left = 0;
    }
  }

  /** Shows that this gateway lives, before Redis takes its loans for those of a dead one. */
  private void extend() {
    if (!lender.up()) {
      return;
    }
    byCounter.values().forEach(this::extend);
    fading.forEach(this::extend);
  }

  private void extend(Loan loan) {
    if (loan.free() > 0 || !loan.isIdle()) {
      long sent = System.nanoTime();
      lender
          .renew(loan)
          .onSuccess(
              whole -> {
                // Else Redis has ended it, or a part.
                if (whole) {
                  backed(loan, sent);
                }
              });
    }
  }
}

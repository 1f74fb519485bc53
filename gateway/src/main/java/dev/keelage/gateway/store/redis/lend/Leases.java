package dev.keelage.gateway.store.redis.lend;

import dev.keelage.gateway.stage.admit.Decision.Standing;
import dev.keelage.gateway.stage.admit.StoreSignals;
import dev.keelage.gateway.store.redis.claim.HeldClaim;
import dev.keelage.gateway.store.redis.lend.Loan.Share;
import dev.keelage.gateway.store.redis.link.RedisLink;
import dev.keelage.gateway.store.redis.link.RedisSettings;
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
public final class Leases {
  private static final long IDLE_NANOS = Duration.ofSeconds(1).toNanos();
  private static final long LOOK_MILLIS = 500;

  private final Borrower borrower;
  private final ContextInternal context;
  private final String name;
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
  public record Taken(List<Share> shares, List<Standing> standings) {
    public Taken {
      shares = List.copyOf(shares);
      standings = List.copyOf(standings);
    }
  }

  /**
   * @param borrowers how many borrow from one counter at most
   * @param name of this borrower: unique among all event loops of all lives of all gateways
   */
  public Leases(
      RedisLink link,
      ContextInternal context,
      RedisSettings settings,
      StoreSignals signals,
      IntSupplier borrowers,
      String name) {
    this.context = context;
    this.borrower = new Borrower(link, settings.reservationTtl(), signals, borrowers);
    this.name = name.replaceAll("[\\s;]", "_");
    long lifeMillis = settings.reservationTtl().toMillis();
    link.onUp(this::letGo);
    this.timers.add(context.setPeriodic(LOOK_MILLIS, id -> giveBackIdle()));
    this.timers.add(context.setPeriodic(Math.max(1, lifeMillis / 4), id -> renew()));
  }

  /**
   * Takes a call's claims out of what is borrowed: all of them, or none.
   *
   * @return empty if Redis has to decide
   */
  public Optional<Taken> take(String tag, List<HeldClaim> claims, long now) {
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
      if (!near && !closed && !Loan.ofHistory(claim) && wants(loan, claim)) {
        borrower.ask(loan, claim, now, this::unknown);
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
  public long end(Share share, long actual) {
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
    // What is used beyond all that is borrowed is nothing that this gateway could lack.
    loan.left += Math.max(amount - actual, -loan.left - loan.out);
    return actual;
  }

  /** The slots of a call that is over. */
  public void free(List<Share> shares) {
    for (Share share : shares) {
      if (share.slot() != null) {
        Loan loan = share.loan();
        loan.held.remove(share.slot());
        if (loan.ended) {
          borrower.giveBack(loan, share.slot());
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
  public void close() {
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
    Loan made = new Loan(tag, claim, name + '/' + ++loans, now);
    byCounter.put(claim.key(), made);
    return made;
  }

  private static void missed(Loan loan, long now) {
    if (now - loan.missedSinceNanos > LoanTerms.SPAN_NANOS) {
      loan.missedSinceNanos = now;
      loan.missed = 0;
    }
    loan.missed++;
  }

  /** Whether Redis lent anything is not known: it ends with the life of a loan nobody renews. */
  private void unknown(Loan loan) {
    if (byCounter.remove(loan.claim.key(), loan)) {
      end(loan);
    }
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

  /**
   * On a new connection: Redis may be one that knows nothing of what it lent, or less. What it
   * keeps account of goes back as far as it knows of it, the rest counts as used until its window
   * ends.
   */
  private void letGo() {
    for (Loan loan : byCounter.values()) {
      if (!Loan.accounted(loan.claim)) {
        loan.left = 0;
      }
      end(loan);
    }
    byCounter.clear();
  }

  private void end(Loan loan) {
    loan.ended = true;
    if (!loan.isIdle()) {
      fading.add(loan);
    }
    borrower.giveBackLeft(loan);
  }

  private void renew() {
    borrower.renew(byCounter.values());
    borrower.renew(fading);
  }
}

package dev.keelage.gateway.store.redis;

import dev.keelage.gateway.stage.admit.Decision.Standing;
import dev.keelage.gateway.stage.admit.StoreSignals;
import dev.keelage.gateway.store.redis.Loan.Share;
import dev.keelage.snapshot.CounterNames;
import io.vertx.core.Future;
import io.vertx.core.impl.ContextInternal;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntSupplier;

/**
 * Requests, tokens, money and slots, borrowed from their shared counters while these are far from
 * their limits, so that a busy key's calls are decided without asking Redis. What is borrowed
 * counts as used at once. It is asked for ahead of need, given back when idle, and free again after
 * a while should this gateway die. Belongs to one event loop.
 */
final class Leases {
  /** A loan lasts about this long at the rate of the last one. */
  private static final long SPAN_NANOS = Duration.ofMillis(200).toNanos();

  private static final long IDLE_NANOS = Duration.ofSeconds(1).toNanos();
  private static final long LOOK_MILLIS = 500;

  /** So many calls in one span make a loan worth asking for. */
  private static final int BUSY = 8;

  private static final int CALLS_AT_FIRST = 16;

  /** The least calls' worth of money that is lent: with less, the limit is near. */
  private static final int LEAST_OF_MONEY = 32;

  private static final int LEAST_OF_SLOTS = 4;

  /** All borrowers together get about a fourth of what is left of a window at a time. */
  private static final int PARTS = 4;

  /** And an eighth of what is left of what does not come back with the next minute. */
  private static final int SMALL_PARTS = 8;

  /** In one script run. */
  private static final int MOST_RENEWED = 200;

  private static final long MOST_LENT = 1L << 51;

  private final RedisLink link;
  private final StoreSignals signals;
  private final IntSupplier borrowers;
  private final ContextInternal context;
  private final String lender;
  private final long lifeMillis;
  private final List<Long> timers = new ArrayList<>();
  private final Map<String, Loan> byCounter = new HashMap<>();

  /** Ended ones of which calls still hold slots. */
  private final List<Loan> fading = new ArrayList<>();

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
   * @param lender unique among all event loops of all lives of all gateways
   */
  Leases(
      RedisLink link,
      ContextInternal context,
      RedisSettings settings,
      StoreSignals signals,
      IntSupplier borrowers,
      String lender) {
    this.link = link;
    this.signals = signals;
    this.borrowers = borrowers;
    this.context = context;
    this.lender = lender.replaceAll("[\\s;]", "_");
    this.lifeMillis = settings.reservationTtl().toMillis();
    this.timers.add(context.setPeriodic(LOOK_MILLIS, id -> giveBackIdle()));
    this.timers.add(context.setPeriodic(Math.max(1, lifeMillis / 4), id -> extend()));
  }

  /**
   * Takes a call's claims out of what is borrowed: all of them, or none.
   *
   * @return empty if Redis has to decide
   */
  Optional<Taken> take(String tag, List<HeldClaim> claims) {
    long now = System.nanoTime();
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
   * Ends what a call took of a loan and Redis does not know to be that call's.
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
          giveBack(loan, List.of(share.slot()));
          if (loan.held.isEmpty()) {
            fading.remove(loan);
          }
        } else {
          loan.slots.push(share.slot());
        }
      }
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
    Loan made = new Loan(tag, claim, lender + '/' + ++loans, now);
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
    boolean worth = loan.lent > 0 || loan.missed >= BUSY;
    if (closed || loan.asking || !worth || !link.up()) {
      return;
    }
    loan.asking = true;
    long sent = System.nanoTime();
    link.run(Script.LEASE, keys(loan), request(loan, claim, now))
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

  private List<String> request(Loan loan, HeldClaim claim, long now) {
    long amount = Math.max(1, claim.amount());
    boolean small = Loan.ofSlots(claim) || Loan.accounted(claim);
    long least =
        switch (claim.kind()) {
          case 'B' -> LEAST_OF_MONEY * amount;
          case 'C' -> LEAST_OF_SLOTS;
          default -> BUSY * amount;
        };
    return List.of(
        String.valueOf(claim.kind()),
        Long.toString(claim.limit()),
        Long.toString(Math.min(MOST_LENT, Math.max(least, wanted(loan, claim, now)))),
        Integer.toString((small ? SMALL_PARTS : PARTS) * Math.max(1, borrowers.getAsInt())),
        Long.toString(least),
        Long.toString(claim.expiry()),
        loan.id,
        Long.toString(lifeMillis),
        Long.toString(loan.nextSlot));
  }

  private static List<String> keys(Loan loan) {
    return Loan.accounted(loan.claim)
        ? List.of(loan.claim.key(), CounterNames.onLoan(loan.tag), CounterNames.loans(loan.tag))
        : List.of(loan.claim.key());
  }

  /** What a span took at the rate at which the last loan was used; slots are used again. */
  private static long wanted(Loan loan, HeldClaim claim, long now) {
    if (Loan.ofSlots(claim)) {
      return Math.max(CALLS_AT_FIRST, loan.held.size());
    }
    long first = CALLS_AT_FIRST * Math.max(1, claim.amount());
    double used = Math.max(0, loan.lent - loan.left);
    double spans = Math.max(0.1, (double) (now - loan.lentNanos) / SPAN_NANOS);
    return Math.max(first, Math.min(claim.limit(), (long) (2 * used / spans)));
  }

  private void lent(Loan loan, Response reply, long sent) {
    long now = System.nanoTime();
    long amount = Long.parseLong(reply.get(0).toString());
    signals.lease(amount > 0 ? StoreSignals.Lease.TAKEN : StoreSignals.Lease.REFUSED);
    loan.lent = amount;
    loan.lentNanos = now;
    loan.others = Math.max(0, loan.claim.limit() - Long.parseLong(reply.get(1).toString()));
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
    loan.backedUntilNanos = sent + Duration.ofMillis(lifeMillis * 3 / 4).toNanos();
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
    if (!loan.held.isEmpty()) {
      fading.add(loan);
    }
    giveBackLeft(loan);
  }

  private void giveBackLeft(Loan loan) {
    if (loan.free() > 0) {
      signals.lease(StoreSignals.Lease.RETURNED);
    }
    if (!loan.slots.isEmpty()) {
      giveBack(loan, loan.slots);
      loan.slots.clear();
    }
    if (loan.left > 0) {
      // Should Redis be away, it counts as used until the loan, or its window, ends.
      link.run(
          Script.GIVE_BACK,
          keys(loan),
          List.of(String.valueOf(loan.claim.kind()), Long.toString(loan.left), loan.id));
      loan.left = 0;
    }
  }

  private void giveBack(Loan loan, Iterable<String> slots) {
    Request request = Request.cmd(Command.ZREM).arg(loan.claim.key());
    slots.forEach(request::arg);
    link.send(request);
  }

  /** Shows that this gateway lives, before Redis takes its loans for those of a dead one. */
  private void extend() {
    if (!link.up()) {
      return;
    }
    for (Loan loan : byCounter.values()) {
      if (Loan.ofSlots(loan.claim)) {
        extendSlots(loan);
      } else if (loan.left > 0 && Loan.accounted(loan.claim)) {
        renew(loan, CounterNames.loans(loan.tag), List.of(account(loan)));
      }
    }
    fading.forEach(this::extendSlots);
  }

  private void extendSlots(Loan loan) {
    renew(loan, loan.claim.key(), loan.allSlots());
  }

  private void renew(Loan loan, String key, List<String> members) {
    long sent = System.nanoTime();
    for (int from = 0; from < members.size(); from += MOST_RENEWED) {
      int to = Math.min(members.size(), from + MOST_RENEWED);
      List<String> arguments = new ArrayList<>();
      arguments.add(Long.toString(lifeMillis));
      for (String member : members.subList(from, to)) {
        arguments.add(member);
        arguments.add("0");
      }
      Future<Response> renewed =
          link.run(Script.EXTEND, Collections.nCopies(to - from, key), arguments);
      if (to == members.size()) {
        // The others were sent before it, on the same connection.
        renewed.onSuccess(done -> backed(loan, sent));
      }
    }
  }

  /** As the scripts name it. */
  private static String account(Loan loan) {
    return loan.claim.kind() + loan.claim.key() + ' ' + loan.id;
  }
}

package dev.keelage.gateway.store.redis.lend;

import dev.keelage.gateway.store.redis.claim.HeldClaim;
import dev.keelage.gateway.store.redis.claim.SharedKeys;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one event loop has borrowed of one counter. What is borrowed counts as used there at once,
 * so it may be taken here without asking.
 *
 * <p>Of money, and of windows that last, Redis keeps account per loan, so that what a killed
 * gateway had borrowed is free again after a while; of short windows it ends with the window. Slots
 * are members of the counter with an expiry of their own.
 */
public final class Loan {
  /** Life of a minute's counter: what is borrowed of it is soon forgotten anyway. */
  private static final long LONGEST_FORGOTTEN_SECONDS = 120;

  /** Up to here Lua's numbers are exact. */
  private static final long EXACT = 1L << 52;

  static final char BUDGET = 'B';

  final HeldClaim claim;
  final String tag;
  final String id;

  /** Borrowed and not taken by a call; for slots, see {@link #free()}. */
  long left;

  /** Taken by calls that run; slots are in {@link #held}. */
  long out;

  /** What nobody had used or borrowed when this gateway last asked. */
  long others;

  /** How much the last answer brought. */
  long lent;

  long lentNanos;
  long usedNanos;
  long notBeforeNanos;

  /** Until then Redis is sure to count what is borrowed as used. */
  long backedUntilNanos;

  long missedSinceNanos;
  int missed;
  boolean asking;

  /** Nothing is taken any more; what calls still hold of it goes back to Redis and not to here. */
  boolean ended;

  /** Names of free slots. */
  final ArrayDeque<String> slots = new ArrayDeque<>();

  /** Names of slots that calls hold. */
  final Set<String> held = new HashSet<>();

  /** Number in the name of the next slot. */
  long nextSlot;

  /** What a call took. */
  public record Share(Loan loan, HeldClaim claim, @Nullable String slot) {}

  /**
   * @param id of this loan among all that there ever are; without white space and semicolons
   */
  Loan(String tag, HeldClaim claim, String id, long now) {
    this.tag = tag;
    this.claim = claim;
    this.id = id;
    this.usedNanos = now;
    this.lentNanos = now;
    this.notBeforeNanos = now;
    this.backedUntilNanos = now;
    this.missedSinceNanos = now;
  }

  /** Whether such claims can be met out of loans at all. */
  public static boolean covers(List<HeldClaim> claims) {
    for (HeldClaim claim : claims) {
      if (claim.amount() >= EXACT) {
        return false;
      }
    }
    return true;
  }

  public static boolean ofSlots(HeldClaim claim) {
    return claim.kind() == 'C';
  }

  /** Whether it is a budget's history: that limits nothing, so nothing is borrowed of it. */
  public static boolean ofHistory(HeldClaim claim) {
    return claim.kind() == SharedKeys.HISTORY;
  }

  /** Whether Redis keeps account of such a loan. */
  static boolean accounted(HeldClaim claim) {
    return switch (claim.kind()) {
      case BUDGET -> true;
      case 'C', SharedKeys.HISTORY -> false;
      default -> claim.expiry() > LONGEST_FORGOTTEN_SECONDS;
    };
  }

  /** Where a script finds what the loan still covers; empty if no account is kept. */
  public String account() {
    return accounted(claim) ? id : "";
  }

  long free() {
    return ofSlots(claim) ? slots.size() : left;
  }

  /** A budget of which nothing is left refuses even a call that costs nothing. */
  boolean covers(long amount, long now) {
    if (ofHistory(claim)) {
      return true;
    }
    return free() >= Math.max(amount, claim.kind() == BUDGET ? 1 : 0) && backed(now);
  }

  /** A short window's counter is not given back by others. */
  boolean backed(long now) {
    return now - backedUntilNanos < 0 || !(ofSlots(claim) || accounted(claim));
  }

  Share take(HeldClaim wanted, long now) {
    usedNanos = now;
    if (ofSlots(claim)) {
      String slot = slots.pop();
      held.add(slot);
      return new Share(this, wanted, slot);
    }
    if (!ofHistory(claim)) {
      left -= wanted.amount();
      out += wanted.amount();
    }
    return new Share(this, wanted, null);
  }

  /** Whether no call holds anything of it. */
  boolean isIdle() {
    return out == 0 && held.isEmpty();
  }

  /** Takes in slots that were lent, by the names that the script gave them. */
  void addSlots(long number) {
    for (long i = 0; i < number; i++) {
      slots.add(id + '#' + nextSlot++);
    }
  }

  /** All that is borrowed, held by calls or not. */
  List<String> allSlots() {
    List<String> all = new ArrayList<>(slots);
    all.addAll(held);
    return all;
  }
}

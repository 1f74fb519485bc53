package dev.keelage.gateway.store.redis.settle;

import dev.keelage.gateway.exchange.Usage;
import dev.keelage.gateway.store.redis.claim.HeldClaim;
import dev.keelage.gateway.store.redis.claim.TagClaims;
import java.util.List;

/**
 * One call to be ended in one tag.
 *
 * @param entry for the ledger, as JSON; empty where the tag is not the tenant's
 * @param actuals what each claim's counter has to show in the end
 * @param loans of a call that was decided out of loans, where the script finds what each claim's
 *     loan still covers; else empty
 * @param decider of such a call, under which Redis may have a note of it; else empty
 * @param spending counters that only tell
 * @param reservedCost 10^-10 USD
 * @param cost 10^-10 USD
 */
public record SettleOrder(
    Mode mode,
    String tag,
    String callId,
    String entry,
    List<HeldClaim> claims,
    List<Long> actuals,
    List<String> loans,
    String decider,
    List<String> spending,
    long reservedCost,
    long cost) {

  public SettleOrder {
    claims = List.copyOf(claims);
    actuals = List.copyOf(actuals);
    loans = List.copyOf(loans);
    spending = List.copyOf(spending);
  }

  /** Names the order: a call ends once per tag and mode. */
  public String id() {
    return callId + "/" + tag + "/" + mode.letter;
  }

  /**
   * The same end of the call for what it holds under another tag, where its entry is not kept: the
   * cost is known there, the tokens are not.
   */
  public static SettleOrder part(
      Mode mode, String tag, String callId, List<HeldClaim> claims, long reserved, long cost) {
    return new SettleOrder(
        mode,
        tag,
        callId,
        "",
        claims,
        claims.stream().map(claim -> mode == Mode.RELEASE ? 0 : claim.actualOrHeld(cost)).toList(),
        List.of(),
        "",
        List.of(),
        reserved,
        cost);
  }

  /** Whether only this gateway knows of it: any gateway may book an orphan. */
  public boolean isOurs() {
    return switch (mode) {
      case SETTLE, LENT, RELEASE -> true;
      case ORPHAN, LENT_ORPHAN, ORPHAN_PART -> false;
    };
  }

  /** The scripts' modes. */
  public enum Mode {
    SETTLE("S"),
    /** The same for a call that was decided here. */
    LENT("L"),
    ORPHAN("O"),
    /** The same of a call that another gateway had decided. */
    LENT_ORPHAN("Q"),
    /** What an orphan draws on under another tag. */
    ORPHAN_PART("P"),
    RELEASE("X");

    final String letter;

    Mode(String letter) {
      this.letter = letter;
    }
  }

  public static SettleOrder settle(
      TagClaims part,
      String callId,
      String entry,
      List<String> spending,
      long reserved,
      long cost,
      Usage usage) {
    return new SettleOrder(
        Mode.SETTLE,
        part.tag(),
        callId,
        entry,
        part.claims(),
        part.claims().stream().map(claim -> claim.actual(cost, usage)).toList(),
        List.of(),
        "",
        spending,
        reserved,
        cost);
  }

  public static SettleOrder release(TagClaims part, String callId) {
    return new SettleOrder(
        Mode.RELEASE,
        part.tag(),
        callId,
        "",
        part.claims(),
        part.claims().stream().map(claim -> 0L).toList(),
        List.of(),
        "",
        List.of(),
        0,
        0);
  }
}

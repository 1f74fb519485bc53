package dev.keelage.gateway.store.redis.begun;

import dev.keelage.gateway.stage.admit.CallFacts;
import dev.keelage.gateway.stage.settle.LedgerEntry;
import dev.keelage.gateway.store.Utf8;
import dev.keelage.gateway.store.redis.claim.HeldClaim;
import dev.keelage.gateway.store.redis.claim.TagClaims;
import dev.keelage.gateway.store.redis.claim.TenantNames;
import dev.keelage.gateway.store.redis.lend.Loan;
import dev.keelage.gateway.store.redis.lend.Loan.Share;
import dev.keelage.gateway.store.redis.settle.Orphan;
import java.util.ArrayList;
import java.util.List;

/**
 * A call that was decided here, out of loans, or because nothing limits it. Redis knows of it by
 * {@link BegunNotes}.
 *
 * @param held what it holds but for slots, which stay the loan's
 * @param shares what it took, in the order of what it holds
 * @param slots what it took of concurrency
 */
public record LocalCall(
    CallFacts facts,
    TenantNames.Names names,
    TagClaims held,
    List<Share> shares,
    List<Share> slots,
    LedgerEntry orphan) {
  public LocalCall {
    shares = List.copyOf(shares);
    slots = List.copyOf(slots);
  }

  /** One that nothing limits. */
  public static LocalCall unlimited(CallFacts facts, TenantNames.Names names, long reservedCost) {
    TagClaims nothing = new TagClaims(names.tag(), true, List.of(), List.of());
    LedgerEntry orphan = Orphan.of(facts, List.of(), reservedCost);
    return new LocalCall(facts, names, nothing, List.of(), List.of(), orphan);
  }

  public static LocalCall lent(
      CallFacts facts,
      TenantNames.Names names,
      TagClaims claims,
      List<Share> taken,
      long reservedCost) {
    List<HeldClaim> held = new ArrayList<>(taken.size());
    List<Integer> positions = new ArrayList<>(taken.size());
    List<Share> shares = new ArrayList<>(taken.size());
    List<Share> slots = new ArrayList<>();
    for (int i = 0; i < taken.size(); i++) {
      if (Loan.ofSlots(claims.claims().get(i))) {
        slots.add(taken.get(i));
      } else {
        held.add(claims.claims().get(i));
        positions.add(claims.positions().get(i));
        shares.add(taken.get(i));
      }
    }
    return new LocalCall(
        facts,
        names,
        new TagClaims(claims.tag(), true, held, positions),
        shares,
        slots,
        Orphan.of(facts, claims.claims(), reservedCost));
  }

  public String callId() {
    return facts.callId();
  }

  /** By which a script finds what each claim's loan still covers. */
  List<String> accounts() {
    if (shares.isEmpty()) {
      return List.of();
    }
    List<String> accounts = new ArrayList<>(shares.size());
    for (Share share : shares) {
      accounts.add(share.loan().account());
    }
    return accounts;
  }

  /** All that is needed to book it should this gateway die. */
  public BegunCall begun() {
    return new BegunCall(names.tag(), names.spending(), orphan, held.claims(), accounts());
  }

  /** The same as the journal and Redis keep it while it runs. */
  public Utf8 note() {
    Utf8 note = new Utf8(800);
    begun().write(note);
    return note;
  }
}

package dev.keelage.gateway.store.redis.claim;

import dev.keelage.gateway.stage.admit.Claim;
import dev.keelage.gateway.stage.admit.Decision.Standing;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The claims of a call that one script call covers, because they carry one hash tag.
 *
 * @param home whether this is the tenant's own tag, where the call's ledger entry and spending
 *     counters live too
 * @param positions of the claims among all of the call's
 */
public record TagClaims(String tag, boolean home, List<HeldClaim> claims, List<Integer> positions) {
  public TagClaims {
    claims = List.copyOf(claims);
    positions = List.copyOf(positions);
  }

  /** The tenant's claims first, even if there are none, then those of budgets that span tenants. */
  public static List<TagClaims> of(String home, List<Claim> claims) {
    Map<String, Gathered> byTag = new LinkedHashMap<>();
    Gathered own = new Gathered(claims.size());
    for (int i = 0; i < claims.size(); i++) {
      Claim claim = claims.get(i);
      String tag = tag(claim, home);
      Gathered part = tag.equals(home) ? own : byTag.computeIfAbsent(tag, other -> new Gathered(1));
      part.add(HeldClaim.of(tag, claim), i);
    }
    if (byTag.isEmpty()) {
      return List.of(own.under(home, true));
    }
    List<TagClaims> parts = new ArrayList<>(1 + byTag.size());
    parts.add(own.under(home, true));
    byTag.forEach((tag, part) -> parts.add(part.under(tag, false)));
    return parts;
  }

  /**
   * The claims of an attempt, which has no home.
   *
   * @param tag of those that name none
   */
  public static List<TagClaims> elsewhere(String tag, List<Claim> claims) {
    return of(tag, claims).stream()
        .filter(part -> !part.claims().isEmpty())
        .map(part -> new TagClaims(part.tag(), false, part.claims(), part.positions()))
        .toList();
  }

  /** Writes the figures of these claims to where those of all of the call's are. */
  public void place(List<Standing> figures, Standing[] all) {
    for (int i = 0; i < positions.size(); i++) {
      all[positions.get(i)] = figures.get(i);
    }
  }

  private static String tag(Claim claim, String home) {
    return switch (claim) {
      case Claim.Spend spend -> spend.tag();
      case Claim.History history -> history.tag();
      case Claim.Requests c -> c.tag().orElse(home);
      case Claim.Tokens c -> home;
      case Claim.Concurrency c -> home;
    };
  }

  /** What has been found under one tag so far. */
  private record Gathered(List<HeldClaim> claims, List<Integer> positions) {
    Gathered(int expected) {
      this(new ArrayList<>(expected), new ArrayList<>(expected));
    }

    void add(HeldClaim claim, int position) {
      claims.add(claim);
      positions.add(position);
    }

    TagClaims under(String tag, boolean home) {
      return new TagClaims(tag, home, claims, positions);
    }
  }
}

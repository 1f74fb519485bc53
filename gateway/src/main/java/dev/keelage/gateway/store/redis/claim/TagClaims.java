package dev.keelage.gateway.store.redis.claim;

import dev.keelage.gateway.stage.admit.Claim;
import dev.keelage.gateway.stage.admit.Decision.Standing;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

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
    if (claims.stream().allMatch(claim -> tag(claim, home).equals(home))) {
      return List.of(all(home, claims));
    }
    Map<String, List<Integer>> byTag = new LinkedHashMap<>();
    byTag.put(home, new ArrayList<>());
    for (int i = 0; i < claims.size(); i++) {
      byTag.computeIfAbsent(tag(claims.get(i), home), t -> new ArrayList<>()).add(i);
    }
    List<TagClaims> parts = new ArrayList<>(byTag.size());
    byTag.forEach(
        (tag, positions) ->
            parts.add(
                new TagClaims(
                    tag,
                    tag.equals(home),
                    positions.stream().map(i -> HeldClaim.of(tag, claims.get(i))).toList(),
                    positions)));
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

  private static TagClaims all(String home, List<Claim> claims) {
    return new TagClaims(
        home,
        true,
        claims.stream().map(claim -> HeldClaim.of(home, claim)).toList(),
        IntStream.range(0, claims.size()).boxed().toList());
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
}

package dev.keelage.gateway.snapshot;

import dev.keelage.snapshot.Digests;
import dev.keelage.snapshot.FailureMode;
import dev.keelage.snapshot.Limits;
import dev.keelage.snapshot.Limits.Rate;
import dev.keelage.snapshot.Limits.Unit;
import dev.keelage.snapshot.Per;
import dev.keelage.snapshot.RatePeriod;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Limits that one resource puts on a caller, and that are counted together.
 *
 * @param id of the resource, {@code key:namespace/name} or {@code team:namespace/name}, and for a
 *     part of its calls a {@code ~} and what names the part; part of the counter's name
 * @param modelIds only calls of these count; empty = of all
 * @param tags only calls with one of these count; empty = all
 * @param per who has the limits for itself
 */
public record LimitPolicy(
    String id,
    List<Rate> rates,
    OptionalLong concurrentRequests,
    List<String> modelIds,
    List<String> tags,
    Optional<Per> per,
    FailureMode whenAway) {
  private static final int NAME_LENGTH = 12;

  public LimitPolicy {
    rates = List.copyOf(rates);
    modelIds = List.copyOf(modelIds);
    tags = List.copyOf(tags);
  }

  /** Whatever tags calls have. */
  public LimitPolicy(
      String id,
      List<Rate> rates,
      OptionalLong concurrentRequests,
      List<String> modelIds,
      Optional<Per> per,
      FailureMode whenAway) {
    this(id, rates, concurrentRequests, modelIds, List.of(), per, whenAway);
  }

  /** Of all calls together. */
  public LimitPolicy(String id, Limits limits) {
    this(
        id,
        ofAll(limits),
        optional(limits.concurrentRequests()),
        List.of(),
        Optional.empty(),
        limits.whenStoreUnavailable());
  }

  /** Of all calls together, then of parts of them. */
  static List<LimitPolicy> of(String id, Limits limits) {
    List<LimitPolicy> policies = new ArrayList<>();
    LimitPolicy all = new LimitPolicy(id, limits);
    if (!all.rates().isEmpty() || all.concurrentRequests().isPresent()) {
      policies.add(all);
    }
    for (Limits.Scoped scoped : limits.scoped()) {
      policies.add(
          new LimitPolicy(
              id + "~" + name(scoped),
              scoped.rates(),
              optional(scoped.concurrentRequests()),
              scoped.modelIds(),
              scoped.tags(),
              Optional.ofNullable(scoped.per()),
              limits.whenStoreUnavailable()));
    }
    return policies;
  }

  /** Whether calls of that model and with these tags count. */
  public boolean covers(String modelId, Set<String> callTags) {
    return (modelIds.isEmpty() || modelIds.contains(modelId))
        && (tags.isEmpty() || tags.stream().anyMatch(callTags::contains));
  }

  /** By what is selected, not by the place in a list: a counter survives a new order. */
  private static String name(Limits.Scoped scoped) {
    String models = String.join(",", scoped.modelIds());
    if (!scoped.tags().isEmpty()) {
      return digest(models + " " + String.join(",", scoped.tags()));
    }
    return models.isEmpty() ? "all" : digest(models);
  }

  private static String digest(String text) {
    return Digests.sha256Hex(text).substring(0, NAME_LENGTH);
  }

  private static OptionalLong optional(@Nullable Long value) {
    return value == null ? OptionalLong.empty() : OptionalLong.of(value);
  }

  private static List<Rate> ofAll(Limits limits) {
    List<Rate> rates = new ArrayList<>(2 + limits.rates().size());
    Long requests = limits.requestsPerMinute();
    if (requests != null) {
      rates.add(new Rate(Unit.REQUESTS, RatePeriod.MINUTE, requests));
    }
    Long tokens = limits.tokensPerMinute();
    if (tokens != null) {
      rates.add(new Rate(Unit.TOTAL_TOKENS, RatePeriod.MINUTE, tokens));
    }
    rates.addAll(limits.rates());
    return rates;
  }
}

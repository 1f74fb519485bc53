package dev.keelage.gateway.snapshot;

import dev.keelage.snapshot.Limits;
import dev.keelage.snapshot.Limits.Rate;
import dev.keelage.snapshot.Limits.Unit;
import dev.keelage.snapshot.RatePeriod;
import java.util.ArrayList;
import java.util.List;

/**
 * The limits that one resource puts on a caller.
 *
 * @param id of the resource, {@code key:namespace/name} or {@code team:namespace/name}; part of the
 *     counter's name and shown to callers
 * @param rates all of them, those per minute first
 */
public record LimitPolicy(String id, Limits limits, List<Rate> rates) {
  public LimitPolicy {
    rates = List.copyOf(rates);
  }

  public LimitPolicy(String id, Limits limits) {
    this(id, limits, rates(limits));
  }

  private static List<Rate> rates(Limits limits) {
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

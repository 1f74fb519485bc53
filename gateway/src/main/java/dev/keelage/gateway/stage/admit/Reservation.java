package dev.keelage.gateway.stage.admit;

import java.util.List;
import java.util.Map;

/**
 * What was reserved for one call: the handle that settling needs. Every admitted call has one, even
 * if nothing limits it, and every one is settled or reaped.
 *
 * @param facts the call
 * @param claims what is held, per counter
 * @param reservedCost integer 10^-10 USD held against budgets, if there are any: the most the call
 *     can cost as far as is known
 * @param replyHeaders {@code x-ratelimit-*} to send with the answer
 * @param stored false if the store was away and the failure mode let the call pass: it is booked
 *     without a reservation
 */
public record Reservation(
    CallFacts facts,
    List<Claim> claims,
    long reservedCost,
    Map<String, String> replyHeaders,
    boolean stored) {
  public Reservation {
    claims = List.copyOf(claims);
    replyHeaders = Map.copyOf(replyHeaders);
  }
}

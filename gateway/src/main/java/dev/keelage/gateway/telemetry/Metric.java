package dev.keelage.gateway.telemetry;

import java.util.Arrays;
import java.util.List;

/**
 * Every metric by name. The reference page is generated from this; Prometheus shows them with its
 * own suffixes ({@code _total}, {@code _seconds}).
 */
public enum Metric {
  CALL_DURATION(
      "keelage.call.duration",
      Kind.TIMER,
      "From the receipt of an admitted call to its last byte",
      Label.MODEL,
      Label.ENDING),
  FIRST_TOKEN(
      "keelage.call.first.token",
      Kind.TIMER,
      "From the receipt of a streamed call to its first content",
      Label.MODEL),
  OVERHEAD(
      "keelage.call.overhead",
      Kind.TIMER,
      "From the receipt of a call's last byte to its admission: what the gateway adds before it asks a provider"),
  REFUSALS(
      "keelage.calls.refused",
      Kind.COUNTER,
      "Calls refused before a provider was asked",
      Label.STATUS),
  TOKENS("keelage.tokens", Kind.COUNTER, "Tokens booked", Label.MODEL, Label.TOKEN_TYPE),
  COST("keelage.cost.usd", Kind.COUNTER, "USD booked", Label.MODEL),
  UNPRICED(
      "keelage.calls.unpriced",
      Kind.COUNTER,
      "Calls whose price nobody knew, booked at nothing or at the default price",
      Label.MODEL),
  ESTIMATED(
      "keelage.calls.estimated",
      Kind.COUNTER,
      "Calls booked by an estimate, since the provider gave no usage",
      Label.MODEL),
  RETRIES(
      "keelage.upstream.retries",
      Kind.COUNTER,
      "Upstream requests beyond the first of a call",
      Label.MODEL),
  UPSTREAM_FAILURES(
      "keelage.upstream.failures",
      Kind.COUNTER,
      "Upstream requests that came to nothing, those that another deployment made good included;"
          + " full: none was made, since a limit or a provider's budget had no room",
      Label.PROVIDER,
      Label.TROUBLE),
  DECISIONS(
      "keelage.decisions", Kind.COUNTER, "Calls whose limits and budgets were decided in Redis"),
  DECISION_DURATION(
      "keelage.decision.duration",
      Kind.TIMER,
      "One round trip to Redis that decides the limits and budgets of some calls"),
  DECISIONS_LOCAL(
      "keelage.decisions.local",
      Kind.COUNTER,
      "Calls whose limits were decided in the gateway, out of what it had borrowed from Redis"),
  LEASES(
      "keelage.leases",
      Kind.COUNTER,
      "Loans of requests, tokens, money or slots that the gateway took from Redis, was refused, or gave back",
      Label.LEASE),
  DEGRADED(
      "keelage.decisions.degraded",
      Kind.COUNTER,
      "Calls that met counters out of reach, by the failure mode that decided",
      Label.FAILURE_MODE,
      Label.DEGRADED_RESULT),
  BUDGET_OVERDRAWN(
      "keelage.budget.overdrawn",
      Kind.COUNTER,
      "Calls that passed an exhausted Budget, since it observes or throttles",
      Label.BUDGET),
  BOOKINGS("keelage.bookings", Kind.COUNTER, "Calls whose end was stored", Label.BOOKED),
  BOOKINGS_DROPPED(
      "keelage.bookings.dropped",
      Kind.COUNTER,
      "Served calls that could not be booked: too many were waiting for Redis"),
  LEDGER_ROWS("keelage.ledger.rows", Kind.COUNTER, "Rows written to the ledger"),
  LEDGER_PARKED(
      "keelage.ledger.parked", Kind.COUNTER, "Ledger entries that Postgres refused, put aside"),
  LEDGER_PARKED_NOW(
      "keelage.ledger.parked.entries",
      Kind.GAUGE,
      "Ledger entries that are put aside now, by all gateways together; each of them says the same"),
  IN_FLIGHT("keelage.calls.in.flight", Kind.GAUGE, "Calls being served now"),
  BOOKINGS_WAITING(
      "keelage.bookings.waiting", Kind.GAUGE, "Ended calls that wait for Redis to be booked"),
  REDIS_UP("keelage.redis.up", Kind.GAUGE, "1 while Redis answers"),
  POSTGRES_UP("keelage.postgres.up", Kind.GAUGE, "1 if the last write to the ledger went well"),
  GUARDRAIL_ACTIONS(
      "keelage.guardrail.actions",
      Kind.COUNTER,
      "Bodies and streams that a guardrail blocked or masked, or could not inspect",
      Label.GUARDRAIL,
      Label.STAGE,
      Label.GUARDRAIL_ACTION),
  SNAPSHOT_REJECTED(
      "keelage.snapshot.rejected",
      Kind.GAUGE,
      "1 while the newest snapshot cannot be loaded as a whole and an older one is served"),
  SNAPSHOT_KEYS("keelage.snapshot.keys", Kind.GAUGE, "Virtual keys in the loaded snapshot"),
  SNAPSHOT_LOADED(
      "keelage.snapshot.loaded.seconds",
      Kind.GAUGE,
      "When the snapshot in use was loaded, in seconds since 1970; 0 before the first");

  private final String meterName;
  private final Kind kind;
  private final String description;
  private final List<Label> labels;

  Metric(String meterName, Kind kind, String description, Label... labels) {
    this.meterName = meterName;
    this.kind = kind;
    this.description = description;
    this.labels = Arrays.asList(labels.clone());
  }

  public String meterName() {
    return meterName;
  }

  public Kind kind() {
    return kind;
  }

  public String description() {
    return description;
  }

  public List<Label> labels() {
    return List.copyOf(labels);
  }

  /** What is measured how. */
  public enum Kind {
    COUNTER,
    TIMER,
    GAUGE
  }

  /** Every label, and what bounds its values. */
  public enum Label {
    MODEL("model", "the model's public name; beyond 500 models: other"),
    ENDING("ending", "completed, client_gone, upstream_cut, drained, blocked, failed"),
    STATUS("status", "HTTP status"),
    GUARDRAIL("guardrail", "namespace/name of the Guardrail; beyond 200 of them: other"),
    BUDGET("budget", "namespace/name of the Budget; beyond 200 of them: other"),
    STAGE("stage", "pre_call, post_call"),
    GUARDRAIL_ACTION("action", "blocked, masked, refused_unseen, passed_unseen"),
    PROVIDER("provider", "namespace/name of the Provider; beyond 500: other"),
    TROUBLE(
        "trouble", "rate_limited, overloaded, credentials, call, connect, timeout, broken, unfit"),
    LEASE("what", "taken, refused, returned"),
    FAILURE_MODE("mode", "allow, deny, local_share"),
    DEGRADED_RESULT("result", "served, refused"),
    BOOKED("how", "settled, unreserved, orphaned, corrected, released, duplicate, skipped"),
    TOKEN_TYPE("type", "input, cached_input, cache_write, output, reasoning");

    private final String key;
    private final String bound;

    Label(String key, String bound) {
      this.key = key;
      this.bound = bound;
    }

    public String key() {
      return key;
    }

    public String bound() {
      return bound;
    }
  }
}

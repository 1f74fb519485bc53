package dev.keelage.api;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.List;

/** The closed vocabulary of {@code status.conditions[].reason}. */
public enum Reason {
  ACCEPTED("Accepted", "The spec is served.", ConditionType.ACCEPTED),
  INVALID(
      "Invalid",
      "A value cannot be used; the message names the field and what it should be.",
      ConditionType.ACCEPTED),
  CONFLICTED(
      "Conflicted",
      "An older object holds the same model name; the message names it. Rename one of the two.",
      ConditionType.ACCEPTED),

  RESOLVED_REFS("ResolvedRefs", "Every reference resolves.", ConditionType.RESOLVED_REFS),
  SECRET_NOT_FOUND(
      "SecretNotFound",
      "A referenced Secret does not exist. Create it in this object's namespace.",
      ConditionType.RESOLVED_REFS),
  KEY_MISSING_IN_SECRET(
      "KeyMissingInSecret",
      "A referenced Secret has no such key. Add it, or name another key.",
      ConditionType.RESOLVED_REFS),
  REF_NOT_FOUND(
      "RefNotFound",
      "A referenced object does not exist. Create it, or correct name and namespace.",
      ConditionType.RESOLVED_REFS),
  REF_NOT_PERMITTED(
      "RefNotPermitted",
      "A referenced object in another namespace does not allow this one. Its owner extends"
          + " spec.allowedNamespaces.",
      ConditionType.RESOLVED_REFS),
  REF_INVALID(
      "RefInvalid",
      "A referenced object exists, but is itself left out. Mend that one.",
      ConditionType.RESOLVED_REFS),

  NO_CREDENTIALS(
      "NoCredentials",
      "The vendor answers 401 to calls without a key. Set spec.auth, or the spec.baseUrl of a"
          + " server that asks for none.",
      ConditionType.AUTHENTICATED),

  PRICED("Priced", "Every deployment has a price.", ConditionType.PRICED),
  UNPRICED(
      "Unpriced",
      "A deployment's price is unknown. Set its pricing, or choose spec.whenUnpriced.",
      ConditionType.PRICED),

  PROGRAMMED(
      "Programmed", "All live gateways have loaded this generation.", ConditionType.PROGRAMMED),
  PENDING(
      "Pending",
      "No gateway has loaded this generation yet. Usually over within a second.",
      ConditionType.PROGRAMMED,
      ConditionType.ISSUED,
      ConditionType.ENFORCED),
  PARTIALLY_PROGRAMMED(
      "PartiallyProgrammed",
      "Some gateways have loaded this generation. If it stays, look at the others' logs.",
      ConditionType.PROGRAMMED),
  NO_GATEWAY_PODS(
      "NoGatewayPods",
      "No gateway is alive. Look at the gateway Deployment.",
      ConditionType.PROGRAMMED),
  REJECTED(
      "Rejected",
      "A gateway could not load the newest snapshot and serves the last good one; the message says"
          + " why.",
      ConditionType.PROGRAMMED),
  NOT_ACCEPTED(
      "NotAccepted",
      "Nothing of this generation is served, because the object is not accepted or its references"
          + " do not resolve.",
      ConditionType.PROGRAMMED,
      ConditionType.ENFORCED,
      ConditionType.ISSUED),

  HEALTHY("Healthy", "Every deployment can be served.", ConditionType.HEALTHY),
  DEGRADED(
      "Degraded",
      "Some deployments cannot be served; the message names them.",
      ConditionType.HEALTHY),
  UNHEALTHY("Unhealthy", "No deployment can be served.", ConditionType.HEALTHY),

  ENFORCED("Enforced", "It holds for everything it selects.", ConditionType.ENFORCED),
  NO_TARGETS(
      "NoTargets",
      "Nothing of what it selects exists, so it holds for nobody. Correct the selection.",
      ConditionType.ENFORCED),
  BLOCKS_INSTEAD(
      "BlocksInstead",
      "It holds, but refuses calls where it should throttle or downgrade them; the message says why.",
      ConditionType.ENFORCED),
  STORE_UNAVAILABLE(
      "StoreUnavailable",
      "The counters cannot be reached; gateways do what whenStoreUnavailable says.",
      ConditionType.ENFORCED,
      ConditionType.WITHIN_BUDGET),

  WITHIN_BUDGET("WithinBudget", "Money is left.", ConditionType.WITHIN_BUDGET),
  SOFT_LIMIT_REACHED(
      "SoftLimitReached", "A soft threshold is crossed; calls go on.", ConditionType.WITHIN_BUDGET),
  EXHAUSTED(
      "Exhausted",
      "The limit is reached; spec.whenExhausted of the Budget says what happens to calls.",
      ConditionType.WITHIN_BUDGET),

  RETAINED(
      "Retained",
      "Rows are removed when they are as old as spec.ledger.retention says.",
      ConditionType.RETAINED),
  BOUND_BY_PLATFORM(
      "BoundByPlatform",
      "Rows are removed earlier than spec.ledger.retention says, because the platform keeps none for"
          + " so long; the message says how long it does.",
      ConditionType.RETAINED),
  NO_LEDGER(
      "NoLedger",
      "The operator looks after no ledger, so it removes nothing. Tell it where Postgres is.",
      ConditionType.RETAINED),

  ISSUED("Issued", "The Secret holds the key.", ConditionType.ISSUED),
  NOT_ISSUED(
      "NotIssued", "The Secret could not be written; the message says why.", ConditionType.ISSUED),
  SECRET_EXISTS(
      "SecretExists",
      "A Secret of that name is there and is not this VirtualKey's. Delete it, or choose another"
          + " spec.secretTemplate.name.",
      ConditionType.ISSUED),
  ROTATION_OVERLAP(
      "RotationOverlap",
      "The key was replaced and the old one still works for a while.",
      ConditionType.ISSUED),
  IMPORTED("Imported", "The key comes from spec.secretRef or spec.keyHash.", ConditionType.ISSUED),
  EXPIRED(
      "Expired",
      "spec.expiresAt is past; the key is refused.",
      ConditionType.ISSUED,
      ConditionType.READY),
  SUSPENDED(
      "Suspended",
      "spec.suspended is true; the key is refused.",
      ConditionType.ISSUED,
      ConditionType.READY),

  READY("Ready", "All other conditions that matter are True.", ConditionType.READY),
  NOT_READY("NotReady", "The message names the condition to look at.", ConditionType.READY);

  private final String text;
  private final String meaning;
  private final List<ConditionType> types;

  Reason(String text, String meaning, ConditionType... types) {
    this.text = text;
    this.meaning = meaning;
    this.types = List.copyOf(Arrays.asList(types));
  }

  /** As it stands in {@code status.conditions[].reason}. */
  @JsonValue
  public String text() {
    return text;
  }

  /** One or two sentences for people, with what to do. */
  public String meaning() {
    return meaning;
  }

  /** The conditions that give this reason. */
  public List<ConditionType> types() {
    return types;
  }
}

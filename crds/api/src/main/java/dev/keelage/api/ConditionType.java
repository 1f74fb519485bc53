package dev.keelage.api;

import com.fasterxml.jackson.annotation.JsonValue;

/** Every condition that a status can have. */
public enum ConditionType {
  ACCEPTED(
      "Accepted",
      "The spec makes sense and is part of what gateways serve. False: the object is left out; the"
          + " others are served as before."),
  RESOLVED_REFS(
      "ResolvedRefs",
      "Everything that the spec refers to exists, is usable, and allows this namespace. False: what"
          + " depends on the missing parts is left out, the rest is served."),
  AUTHENTICATED(
      "Authenticated",
      "Calls to the vendor carry a key. Only on Providers whose calls do not though the vendor is"
          + " known to refuse them; False does not make an object unready."),
  PRICED(
      "Priced",
      "Every deployment of the Model has a price, from its pricing or the bundled catalogue."),
  PROGRAMMED(
      "Programmed",
      "This generation is loaded by all live gateways; the message counts them, as in 2/2."),
  HEALTHY("Healthy", "Every deployment of the Model can be served."),
  ENFORCED("Enforced", "The Budget or Guardrail holds for what it selects."),
  WITHIN_BUDGET(
      "WithinBudget",
      "Money is left: in the Budget, or in every Budget that covers the Team or VirtualKey. False"
          + " does not make an object unready."),
  RETAINED(
      "Retained",
      "The ledger keeps the rows of the Team's calls for as long as its spec.ledger says. Only on"
          + " Teams that say so; False does not make an object unready."),
  ISSUED("Issued", "The VirtualKey's Secret holds a key that works."),
  READY("Ready", "The summary for kubectl wait and for deployment tools.");

  private final String text;
  private final String meaning;

  ConditionType(String text, String meaning) {
    this.text = text;
    this.meaning = meaning;
  }

  /** As it stands in {@code status.conditions[].type}. */
  @JsonValue
  public String text() {
    return text;
  }

  /** One or two sentences for people. */
  public String meaning() {
    return meaning;
  }
}

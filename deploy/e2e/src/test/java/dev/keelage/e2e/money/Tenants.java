package dev.keelage.e2e.money;

import dev.keelage.e2e.Fixture;
import dev.keelage.testkit.vendor.MockVendor;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Who calls, and who pays. Two root teams, of which one has a team below it; a key of its own
 * tenant; one that nothing limits; a budget over both root teams, which lives in a Redis slot of
 * its own; one that is too small for its key; one that lets calls pass while Redis is away.
 */
final class Tenants {
  static final String NAMESPACE = "fleet";

  /** Vendors of two dialects, and one whose calls cost what was reserved for them, to the cent. */
  static final String OPENAI_MODEL = "sonar";

  static final String ANTHROPIC_MODEL = "beacon";
  static final String CENT_MODEL = "cent";

  /** USD; of the key "tight", on the model "cent". */
  static final String TIGHT_LIMIT = "0.60";

  /** Its key may have so many calls in flight. */
  static final int NARROW_CONCURRENCY = 12;

  static final String TIGHT = "tight";
  static final String NARROW = "narrow";

  /** Its budget is for it alone, and far away. */
  static final String EASY = "loner";

  /** Nothing limits it. */
  static final String FREE = "free";

  /** Whose calls hold a reservation as long as Redis answers. */
  static final List<String> LIMITED = List.of("mate", "cook", "pilot", NARROW, EASY, "lenient");

  /** All of them, and one whose calls only the journal of their gateway knows of. */
  static final List<String> CALLERS = Stream.concat(LIMITED.stream(), Stream.of(FREE)).toList();

  /** Which keys each budget is for. */
  static final Map<String, Set<String>> BUDGETS =
      Map.of(
          "crew-day", Set.of("mate", "cook"),
          "fleet-month", Set.of("mate", "cook", NARROW),
          "everybody", Set.of("mate", "cook", NARROW, "pilot"),
          "loner-week", Set.of("loner"),
          "lenient-month", Set.of("lenient"),
          "tight-month", Set.of(TIGHT));

  /** Which keys belong to each team or to one below it. */
  static final Map<String, Set<String>> TEAMS =
      Map.of(
          "fleet", Set.of("mate", "cook", NARROW),
          "crew", Set.of("mate", "cook"),
          "pilots", Set.of("pilot"));

  private Tenants() {}

  /** {@code namespace/name}. */
  static String id(String name) {
    return NAMESPACE + "/" + name;
  }

  static String yaml(MockVendor vendor) {
    return Fixture.namespace(NAMESPACE)
        + Fixture.vendorSecret(NAMESPACE, "openai")
        + Fixture.vendorSecret(NAMESPACE, "anthropic")
        + Fixture.provider(NAMESPACE, "openai", "OpenAI", vendor.openAiUrl())
        + Fixture.provider(NAMESPACE, "anthropic", "Anthropic", vendor.url())
        + Fixture.model(NAMESPACE, OPENAI_MODEL, "openai")
        + Fixture.model(NAMESPACE, ANTHROPIC_MODEL, "anthropic")
        + Fixture.model(
            NAMESPACE,
            CENT_MODEL,
            "openai",
            "{inputPerMillionTokens: \"0\", outputPerMillionTokens: \"1000\"}")
        + Fixture.team(NAMESPACE, "fleet", "{}")
        + Fixture.team(NAMESPACE, "crew", "{parentRef: {name: fleet}}")
        + Fixture.team(NAMESPACE, "pilots", "{}")
        + Fixture.key(NAMESPACE, "mate", "crew", "{tokensPerMinute: 100000000}")
        + Fixture.key(NAMESPACE, "cook", "crew", "{concurrentRequests: 10000}")
        + Fixture.key(NAMESPACE, "pilot", "pilots", "{requestsPerMinute: 1000000}")
        + Fixture.key(
            NAMESPACE, NARROW, "fleet", "{concurrentRequests: " + NARROW_CONCURRENCY + "}")
        + Fixture.key(NAMESPACE, "loner")
        + Fixture.key(NAMESPACE, "lenient")
        + Fixture.key(NAMESPACE, FREE)
        + Fixture.key(NAMESPACE, TIGHT)
        + budget("crew-day", "{teams: [{name: crew}]}", "1000", "Day", "LocalShare")
        + budget("fleet-month", "{teams: [{name: fleet}]}", "1000", "Month", "Deny")
        + budget("everybody", "{teams: [{name: fleet}, {name: pilots}]}", "1000", "Month", "Deny")
        + budget("loner-week", "{keys: [{name: loner}]}", "1000", "Week", "LocalShare")
        + budget("lenient-month", "{keys: [{name: lenient}]}", "1000", "Month", "Allow")
        + tightBudget(TIGHT_LIMIT);
  }

  /** The budget that is too small, at another limit. */
  static String tightBudget(String usd) {
    return budget("tight-month", "{keys: [{name: tight}]}", usd, "Month", "Deny");
  }

  private static String budget(
      String name, String selector, String usd, String calendar, String away) {
    return Fixture.budget(
        NAMESPACE,
        name,
        selector,
        usd,
        "{calendar: %s, timeZone: Europe/Berlin}".formatted(calendar),
        away);
  }
}

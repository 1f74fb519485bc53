package dev.keelage.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the operator reports, and how kubectl shows it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StatusIT {
  private static final List<Spender> TOP = List.of(new Spender("team-search/indexer", "12.40"));
  private static final String NOW = "2026-11-25T12:00:00Z";
  private static final List<Condition> CONDITIONS =
      List.of(
          condition(ConditionType.ACCEPTED, Reason.ACCEPTED),
          condition(ConditionType.PROGRAMMED, Reason.PROGRAMMED),
          condition(ConditionType.ISSUED, Reason.ISSUED),
          condition(ConditionType.READY, Reason.READY));

  private final ApiServer server = new ApiServer(List.of());

  private static Condition condition(ConditionType type, Reason reason) {
    return new Condition(type.text(), Condition.Status.TRUE, 1L, NOW, reason.text(), "for people");
  }

  @AfterAll
  void close() {
    server.close();
  }

  @ParameterizedTest
  @MethodSource("statuses")
  void everyFieldOfAStatusIsStoredAndShown(
      String fixture, ObjectStatus status, List<String> columns) {
    ObjectNode resource =
        Yaml.resources(Yaml.FIXTURES.resolve("valid").resolve(fixture + ".yaml")).getLast();
    assertThat(server.apply(resource).message()).isEmpty();
    ObjectNode report = resource.deepCopy();
    report.remove("spec");
    report.set("status", ApiServer.JSON.valueToTree(status));

    ApiServer.Answer answer = server.applyStatus(report);

    assertThat(answer.message()).isEmpty();
    assertThat(ApiServer.JSON.convertValue(answer.body().get("status"), status.getClass()))
        .isEqualTo(status);
    assertThat(answer.body().at("/metadata/managedFields").findValues("f:status"))
        .as("a status has one author: who wrote which condition is not recorded")
        .containsExactly(ApiServer.JSON.createObjectNode());
    assertThat(server.columns(resource)).filteredOn(cell -> !age(cell)).isEqualTo(columns);
  }

  private static boolean age(String cell) {
    return cell.startsWith("AGE=");
  }

  private static BudgetStatus.Usage budgetUsage(String window) {
    return new BudgetStatus.Usage(
        window,
        "500.00",
        "231.07",
        "0.00",
        "268.93",
        "2026-12-01T00:00+01:00",
        "2026-11-28T16:20+01:00",
        NOW);
  }

  static Stream<Arguments> statuses() {
    Spending usage = new Spending("12.40", NOW);
    return Stream.of(
        Arguments.of(
            "provider",
            new ProviderStatus(1L, CONDITIONS),
            List.of("Name=mock-with-defaults", "TYPE=Mock", "READY=True")),
        Arguments.of(
            "model",
            new ModelStatus(1L, CONDITIONS, "gpt-4o", 2, "2/2"),
            List.of(
                "Name=full", "MODEL=gpt-4o", "DEPLOYMENTS=2", "HEALTHY=2/2", "PROGRAMMED=True")),
        Arguments.of(
            "team",
            new TeamStatus(1L, CONDITIONS, usage, TOP),
            List.of("Name=full", "PARENT=engineering", "SPENT=12.40", "READY=True")),
        Arguments.of(
            "virtualkey",
            new VirtualKeyStatus(
                1L, CONDITIONS, "kl-7Qx3…", "kl-1Ab2…", NOW, "indexer-llm", NOW, NOW, "1", usage),
            List.of(
                "Name=hash-only",
                "TEAM=",
                "PREFIX=kl-7Qx3…",
                "SECRET=indexer-llm",
                "EXPIRES=",
                "SPENT=12.40",
                "STATE=Issued",
                "PROGRAMMED=True")),
        Arguments.of(
            "budget",
            new BudgetStatus(
                1L,
                CONDITIONS,
                BudgetStatus.State.SOFT_LIMIT_REACHED,
                "500 USD",
                budgetUsage("Month"),
                List.of(budgetUsage("rolling 24h")),
                List.of(
                    TOP.getFirst(), new Spender(null, "sha256:" + "0".repeat(32), null, "1.00")),
                new BudgetStatus.Members(12, 3, "2026-11-25T12:00:00Z")),
            List.of(
                "Name=each-user",
                "LIMIT=500 USD",
                "WINDOW=Month",
                "SPENT=231.07",
                "REMAINING=268.93",
                "RESETS=2026-12-01T00:00+01:00",
                "PROJECTED=2026-11-28T16:20+01:00",
                "STATE=SoftLimitReached")),
        Arguments.of(
            "guardrail",
            new GuardrailStatus(1L, CONDITIONS),
            List.of(
                "Name=full",
                "ACTION=Mask",
                "STAGES=[\"PostCall\",\"PreCall\"]",
                "PROGRAMMED=True",
                "READY=True")));
  }
}

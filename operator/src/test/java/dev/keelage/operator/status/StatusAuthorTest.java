package dev.keelage.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelage.api.Budget;
import dev.keelage.api.BudgetStatus;
import dev.keelage.api.Condition;
import dev.keelage.api.ConditionType;
import dev.keelage.api.Provider;
import dev.keelage.api.ProviderStatus;
import dev.keelage.api.Reason;
import dev.keelage.compiler.Finding;
import dev.keelage.compiler.ObjectId;
import dev.keelage.compiler.ResourceFiles;
import dev.keelage.operator.publish.Rollout.Coverage;
import dev.keelage.operator.usage.MembersReading;
import dev.keelage.operator.usage.Spendings;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StatusAuthorTest {
  private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");
  private static final Instant LATER = Instant.parse("2026-11-25T13:00:00Z");
  private static final Finding FINE =
      new Finding(ConditionType.ACCEPTED, true, Reason.ACCEPTED, "the spec is valid");
  private static final Finding BROKEN =
      new Finding(ConditionType.ACCEPTED, false, Reason.INVALID, "spec.baseUrl: use https");

  @Test
  void countsTheGateways() {
    ProviderStatus status = author(NOON).of(provider(), served(3, 2, 2));

    Condition programmed = condition(status, ConditionType.PROGRAMMED);
    assertThat(programmed.status()).isEqualTo(Condition.Status.TRUE);
    assertThat(programmed.message()).isEqualTo("2/2");
    assertThat(programmed.observedGeneration()).isEqualTo(3);
    assertThat(condition(status, ConditionType.READY).status()).isEqualTo(Condition.Status.TRUE);
    assertThat(status.observedGeneration()).isEqualTo(3);
  }

  @Test
  void namesTheObstacleToReadiness() {
    Standing standing = new Standing(1, List.of(BROKEN), false, 0, "", Coverage.NOWHERE);

    ProviderStatus status = author(NOON).of(provider(), standing);

    Condition ready = condition(status, ConditionType.READY);
    assertThat(ready.status()).isEqualTo(Condition.Status.FALSE);
    assertThat(ready.reason()).isEqualTo("NotReady");
    assertThat(ready.message()).isEqualTo("Accepted: spec.baseUrl: use https");
    assertThat(condition(status, ConditionType.PROGRAMMED).reason()).isEqualTo("NotAccepted");
  }

  @Test
  void saysNoMoreThanAStatusMayHold() {
    Finding endless =
        new Finding(ConditionType.ACCEPTED, false, Reason.INVALID, "x".repeat(100_000));
    Standing standing = new Standing(1, List.of(endless), false, 0, "", Coverage.NOWHERE);

    assertThat(author(NOON).of(provider(), standing).conditions())
        .allSatisfy(condition -> assertThat(condition.message()).hasSizeLessThanOrEqualTo(32_768));
  }

  @Test
  void movesTheTransitionTimeOnlyWithTheStatus() {
    Provider provider = provider();
    provider.setStatus(author(NOON).of(provider, served(1, 2, 2)));

    ProviderStatus moreGateways = author(LATER).of(provider, served(2, 3, 3));
    Condition same = condition(moreGateways, ConditionType.PROGRAMMED);
    assertThat(same.lastTransitionTime()).isEqualTo("2026-11-25T12:00:00Z");
    assertThat(same.message()).isEqualTo("3/3");
    assertThat(same.observedGeneration()).isEqualTo(2);

    ProviderStatus noGateway = author(LATER).of(provider, served(2, 0, 0));
    Condition changed = condition(noGateway, ConditionType.PROGRAMMED);
    assertThat(changed.reason()).isEqualTo("NoGatewayPods");
    assertThat(changed.lastTransitionTime()).isEqualTo("2026-11-25T13:00:00Z");
    assertThat(condition(noGateway, ConditionType.ACCEPTED).lastTransitionTime())
        .isEqualTo("2026-11-25T12:00:00Z");
  }

  @Test
  void writesTheSameStatusForTheSameTruth() {
    Provider provider = provider();
    provider.setStatus(author(NOON).of(provider, served(1, 2, 2)));

    assertThat(author(LATER).of(provider, served(1, 2, 2))).isEqualTo(provider.getStatus());
  }

  @Test
  void tellsAPartFromNoneAndFromARefusal() {
    assertThat(programmed(new Coverage(1, 2, Optional.empty())).reason())
        .isEqualTo("PartiallyProgrammed");
    assertThat(programmed(new Coverage(0, 2, Optional.empty())).reason()).isEqualTo("Pending");
    Condition rejected = programmed(new Coverage(1, 2, Optional.of("gateway-b: corrupt")));
    assertThat(rejected.reason()).isEqualTo("Rejected");
    assertThat(rejected.message()).startsWith("1/2").endsWith("gateway-b: corrupt");
  }

  @Test
  void announcesWhatChangedAndNothingTwice() {
    Provider provider = provider();
    ProviderStatus first = author(NOON).of(provider, served(1, 2, 2));
    assertThat(Announcement.between(null, first))
        .containsExactly(new Announcement(false, "Programmed", "served by 2/2 gateways"));

    provider.setStatus(first);
    ProviderStatus more = author(LATER).of(provider, served(1, 3, 3));
    assertThat(Announcement.between(first, more)).isEmpty();

    Standing broken = new Standing(2, List.of(BROKEN), false, 0, "", Coverage.NOWHERE);
    assertThat(Announcement.between(first, author(LATER).of(provider, broken)))
        .containsExactly(new Announcement(true, "Invalid", "spec.baseUrl: use https"));
  }

  @Test
  void theStateOfABudgetIsTrueWhateverIsKnownOfIt() {
    Budget budget = budget();
    Standing leftOut = new Standing(1, List.of(BROKEN), false, 0, "", Coverage.NOWHERE);

    assertThat(state(budget, leftOut, new Spendings.NotReadYet()))
        .isEqualTo(BudgetStatus.State.NOT_ENFORCED);
    assertThat(state(budget, served(1, 2, 2), new Spendings.NotConfigured()))
        .isEqualTo(BudgetStatus.State.UNKNOWN);
    assertThat(state(budget, served(1, 2, 2), new Spendings.Away()))
        .isEqualTo(BudgetStatus.State.UNKNOWN);
    assertThat(state(budget, served(1, 2, 2), read(0))).isEqualTo(BudgetStatus.State.WITHIN_BUDGET);
    assertThat(state(budget, served(1, 2, 2), read(3)))
        .isEqualTo(BudgetStatus.State.SOME_EXHAUSTED);

    // What was true before an operator started stays until the counters are read.
    budget.setStatus(author(NOON, read(3)).of(budget, served(1, 2, 2)));
    assertThat(state(budget, served(1, 2, 2), new Spendings.NotReadYet()))
        .isEqualTo(BudgetStatus.State.SOME_EXHAUSTED);
    assertThat(state(budget, leftOut, read(3))).isEqualTo(BudgetStatus.State.NOT_ENFORCED);
  }

  private static BudgetStatus.@Nullable State state(
      Budget budget, Standing standing, Spendings spendings) {
    return author(NOON, spendings).of(budget, standing).state();
  }

  /** Of a Budget that each key has for itself. */
  private static Spendings read(int exhausted) {
    return new Spendings.Read(
        NOON,
        Map.of(),
        Map.of(),
        Map.of(),
        Map.of(),
        Map.of(ObjectId.of(budget()), new MembersReading(5, exhausted, List.of(), NOON)));
  }

  private static Budget budget() {
    String yaml =
        """
            apiVersion: keelage.dev/v1alpha1
            kind: Budget
            metadata: {name: each, namespace: ai}
            spec:
              selector: {teams: [{name: search}]}
              per: Key
              limit: {amount: "5"}
              window: {calendar: Day}
            """;
    Budget budget = ResourceFiles.read(Map.of(Path.of("b.yaml"), yaml)).of(Budget.class).getFirst();
    budget.getMetadata().setGeneration(1L);
    return budget;
  }

  private static Condition programmed(Coverage coverage) {
    Standing standing = new Standing(1, List.of(FINE), true, 0, "", coverage);
    return condition(author(NOON).of(provider(), standing), ConditionType.PROGRAMMED);
  }

  private static Standing served(long generation, int serving, int gateways) {
    Coverage coverage = new Coverage(serving, gateways, Optional.empty());
    return new Standing(generation, List.of(FINE), true, 0, "", coverage);
  }

  private static StatusAuthor author(Instant now) {
    return author(now, new Spendings.NotConfigured());
  }

  private static StatusAuthor author(Instant now, Spendings spendings) {
    return new StatusAuthor(
        Clock.fixed(now, ZoneOffset.UTC), () -> spendings, new RowKeeping(true, Optional.empty()));
  }

  private static Provider provider() {
    Provider provider = new Provider();
    provider.setMetadata(
        new ObjectMetaBuilder().withNamespace("ai").withName("openai").withGeneration(1L).build());
    return provider;
  }

  private static Condition condition(ProviderStatus status, ConditionType type) {
    return status.condition(type).orElseThrow();
  }
}

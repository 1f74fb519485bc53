package dev.keelage.gateway.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelage.snapshot.ModelEntry;
import dev.keelage.snapshot.ShardKind;
import dev.keelage.snapshot.Sharing;
import dev.keelage.snapshot.codec.SnapshotCodec;
import dev.keelage.snapshot.codec.SnapshotIndex;
import dev.keelage.snapshot.codec.SnapshotIndex.ShardRef;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LoadedSnapshotTest {
  private static final Sharing ALL = new Sharing(true, List.of());
  private static final Sharing WITH_SEARCH = new Sharing(false, List.of("search"));

  private static Caller caller(LoadedSnapshot snapshot, String keyId) {
    return snapshot.caller(Entries.hash(keyId)).orElseThrow();
  }

  private static Optional<String> resolved(LoadedSnapshot snapshot, String keyId, String name) {
    return snapshot.model(caller(snapshot, keyId), name).map(model -> model.entry().id());
  }

  @Test
  void findsOwnModelsFirstThenThoseSharedWithTheNamespace() {
    // Given
    LoadedSnapshot snapshot =
        new Entries()
            .provider("ai/mock", ALL)
            .model("ai/gpt", "ai/mock", ALL, "fast")
            .model("ai/secret", "ai/mock", Sharing.none())
            .model("ai/lab", "ai/mock", WITH_SEARCH)
            .model("search/fast", "ai/mock", Sharing.none())
            .key("search/app", null)
            .key("ads/app", null)
            .loaded();

    // Then
    assertThat(resolved(snapshot, "search/app", "fast")).contains("search/fast");
    assertThat(resolved(snapshot, "ads/app", "fast")).contains("ai/gpt");
    assertThat(resolved(snapshot, "search/app", "lab")).contains("ai/lab");
    assertThat(resolved(snapshot, "ads/app", "lab")).isEmpty();
    assertThat(resolved(snapshot, "search/app", "secret")).isEmpty();
    assertThat(snapshot.modelsFor(caller(snapshot, "search/app")))
        .extracting(model -> model.entry().modelName())
        .containsExactly("fast", "gpt", "lab");
  }

  @Test
  void lendsNoProviderToAStranger() {
    LoadedSnapshot snapshot =
        new Entries()
            .provider("ai/mock", Sharing.none())
            .model("search/gpt", "ai/mock", Sharing.none())
            .key("search/app", null)
            .loaded();

    assertThat(snapshot.model(caller(snapshot, "search/app"), "gpt"))
        .hasValueSatisfying(model -> assertThat(model.servable()).isFalse());
  }

  @Test
  void knowsAModelThatCannotBeServedButListsItNowhere() {
    // Given a model whose provider is gone, and one of the same name that others share
    LoadedSnapshot snapshot =
        new Entries()
            .provider("ai/mock", ALL)
            .model("ai/gpt", "ai/mock", ALL)
            .model("search/gpt", "search/gone", Sharing.none(), "fast")
            .key("search/app", null)
            .loaded();
    Caller caller = caller(snapshot, "search/app");

    // Then no other one stands in for it, and nothing offers it
    assertThat(resolved(snapshot, "search/app", "gpt")).contains("search/gpt");
    assertThat(resolved(snapshot, "search/app", "fast")).contains("search/gpt");
    assertThat(snapshot.modelsFor(caller)).isEmpty();
    assertThat(snapshot.modelById(caller, "search/gpt")).isEmpty();
    assertThat(snapshot.modelById(caller, "ai/gpt")).isPresent();
    assertThat(snapshot.modelCount()).isEqualTo(1);
  }

  @Test
  void aModelThatIsNotAcceptedTakesNoNameFromOthersAndIsKnownWhereNobodyHasIt() {
    // Given models whose resources come first by id, and are not accepted
    LoadedSnapshot snapshot =
        new Entries()
            .provider("ai/mock", ALL)
            .leftOut("ads/a", "gpt", Sharing.none(), ModelEntry.LeftOut.INVALID, "fast")
            .leftOut("ads/b", "lab", ALL, ModelEntry.LeftOut.CONFLICTED, "lab-eu")
            .leftOut("ads/c", "own", Sharing.none(), ModelEntry.LeftOut.INVALID)
            .leftOut("ads/d", "lost", WITH_SEARCH, ModelEntry.LeftOut.INVALID)
            .leftOut("ads/e", "gpt", WITH_SEARCH, ModelEntry.LeftOut.INVALID)
            .model("ads/own", "ai/mock", Sharing.none())
            .model("ai/gpt", "ai/mock", ALL)
            .model("ai/lab", "ai/mock", ALL)
            .key("search/app", null)
            .key("ads/app", null)
            .loaded();

    // Then in its own namespace, no shared one stands in for one that is not valid
    assertThat(resolved(snapshot, "ads/app", "gpt")).contains("ads/a");
    assertThat(resolved(snapshot, "ads/app", "fast")).contains("ads/a");
    assertThat(resolved(snapshot, "ads/app", "own")).contains("ads/own");
    // And who lost a name is served by who has it
    assertThat(resolved(snapshot, "ads/app", "lab")).contains("ai/lab");
    assertThat(resolved(snapshot, "ads/app", "lab-eu")).contains("ads/b");
    assertThat(resolved(snapshot, "search/app", "lab")).contains("ai/lab");
    assertThat(resolved(snapshot, "search/app", "lab-eu")).contains("ads/b");
    assertThat(resolved(snapshot, "search/app", "gpt")).contains("ai/gpt");
    assertThat(resolved(snapshot, "search/app", "lost")).contains("ads/d");
    assertThat(resolved(snapshot, "search/app", "own")).isEmpty();
    // And lists say the same
    assertThat(snapshot.modelsFor(caller(snapshot, "ads/app")))
        .extracting(model -> model.entry().id())
        .containsExactly("ai/lab", "ads/own");
    assertThat(snapshot.modelsFor(caller(snapshot, "search/app")))
        .extracting(model -> model.entry().id())
        .containsExactly("ai/gpt", "ai/lab");
  }

  @Test
  void gathersWhatAppliesToAKeyFromTheTeamsAboveIt() {
    // Given
    LoadedSnapshot snapshot =
        new Entries()
            .team("ai/root", null, null)
            .team("s/mid", "ai/root", List.of("ai/a", "ai/b"))
            .team("s/leaf", "s/mid", List.of("ai/b", "ai/c"))
            .key("s/app", "s/leaf")
            .budget("ai/all", List.of("ai/root", "s/mid"), List.of())
            .budget("s/own", List.of(), List.of("s/app"))
            .budget("s/other", List.of(), List.of("s/other"))
            .guardrail("ai/everywhere", true, List.of(), List.of())
            .guardrail("s/mid", false, List.of("s/mid"), List.of())
            .guardrail("s/else", false, List.of("s/else"), List.of())
            .loaded();

    // Then
    Caller caller = caller(snapshot, "s/app");
    assertThat(caller.teams())
        .extracting(team -> team.id())
        .containsExactly("s/leaf", "s/mid", "ai/root");
    assertThat(caller.tenant()).isEqualTo("ai/root");
    assertThat(caller.allowedModels()).contains(Set.of("ai/b"));
    assertThat(caller.limits())
        .extracting(LimitPolicy::id)
        .containsExactly("team:s/leaf", "team:s/mid", "team:ai/root");
    assertThat(caller.budgets())
        .extracting(budget -> budget.entry().id())
        .containsExactlyInAnyOrder("ai/all", "s/own");
    assertThat(caller.guardrails())
        .extracting(guardrail -> guardrail.id())
        .containsExactlyInAnyOrder("ai/everywhere", "s/mid");
  }

  @Test
  void knowsWhatAMissingShardMayHold() {
    // Given
    SnapshotIndex index =
        SnapshotCodec.encode(
                new Entries()
                    .team("ai/root", null, null)
                    .key("s/app", null)
                    .budget("ai/all", List.of("ai/root"), List.of())
                    .snapshot())
            .index();
    Entries loaded = new Entries().key("s/loaded", null);

    // When
    LoadedSnapshot withoutKeys =
        LoadedSnapshot.incomplete("d", loaded.snapshot(), of(index, ShardKind.KEY));
    LoadedSnapshot withoutBudgets =
        LoadedSnapshot.incomplete("d", loaded.snapshot(), of(index, ShardKind.BUDGET));

    // Then
    assertThat(withoutKeys.mayMissKey(Entries.hash("s/app"))).isTrue();
    assertThat(withoutKeys.mayMissKey(inAnotherShard("s/app"))).isFalse();
    assertThat(withoutKeys.knowsPolicies()).isTrue();
    assertThat(withoutBudgets.mayMissKey(Entries.hash("s/app"))).isFalse();
    assertThat(withoutBudgets.knowsPolicies()).isFalse();
  }

  @Test
  void servesNoKeyWithoutAllTeamsAboveIt() {
    LoadedSnapshot snapshot =
        new Entries()
            .team("s/leaf", "ai/gone", null)
            .key("s/app", "s/leaf")
            .key("s/lost", "s/gone")
            .key("s/alone", null)
            .loaded();

    for (String id : List.of("s/app", "s/lost")) {
      assertThat(snapshot.caller(Entries.hash(id))).isEmpty();
      assertThat(snapshot.mayMissKey(Entries.hash(id))).isTrue();
    }
    assertThat(snapshot.caller(Entries.hash("s/alone"))).isPresent();
  }

  private static Set<ShardRef> of(SnapshotIndex index, ShardKind kind) {
    return Set.copyOf(index.shards().stream().filter(ref -> ref.kind() == kind).toList());
  }

  private static String inAnotherShard(String keyId) {
    int shard = ShardKind.KEY.shardOf(Entries.hash(keyId));
    return IntStream.range(0, 1000)
        .mapToObj(i -> Entries.hash("s/other" + i))
        .filter(hash -> ShardKind.KEY.shardOf(hash) != shard)
        .findFirst()
        .orElseThrow();
  }
}

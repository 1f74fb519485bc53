package dev.keelage.gateway.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelage.snapshot.ShardKind;
import dev.keelage.snapshot.Sharing;
import dev.keelage.snapshot.codec.EncodedSnapshot;
import dev.keelage.snapshot.codec.SnapshotCodec;
import dev.keelage.snapshot.codec.SnapshotIndex.ShardRef;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ShardLoaderTest {
  private final Map<String, byte[]> published = new HashMap<>();
  private final List<String> fetched = new ArrayList<>();
  private final ShardLoader loader =
      new ShardLoader(
          ref -> {
            fetched.add(ref.objectName());
            return Optional.ofNullable(published.get(ref.objectName()));
          });

  private EncodedSnapshot publish(Entries entries) {
    EncodedSnapshot encoded = SnapshotCodec.encode(entries.snapshot());
    published.putAll(encoded.shards());
    return encoded;
  }

  private static Entries entries() {
    return new Entries().team("a/t", null, null).key("a/app", "a/t");
  }

  @Test
  void fetchesOnlyWhatHasChanged() {
    // Given
    EncodedSnapshot first = publish(entries());
    loader.load(first.index());
    assertThat(fetched).containsExactlyInAnyOrderElementsOf(first.shards().keySet());
    fetched.clear();

    // When
    EncodedSnapshot second = publish(entries().key("a/more", null));
    ShardLoader.Loaded loaded = loader.load(second.index());

    // Then
    assertThat(loaded.complete()).isTrue();
    assertThat(loaded.snapshot().caller(Entries.hash("a/more"))).isPresent();
    assertThat(fetched)
        .containsExactlyInAnyOrderElementsOf(
            second.shards().keySet().stream()
                .filter(name -> !first.shards().containsKey(name))
                .toList());
  }

  @Test
  void takesOverTheCallersUntilSomethingTheyAreMadeOfChanges() {
    Caller first = caller(entries());

    Caller afterAModel = caller(entries().model("a/m", "a/p", Sharing.none()));
    Caller afterATeam = caller(entries().team("a/another", null, null));
    Caller afterABudget = caller(entries().budget("a/b", List.of("a/t"), List.of()));

    assertThat(afterAModel).isSameAs(first);
    assertThat(afterATeam).isNotSameAs(first).isEqualTo(first);
    assertThat(afterABudget.budgets()).hasSize(1);
  }

  private Caller caller(Entries entries) {
    ShardLoader.Loaded loaded = loader.load(publish(entries).index());
    return loaded.snapshot().caller(Entries.hash("a/app")).orElseThrow();
  }

  @Test
  void tellsWhatIsMissingOrDamagedAndLoadsTheRest() {
    // Given
    EncodedSnapshot snapshot = publish(entries().budget("a/b", List.of("a/t"), List.of()));
    ShardRef keys = ref(snapshot, ShardKind.KEY);
    ShardRef budgets = ref(snapshot, ShardKind.BUDGET);
    published.remove(keys.objectName());
    published.put(budgets.objectName(), new byte[] {1, 2, 3});

    // When
    ShardLoader.Loaded loaded = loader.load(snapshot.index());

    // Then
    assertThat(loaded.problems())
        .hasSize(2)
        .anySatisfy(problem -> assertThat(problem).contains(keys.objectName(), "is missing"))
        .anySatisfy(problem -> assertThat(problem).contains(budgets.objectName()));
    assertThat(loaded.snapshot().source().teams()).hasSize(1);
    assertThat(loaded.snapshot().mayMissKey(Entries.hash("a/app"))).isTrue();
    assertThat(loaded.snapshot().knowsPolicies()).isFalse();

    // When
    publish(entries().budget("a/b", List.of("a/t"), List.of()));
    fetched.clear();

    // Then
    assertThat(loader.load(snapshot.index()).complete()).isTrue();
    assertThat(fetched).containsExactlyInAnyOrder(keys.objectName(), budgets.objectName());
  }

  private static ShardRef ref(EncodedSnapshot snapshot, ShardKind kind) {
    return snapshot.index().shards().stream()
        .filter(ref -> ref.kind() == kind)
        .findFirst()
        .orElseThrow();
  }
}

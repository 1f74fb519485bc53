package dev.keelage.snapshot.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelage.snapshot.Entry;
import dev.keelage.snapshot.Snapshot;
import dev.keelage.snapshot.Snapshots;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

class SnapshotEncoderTest {

  @Property(tries = 60)
  void givesTheSameBytesAsAFreshOneAfterAnyEdits(
      @ForAll @Size(min = 2, max = 6) List<@From("snapshots") Snapshot> sources,
      @ForAll Random random) {
    SnapshotEncoder encoder = new SnapshotEncoder();
    Snapshot current = sources.getFirst();
    for (Snapshot source : sources) {
      current = mixed(current, source, random);

      EncodedSnapshot encoded = encoder.encode(current);

      EncodedSnapshot fresh = SnapshotCodec.encode(current);
      assertThat(encoded.index()).isEqualTo(fresh.index());
      assertThat(encoded.shards().keySet()).isEqualTo(fresh.shards().keySet());
      fresh
          .shards()
          .forEach((name, bytes) -> assertThat(encoded.shards().get(name)).isEqualTo(bytes));
    }
  }

  @Property(tries = 20)
  void packsOnlyWhatChanged(@ForAll("snapshots") Snapshot snapshot) {
    SnapshotEncoder encoder = new SnapshotEncoder();
    EncodedSnapshot before = encoder.encode(snapshot);

    EncodedSnapshot after =
        encoder.encode(
            new Snapshot(
                snapshot.providers(),
                snapshot.models(),
                snapshot.teams(),
                snapshot.keys(),
                snapshot.budgets(),
                with(snapshot.guardrails(), Snapshots.guardrail("one/more"))));

    before
        .shards()
        .forEach(
            (name, bytes) -> {
              if (!name.startsWith("keelage-guardrail-")) {
                assertThat(after.shards().get(name)).isSameAs(bytes);
              }
            });
  }

  @Provide
  Arbitrary<Snapshot> snapshots() {
    return Snapshots.any();
  }

  /** Of each kind: all as it was, all of the other, or some of both. */
  private static Snapshot mixed(Snapshot one, Snapshot other, Random random) {
    return new Snapshot(
        mixed(one.providers(), other.providers(), random),
        mixed(one.models(), other.models(), random),
        mixed(one.teams(), other.teams(), random),
        mixed(one.keys(), other.keys(), random),
        mixed(one.budgets(), other.budgets(), random),
        mixed(one.guardrails(), other.guardrails(), random));
  }

  private static <E extends Entry> List<E> mixed(List<E> one, List<E> other, Random random) {
    return switch (random.nextInt(3)) {
      case 0 -> one;
      case 1 -> other;
      default -> {
        List<E> both = new ArrayList<>(one);
        other.stream()
            .filter(each -> one.stream().noneMatch(has -> has.id().equals(each.id())))
            .forEach(both::add);
        both.removeIf(any -> random.nextInt(4) == 0);
        yield both;
      }
    };
  }

  private static <E extends Entry> List<E> with(List<E> entries, E more) {
    List<E> all = new ArrayList<>(entries);
    all.add(more);
    return all;
  }
}

package dev.keelage.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelage.api.VirtualKey;
import dev.keelage.snapshot.Digests;
import dev.keelage.snapshot.codec.EncodedSnapshot;
import dev.keelage.snapshot.codec.SnapshotCodec;
import dev.keelage.snapshot.codec.SnapshotEncoder;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** One edit after another; the compiler that remembers gives what one without memory gives. */
class CompilerMemoryTest {
  private static final int EDITS = 25;

  @Property(tries = 60)
  void changesNothingButTheCost(@ForAll Random random) {
    World world = new World(random);
    CompilerMemory memory = new CompilerMemory();
    SnapshotEncoder encoder = new SnapshotEncoder();
    for (int edit = 0; edit < EDITS; edit++) {
      Resources resources = world.resources();

      Compilation remembered = SnapshotCompiler.compile(resources, Story.PRICES, memory);

      Compilation fresh = SnapshotCompiler.compile(resources, Story.PRICES);
      assertThat(remembered.snapshot()).isEqualTo(fresh.snapshot());
      assertThat(remembered.findings()).isEqualTo(fresh.findings());
      EncodedSnapshot encoded = encoder.encode(remembered.snapshot());
      assertThat(encoded.index()).isEqualTo(SnapshotCodec.encode(fresh.snapshot()).index());
      world.edit();
    }
  }

  @Property(tries = 20)
  void saysThatNoKeyHasAnythingNewByGivingTheSameObject(@ForAll Random random) {
    World world = new World(random);
    world.withoutConflicts();
    CompilerMemory memory = new CompilerMemory();
    Compilation before = SnapshotCompiler.compile(world.resources(), Story.PRICES, memory);

    world.put("Provider", "platform/another", "{type: Mock}");
    Compilation after = SnapshotCompiler.compile(world.resources(), Story.PRICES, memory);

    assertThat(after.ofKeys()).isSameAs(before.ofKeys());
    assertThat(after.snapshot().keys()).isSameAs(before.snapshot().keys());
    assertThat(after.of(new ObjectId("Provider", "platform", "another"))).hasSize(1);
  }

  /** What somebody applied, and what the operator knows besides. */
  private static final class World {
    private final Random random;
    private final SortedMap<String, String> objects = new TreeMap<>();
    private final Map<ObjectId, List<KeyMaterial>> issued = new HashMap<>();
    private Map<ObjectId, VirtualKey> keys = Map.of();
    private long generation;

    World(Random random) {
      this.random = random;
      secret("vendor", "key: sk-example");
      secret("imported", "key: kl-imported-from-somewhere-else");
      for (int i = 0; i < 60; i++) {
        edit();
      }
    }

    void edit() {
      String path = namespace() + "/" + BrokenResourceTest.name(random);
      switch (random.nextInt(12)) {
        case 0 -> put("Provider", path, BrokenResourceTest.provider(random));
        case 1 -> put("Model", path, BrokenResourceTest.model(random));
        case 2 -> put("Team", path, BrokenResourceTest.team(random));
        case 3, 4, 5 -> put("VirtualKey", path, key());
        case 6 -> put("Budget", path, BrokenResourceTest.budget(random));
        case 7 -> put("Guardrail", path, BrokenResourceTest.guardrail(random));
        case 8, 9 -> issued.put(new ObjectId("VirtualKey", namespace(), name()), material());
        case 10 ->
            secret(
                "imported",
                random.nextBoolean() ? "key: kl-another-key-of-somebody" : "other: nothing");
        default -> objects.keySet().removeIf(any -> random.nextInt(20) == 0);
      }
    }

    void withoutConflicts() {
      objects.keySet().removeIf(path -> path.startsWith("VirtualKey"));
      issued.clear();
      put("VirtualKey", "a/one", "{}");
      put("VirtualKey", "b/two", "{teamRef: {name: one}}");
    }

    void put(String kind, String path, String spec) {
      generation++;
      String age = "2026-11-%02dT00:00:00Z".formatted(1 + random.nextInt(28));
      objects.put(
          kind + " " + path,
          BrokenResourceTest.object(kind, path, spec)
              .replace(
                  "metadata: {",
                  "metadata: {creationTimestamp: \"%s\", generation: %d, "
                      .formatted(age, generation)));
    }

    private void secret(String name, String content) {
      objects.put(
          "Secret " + name,
          "---\napiVersion: v1\nkind: Secret\nmetadata: {name: %s, namespace: a}\nstringData: {%s}\n"
              .formatted(name, content));
    }

    private String key() {
      return switch (random.nextInt(6)) {
        case 0 -> "{secretRef: {name: imported, key: key}}";
        case 1 -> "{keyHash: \"%s\"}".formatted(hash());
        case 2 -> "{expiresAt: \"2026-02-30T00:00:00Z\"}";
        case 3 -> "{}";
        default ->
            "{teamRef: %s, models: [%s], suspended: %s}"
                .formatted(
                    BrokenResourceTest.ref(random),
                    BrokenResourceTest.ref(random),
                    random.nextBoolean());
      };
    }

    private List<KeyMaterial> material() {
      List<KeyMaterial> material = new ArrayList<>();
      for (int i = random.nextInt(3); i > 0; i--) {
        material.add(
            new KeyMaterial(
                hash(),
                "kl-",
                random.nextBoolean()
                    ? Optional.empty()
                    : Optional.of(Instant.parse("2026-12-24T18:00:00Z"))));
      }
      return material;
    }

    /** Of few, so that some have the same. */
    private String hash() {
      return Digests.sha256Hex("key " + random.nextInt(15));
    }

    private String namespace() {
      return any(BrokenResourceTest.NAMESPACES);
    }

    private String name() {
      return BrokenResourceTest.name(random);
    }

    private <T> T any(java.util.Collection<T> values) {
      return new ArrayList<>(values).get(random.nextInt(values.size()));
    }

    /** In any order; what did not change is sometimes the same object and sometimes equal. */
    Resources resources() {
      ResourceFiles files =
          ResourceFiles.read(Map.of(Path.of("world.yaml"), String.join("", objects.values())));
      assertThat(files.findings()).isEmpty();
      Resources read = files.with(issued, new CompilerSettings(Set.of("platform"), false, true));
      Map<ObjectId, VirtualKey> now = new HashMap<>();
      for (VirtualKey key : read.virtualKeys()) {
        ObjectId id = ObjectId.of(key);
        VirtualKey before = keys.get(id);
        boolean same =
            before != null
                && before.getMetadata().equals(key.getMetadata())
                && before.getSpec().equals(key.getSpec());
        now.put(id, same && random.nextBoolean() ? before : key);
      }
      keys = now;
      Resources resources =
          new Resources(
              read.providers(),
              read.models(),
              read.teams(),
              List.copyOf(now.values()),
              read.budgets(),
              read.guardrails(),
              read.namespaceLabels(),
              read.secrets(),
              read.issuedKeys(),
              read.settings());
      return random.nextInt(4) == 0 ? StoriesTest.shuffled(resources, random) : resources;
    }
  }
}

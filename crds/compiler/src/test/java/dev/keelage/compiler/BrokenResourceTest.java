package dev.keelage.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelage.api.VirtualKey;
import dev.keelage.snapshot.Digests;
import dev.keelage.snapshot.Entry;
import dev.keelage.snapshot.ModelEntry;
import dev.keelage.snapshot.Sensitive;
import dev.keelage.snapshot.ShardKind;
import dev.keelage.snapshot.Snapshot;
import java.nio.file.Path;
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

/** Random worlds of resources that refer to each other, rightly and wrongly. */
class BrokenResourceTest {
  static final List<String> NAMESPACES = List.of("a", "b", "platform");
  static final List<String> NAMES = List.of("one", "two", "three", "four");

  /**
   * Each is wrong in itself and nobody refers to it; the first two would take a name or a key if
   * they were not.
   */
  private static final List<String> BROKEN =
      List.of(
          object(
              "Model",
              "a/broken",
              "{modelName: one, aliases: [two, three, four], allowedNamespaces: {from: All},"
                  + " deployments: [{name: d, providerRef: {name: one}, model: m, weight: 0}]}"),
          object(
              "Model",
              "b/broken",
              "{modelName: fresh, deployments: [{name: d, providerRef: {name: gone}, model: m}]}"),
          object("Provider", "a/broken", "{type: OpenAI, baseUrl: \"http://:80\"}"),
          object(
              "Provider",
              "b/broken",
              "{type: OpenAI, auth: {apiKey: {secretKeyRef: {name: gone, key: k}}}}"),
          object("Team", "a/broken", "{parentRef: {name: broken}}"),
          object("Team", "b/broken", "{parentRef: {name: gone}}"),
          object("VirtualKey", "a/broken", "{teamRef: {name: gone}}"),
          object("VirtualKey", "b/broken", "{expiresAt: \"2026-02-30T00:00:00Z\"}"),
          object(
              "Budget",
              "a/broken",
              "{selector: {teams: [{name: one}]}, limit: {amount: \"1\"}, window: {calendar: Day, timeZone: Nowhere}}"),
          object(
              "Guardrail",
              "a/broken",
              "{stages: [PreCall], regex: {patterns: [{name: p, pattern: \"(\"}]}}"));

  @Property(tries = 100)
  void aBrokenResourceNeverChangesTheEntriesOfTheOthers(@ForAll Random random) {
    String world = world(random);
    String broken = BROKEN.get(random.nextInt(BROKEN.size()));

    Compilation without = compile(world);
    Compilation with = compile(world + broken);

    assertThat(withoutUnserved(with.snapshot())).isEqualTo(withoutUnserved(without.snapshot()));
    SortedMap<ObjectId, List<Finding>> findings = new TreeMap<>(with.findings());
    findings.keySet().removeIf(id -> id.name().equals("broken"));
    assertThat(findings).isEqualTo(without.findings());
  }

  /** Gateways know the names of what cannot be served, so that callers hear the truth about it. */
  private static Snapshot withoutUnserved(Snapshot snapshot) {
    return new Snapshot(
        snapshot.providers(),
        snapshot.models().stream().filter(ModelEntry::servable).toList(),
        snapshot.teams(),
        snapshot.keys(),
        snapshot.budgets(),
        snapshot.guardrails());
  }

  @Property(tries = 100)
  void orderMeansNothing(@ForAll Random random) {
    Resources resources = resources(world(random));

    assertThat(SnapshotCompiler.compile(StoriesTest.shuffled(resources, random), Story.PRICES))
        .isEqualTo(SnapshotCompiler.compile(resources, Story.PRICES));
  }

  @Property(tries = 50)
  void aLostSecretCostsNoMoreThanItsProvider(@ForAll Random random) {
    Resources all = resources(world(random));
    Map<SecretId, Map<String, Sensitive>> secrets = new HashMap<>(all.secrets());
    secrets.remove(new SecretId("a", "vendor"));
    Resources fewer =
        new Resources(
            all.providers(),
            all.models(),
            all.teams(),
            all.virtualKeys(),
            all.budgets(),
            all.guardrails(),
            all.namespaceLabels(),
            secrets,
            all.issuedKeys(),
            all.settings());

    Compilation before = SnapshotCompiler.compile(all, Story.PRICES);
    Compilation after = SnapshotCompiler.compile(fewer, Story.PRICES);

    for (ShardKind kind : Set.of(ShardKind.TEAM, ShardKind.KEY, ShardKind.BUDGET)) {
      assertThat(after.snapshot().entries(kind)).isEqualTo(before.snapshot().entries(kind));
    }
    List<String> lost = new ArrayList<>(ids(before.snapshot().providers()));
    lost.removeAll(ids(after.snapshot().providers()));
    List<String> touched =
        before.snapshot().models().stream()
            .filter(model -> uses(model, lost))
            .map(Entry::id)
            .toList();
    assertThat(others(after, touched)).isEqualTo(others(before, touched));
  }

  private static List<ModelEntry> others(Compilation compilation, List<String> than) {
    return compilation.snapshot().models().stream()
        .filter(model -> !than.contains(model.id()))
        .toList();
  }

  @Property(tries = 50)
  void everyInputIsToldWhetherItIsAccepted(@ForAll Random random) {
    Resources resources = resources(world(random));

    Compilation compilation = SnapshotCompiler.compile(resources, Story.PRICES);

    assertThat(compilation.findings())
        .hasSize(
            resources.providers().size()
                + resources.models().size()
                + resources.teams().size()
                + resources.virtualKeys().size()
                + resources.budgets().size()
                + resources.guardrails().size())
        .allSatisfy(
            (id, findings) -> assertThat(findings.getFirst().type().text()).isEqualTo("Accepted"));
  }

  private static boolean uses(ModelEntry model, List<String> providers) {
    return model.deployments().stream().anyMatch(each -> providers.contains(each.providerId()));
  }

  private static List<String> ids(List<? extends Entry> entries) {
    return entries.stream().map(Entry::id).toList();
  }

  private static Compilation compile(String yaml) {
    return SnapshotCompiler.compile(resources(yaml), Story.PRICES);
  }

  private static Resources resources(String yaml) {
    ResourceFiles files = ResourceFiles.read(Map.of(Path.of("world.yaml"), yaml));
    assertThat(files.findings()).isEmpty();
    Map<ObjectId, List<KeyMaterial>> issued = new HashMap<>();
    files
        .of(VirtualKey.class)
        .forEach(
            key ->
                issued.put(
                    ObjectId.of(key),
                    List.of(
                        new KeyMaterial(
                            Digests.sha256Hex(ObjectId.of(key).path()), "kl-", Optional.empty()))));
    return files.with(issued, new CompilerSettings(Set.of("platform"), false, true));
  }

  private static String world(Random random) {
    StringBuilder yaml =
        new StringBuilder(
            """
            apiVersion: v1
            kind: Secret
            metadata: {name: vendor, namespace: a}
            stringData: {key: sk-example}
            """);
    for (String namespace : NAMESPACES) {
      for (String name : NAMES) {
        String path = namespace + "/" + name;
        maybe(random, yaml, object("Provider", path, provider(random)));
        maybe(random, yaml, object("Model", path, model(random)));
        maybe(random, yaml, object("Team", path, team(random)));
        maybe(random, yaml, object("VirtualKey", path, key(random)));
        maybe(random, yaml, object("Budget", path, budget(random)));
        maybe(random, yaml, object("Guardrail", path, guardrail(random)));
      }
    }
    return yaml.toString();
  }

  private static void maybe(Random random, StringBuilder yaml, String object) {
    yaml.append(random.nextInt(4) == 0 ? "" : object);
  }

  static String provider(Random random) {
    return random.nextBoolean()
        ? "{type: Mock, " + allowed(random) + "}"
        : "{type: OpenAI, auth: {apiKey: {secretKeyRef: {name: vendor, key: key}}}, "
            + allowed(random)
            + "}";
  }

  static String model(Random random) {
    return "{modelName: %s, aliases: [%s], deployments: [{name: x, providerRef: %s, model: gpt-4o}, {name: y, providerRef: %s, model: m}], %s}"
        .formatted(name(random), name(random), ref(random), ref(random), allowed(random));
  }

  static String team(Random random) {
    String parent = random.nextInt(3) == 0 ? "" : "parentRef: " + ref(random) + ", ";
    return "{%smodels: [%s, %s], %s}".formatted(parent, ref(random), ref(random), allowed(random));
  }

  private static String key(Random random) {
    return "{teamRef: %s, models: [%s], suspended: %s}"
        .formatted(ref(random), ref(random), random.nextBoolean());
  }

  static String budget(Random random) {
    return "{selector: {teams: [%s, %s], keys: [%s]}, limit: {amount: \"5\"}, window: {calendar: Day}}"
        .formatted(ref(random), ref(random), ref(random));
  }

  static String guardrail(Random random) {
    String teams =
        random.nextBoolean() ? "{from: All}" : "{from: Names, names: [" + ref(random) + "]}";
    return "{stages: [PreCall], keywords: {words: [w]}, appliesTo: {teams: " + teams + "}}";
  }

  static String ref(Random random) {
    return random.nextBoolean()
        ? "{name: %s}".formatted(name(random))
        : "{name: %s, namespace: %s}"
            .formatted(name(random), NAMESPACES.get(random.nextInt(NAMESPACES.size())));
  }

  private static String allowed(Random random) {
    return switch (random.nextInt(3)) {
      case 0 -> "allowedNamespaces: {from: Same}";
      case 1 -> "allowedNamespaces: {from: All}";
      default ->
          "allowedNamespaces: {from: Selector, selector: {matchLabels: {kubernetes.io/metadata.name: b}}}";
    };
  }

  static String name(Random random) {
    return NAMES.get(random.nextInt(NAMES.size()));
  }

  static String object(String kind, String path, String spec) {
    String[] parts = path.split("/", 2);
    return "---\napiVersion: keelage.dev/v1alpha1\nkind: %s\nmetadata: {name: %s, namespace: %s}\nspec: %s\n"
        .formatted(kind, parts[1], parts[0], spec);
  }
}

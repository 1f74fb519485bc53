package dev.keelage.compiler;

import dev.keelage.api.VirtualKey;
import dev.keelage.snapshot.Digests;
import dev.keelage.snapshot.codec.EncodedSnapshot;
import dev.keelage.snapshot.codec.SnapshotCodec;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Prints how long 1,000 models, 200 teams and 10,000 keys take, in milliseconds of CPU; run by
 * hand.
 */
final class CompileBench {
  private CompileBench() {}

  public static void main(String[] args) {
    String yaml = yaml();
    ResourceFiles files =
        time(
            "read " + yaml.length() / 1_000_000 + " MB of YAML",
            3,
            () -> ResourceFiles.read(Map.of(Path.of("all.yaml"), yaml)));
    files.findings().stream().limit(5).forEach(System.out::println);
    Map<ObjectId, List<KeyMaterial>> issued = new HashMap<>();
    for (var key : files.of(VirtualKey.class)) {
      ObjectId id = ObjectId.of(key);
      issued.put(
          id, List.of(new KeyMaterial(Digests.sha256Hex(id.path()), "kl-abcd…", Optional.empty())));
    }
    Resources resources = files.with(issued, new CompilerSettings(Set.of("ai"), false, true));
    Compilation compilation =
        time("compile", 60, () -> SnapshotCompiler.compile(resources, Story.PRICES));
    compilation.faults().entrySet().stream().limit(5).forEach(System.out::println);
    EncodedSnapshot encoded =
        time("encode", 60, () -> SnapshotCodec.encode(compilation.snapshot()));
    System.out.printf(
        "%d shards, %d bytes%n",
        encoded.shards().size(),
        encoded.shards().values().stream().mapToLong(bytes -> bytes.length).sum());
  }

  private static <T> T time(String what, int times, Supplier<T> work) {
    T result = work.get();
    StringBuilder line = new StringBuilder(what).append(':');
    for (int i = 0; i < times; i++) {
      long start = cpuNanos();
      result = work.get();
      line.append(' ').append((cpuNanos() - start) / 1_000_000);
    }
    System.out.println(line);
    return result;
  }

  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static String yaml() {
    StringBuilder yaml = new StringBuilder();
    for (int i = 0; i < 200; i++) {
      yaml.append(
          "---\napiVersion: v1\nkind: Namespace\nmetadata: {name: ns-%d, labels: {ai: enabled}}\n"
              .formatted(i));
      add(
          yaml,
          "Team",
          "team",
          i,
          i % 10 == 0
              ? "allowedNamespaces: {from: All}"
              : "parentRef: {name: team, namespace: ns-%d}".formatted(i / 10 * 10));
    }
    for (int i = 0; i < 20; i++) {
      add(yaml, "Provider", "mock", i, "type: Mock\n  allowedNamespaces: {from: All}");
    }
    for (int i = 0; i < 1_000; i++) {
      add(
          yaml,
          "Model",
          "m" + i,
          i % 200,
          "aliases: [alias-%d]\n  deployments: [{name: a, providerRef: {name: mock, namespace: ns-%d}, model: gpt-4o}]\n  allowedNamespaces: {from: Selector, selector: {matchLabels: {ai: enabled}}}"
              .formatted(i, i % 20));
    }
    for (int i = 0; i < 10_000; i++) {
      add(
          yaml,
          "VirtualKey",
          "k" + i,
          i % 200,
          "teamRef: {name: team}\n  models: [{name: m%d, namespace: ns-%d}]"
              .formatted(i % 1_000, i % 200));
    }
    for (int i = 0; i < 200; i++) {
      add(
          yaml,
          "Budget",
          "b",
          i,
          "selector: {teams: [{name: team}]}\n  limit: {amount: \"100\"}\n  window: {calendar: Month}");
      add(
          yaml,
          "Guardrail",
          "g",
          i,
          "stages: [PreCall]\n  regex: {patterns: [{name: a, pattern: 'AKIA[0-9A-Z]{16}'}]}");
    }
    return yaml.toString();
  }

  private static void add(
      StringBuilder yaml, String kind, String name, int namespace, String spec) {
    yaml.append(
        "---\napiVersion: keelage.dev/v1alpha1\nkind: %s\nmetadata: {name: %s, namespace: ns-%d}\nspec:\n  %s\n"
            .formatted(kind, name, namespace, spec));
  }
}

package dev.keelage.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelage.snapshot.Entry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GuardrailRoomTest {
  private static final String MANY_WORDS =
      "keywords: {words: ["
          + IntStream.range(0, 500)
              .mapToObj(i -> "w%03d".formatted(i) + "x".repeat(196))
              .collect(Collectors.joining(", "))
          + "]}";

  /** About 2,000 steps each, which is 10,000 letters' worth. */
  private static final String LARGE_EXPRESSIONS =
      "regex: {patterns: ["
          + IntStream.range(0, 40)
              .mapToObj(i -> "{name: p%d, pattern: \"[a-f]{980}[0-9]{980}\"}".formatted(i))
              .collect(Collectors.joining(", "))
          + "]}";

  private final Map<Path, String> files = new HashMap<>();

  @Test
  void leavesOutWhatATenantAsksOfEveryGatewaysMemoryBeyondItsShare() {
    for (int i = 0; i < 6; i++) {
      guardrail("tenant", "words-" + i, MANY_WORDS);
    }
    guardrail("other", "small", "keywords: {words: [nightfall]}");

    Compilation compilation = compile();

    assertThat(compilation.snapshot().guardrails())
        .extracting(Entry::id)
        .containsExactly(
            "other/small", "tenant/words-0", "tenant/words-1", "tenant/words-2", "tenant/words-3");
    assertThat(compilation.of(new ObjectId("Guardrail", "tenant", "words-4")).getFirst().message())
        .isEqualTo(
            "it looks for too much: 100000 letters of words and steps of expressions (a step"
                + " counts 5), and the older ones of this namespace leave room for 0; shorten it,"
                + " or them");
  }

  @Test
  void countsTheStepsOfExpressionsForMore() {
    guardrail("tenant", "expressions", LARGE_EXPRESSIONS);
    guardrail("tenant", "words", MANY_WORDS);

    assertThat(compile().snapshot().guardrails())
        .extracting(Entry::id)
        .containsExactly("tenant/expressions");
  }

  @Test
  void servesThePlatformFirst() {
    List<String> platforms = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      guardrail("platform", "words-%02d".formatted(i), MANY_WORDS);
      platforms.add("platform/words-%02d".formatted(i));
    }
    for (String tenant : List.of("a", "b", "c")) {
      guardrail(tenant, "one", MANY_WORDS);
      guardrail(tenant, "two", MANY_WORDS);
    }

    Compilation compilation = compile();

    assertThat(compilation.snapshot().guardrails())
        .extracting(Entry::id)
        .containsAll(platforms)
        .hasSize(16)
        .doesNotContain("c/one", "c/two");
    assertThat(compilation.of(new ObjectId("Guardrail", "c", "two")).getFirst().message())
        .contains("the older ones of all namespaces leave room for 0");
  }

  private void guardrail(String namespace, String name, String what) {
    files.put(
        Path.of(namespace + "-" + name + ".yaml"),
        """
        apiVersion: keelage.dev/v1alpha1
        kind: Guardrail
        metadata: {name: %s, namespace: %s}
        spec: {stages: [PreCall], %s}
        """
            .formatted(name, namespace, what));
  }

  private Compilation compile() {
    ResourceFiles read = ResourceFiles.read(files);
    assertThat(read.findings()).isEmpty();
    return SnapshotCompiler.compile(
        read.with(Map.of(), new CompilerSettings(Set.of("platform"), false, true)), Story.PRICES);
  }
}

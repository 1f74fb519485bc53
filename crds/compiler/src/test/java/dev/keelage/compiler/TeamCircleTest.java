package dev.keelage.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Teams that stand above each other, more of them than a message can name. */
class TeamCircleTest {
  private static final int TEAMS = 400;
  private static final String LONG = "t".repeat(240);

  @Test
  void aLargeCircleIsToldInShort() {
    StringBuilder yaml = new StringBuilder();
    for (int i = 0; i < TEAMS; i++) {
      yaml.append(
          BrokenResourceTest.object(
              "Team",
              "a/" + LONG + i,
              "{parentRef: {name: %s%d}}".formatted(LONG, (i + 1) % TEAMS)));
    }
    ResourceFiles files = ResourceFiles.read(Map.of(Path.of("teams.yaml"), yaml.toString()));

    Compilation compilation =
        SnapshotCompiler.compile(
            files.with(Map.of(), new CompilerSettings(Set.of(), true, true)), Story.PRICES);

    assertThat(compilation.snapshot().teams()).isEmpty();
    assertThat(compilation.findings()).hasSize(TEAMS);
    assertThat(compilation.findings().values())
        .allSatisfy(
            findings ->
                assertThat(findings.getFirst().message())
                    .contains("in a circle (a/" + LONG, "> 392 more >")
                    .hasSizeLessThan(4_000));
  }
}

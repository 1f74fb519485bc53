package dev.keelage.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every folder under {@code compile/}; {@code -Dkeelage.stories=write} writes what comes out
 * instead of comparing it.
 */
class StoriesTest {
  private static final boolean WRITE = "write".equals(System.getProperty("keelage.stories"));

  static Stream<Story> stories() {
    return Story.all();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("stories")
  void compilesTo(Story story) throws IOException {
    assertThat(story.files().findings()).isEmpty();

    Compilation compilation = SnapshotCompiler.compile(story.resources(), Story.PRICES);

    check(story, "out-snapshot.json", Story.print(compilation.snapshot()));
    check(story, "out-status.yaml", Story.print(compilation.findings()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("stories")
  void orderMeansNothing(Story story) {
    Resources resources = story.resources();
    Compilation expected = SnapshotCompiler.compile(resources, Story.PRICES);
    for (int seed = 0; seed < 5; seed++) {
      assertThat(SnapshotCompiler.compile(shuffled(resources, new Random(seed)), Story.PRICES))
          .isEqualTo(expected);
    }
  }

  private static void check(Story story, String name, String actual) throws IOException {
    if (WRITE) {
      Files.writeString(story.file(name), actual);
    }
    assertThat(actual).isEqualTo(Story.text(story.file(name)));
  }

  static Resources shuffled(Resources r, Random random) {
    return new Resources(
        shuffled(r.providers(), random),
        shuffled(r.models(), random),
        shuffled(r.teams(), random),
        shuffled(r.virtualKeys(), random),
        shuffled(r.budgets(), random),
        shuffled(r.guardrails(), random),
        r.namespaceLabels(),
        r.secrets(),
        r.issuedKeys(),
        r.settings());
  }

  private static <T> List<T> shuffled(List<T> list, Random random) {
    List<T> copy = new ArrayList<>(list);
    Collections.shuffle(copy, random);
    return copy;
  }
}

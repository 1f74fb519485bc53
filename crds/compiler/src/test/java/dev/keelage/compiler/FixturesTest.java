package dev.keelage.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelage.api.VirtualKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Without Kubernetes, the same YAML is valid, and the same is refused, as an API server says. */
class FixturesTest {
  private static final Path API = Path.of("../api/src/test/resources");
  private static final Path SAMPLES = Path.of("../../deploy/samples");

  static Stream<Path> invalid() {
    return yaml(API.resolve("invalid"));
  }

  static Stream<Path> valid() {
    return yaml(API.resolve("valid"));
  }

  static Stream<Path> samples() {
    return list(SAMPLES).filter(Files::isDirectory);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("invalid")
  void refusesWhatAnApiServerRefuses(Path file) {
    ResourceFiles files = read(Stream.of(file));
    if (files.findings().isEmpty()) {
      Compilation compilation = compile(files);
      assertThat(compilation.findings().values())
          .as("findings of %s", file)
          .anySatisfy(findings -> assertThat(findings.getFirst().ok()).isFalse());
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("valid")
  void takesWhatAnApiServerTakes(Path file) {
    ResourceFiles files = read(Stream.of(file));

    assertThat(files.findings()).isEmpty();
    assertAccepted(compile(files));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("samples")
  void compilesEverySample(Path folder) {
    ResourceFiles files = read(yaml(folder));

    assertThat(files.findings()).isEmpty();
    assertAccepted(compile(files));
  }

  private static void assertAccepted(Compilation compilation) {
    assertThat(compilation.findings())
        .isNotEmpty()
        .allSatisfy(
            (id, findings) -> assertThat(findings.getFirst()).matches(Finding::ok, "accepted"));
  }

  private static Compilation compile(ResourceFiles files) {
    Map<ObjectId, List<KeyMaterial>> issued = new HashMap<>();
    files.of(VirtualKey.class).forEach(key -> issued.put(ObjectId.of(key), List.of()));
    return SnapshotCompiler.compile(
        files.with(issued, new CompilerSettings(Set.of(), true, true)), Story.PRICES);
  }

  private static ResourceFiles read(Stream<Path> files) {
    Map<Path, String> texts = new TreeMap<>();
    files.forEach(file -> texts.put(file, Story.text(file)));
    assertThat(texts).isNotEmpty();
    return ResourceFiles.read(texts);
  }

  private static Stream<Path> yaml(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Stream<Path> list(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

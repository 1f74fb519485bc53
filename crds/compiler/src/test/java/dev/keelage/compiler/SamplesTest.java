package dev.keelage.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelage.api.Reason;
import dev.keelage.api.VirtualKey;
import dev.keelage.snapshot.Digests;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The shipped samples mean what they say: nothing in them is refused or points nowhere. */
class SamplesTest {
  private static final Path SAMPLES = Path.of("../../deploy/samples");

  @ParameterizedTest
  @MethodSource("stories")
  void lacksNothingButSecretsAndPrices(String story) throws IOException {
    Set<String> complaints =
        compile(story, Integer.MAX_VALUE).findings().entrySet().stream()
            .flatMap(
                entry -> entry.getValue().stream().map(each -> complaint(entry.getKey(), each)))
            .flatMap(Optional::stream)
            .collect(Collectors.toSet());

    assertThat(complaints).isEmpty();
  }

  private static Optional<String> complaint(ObjectId id, Finding finding) {
    boolean tolerable =
        finding.ok()
            || finding.reason() == Reason.SECRET_NOT_FOUND
            || finding.reason() == Reason.REF_INVALID
            // All that it selects is a vendor whose Secret is the reader's to create.
            || finding.reason() == Reason.NO_TARGETS;
    return tolerable ? Optional.empty() : Optional.of(id + ": " + finding.message());
  }

  @Test
  void theQuickstartAloneNeedsNothing() throws IOException {
    Compilation compilation = compile("quickstart", 1);

    assertThat(compilation.findings().values())
        .allSatisfy(findings -> assertThat(findings).allMatch(Finding::ok));
    assertThat(compilation.snapshot().models())
        .extracting(model -> model.modelName())
        .containsExactly("demo");
    assertThat(compilation.snapshot().keys()).hasSize(1);
  }

  static Stream<String> stories() throws IOException {
    try (Stream<Path> entries = Files.list(SAMPLES)) {
      return entries
          .filter(Files::isDirectory)
          .map(each -> each.getFileName().toString())
          .sorted()
          .toList()
          .stream();
    }
  }

  private static Compilation compile(String story, int depth) throws IOException {
    ResourceFiles files;
    try (Stream<Path> paths = Files.walk(SAMPLES.resolve(story), depth)) {
      files =
          ResourceFiles.read(
              paths
                  .filter(Files::isRegularFile)
                  .collect(Collectors.toMap(path -> path, SamplesTest::text)));
    }
    assertThat(files.findings()).isEmpty();
    Map<ObjectId, List<KeyMaterial>> keys =
        files.of(VirtualKey.class).stream()
            .map(ObjectId::of)
            .collect(Collectors.toMap(id -> id, id -> List.of(key(id))));
    return SnapshotCompiler.compile(
        files.with(keys, new CompilerSettings(Set.of("keelage"), false, true)));
  }

  private static KeyMaterial key(ObjectId id) {
    return new KeyMaterial(Digests.sha256Hex(id.path()), "kl-", Optional.empty());
  }

  private static String text(Path path) {
    try {
      return Files.readString(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package dev.keelage.api.generate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;

/** The sample that the reference shows of each kind. */
final class Samples {
  private static final Map<String, String> FILES =
      Map.of(
          "Provider", "quickstart/vendors/openai.yaml",
          "Model", "fallback/20-model.yaml",
          "Team", "tenancy/20-team-search.yaml",
          "VirtualKey", "keys/10-issued.yaml",
          "Budget", "budgets/30-team-search.yaml",
          "Guardrail", "guardrails/20-no-secrets.yaml");

  private final Path directory;

  /** Below the repository's directory. */
  Samples(Path repository) {
    directory = repository.resolve("deploy/samples");
  }

  /** The first document of this kind in its file, comments included. */
  String of(String kind) {
    Path file = directory.resolve(Objects.requireNonNull(FILES.get(kind), kind));
    return Arrays.stream(text(file).split("(?m)^---\n"))
        .filter(document -> document.contains("\nkind: " + kind + "\n"))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException(file + " has no " + kind));
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

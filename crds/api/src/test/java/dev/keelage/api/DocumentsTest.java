package dev.keelage.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the documents show can be applied, and what they point at is there. */
class DocumentsTest {
  private static final Pattern YAML = Pattern.compile("(?ms)^```yaml\\n(.*?)^```$");
  private static final Pattern CODE = Pattern.compile("(?ms)^```.*?^```$|`[^`\\n]*`");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s]*)(?:#([^)\\s]*))?\\)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");

  @ParameterizedTest
  @MethodSource("documents")
  void everyResourceThatIsShownIsReadStrictly(Path document) {
    for (MatchResult block : all(YAML, text(document))) {
      for (ObjectNode resource : Yaml.resources(block.group(1))) {
        assertThat(Yaml.readStrictly(resource)).isNotNull();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("documents")
  void everyLinkLeadsSomewhere(Path document) {
    for (MatchResult link : all(LINK, CODE.matcher(text(document)).replaceAll(""))) {
      String target = link.group(1);
      if (target.startsWith("https:")) {
        continue;
      }
      Path file = target.isEmpty() ? document : document.resolveSibling(target).normalize();
      assertThat(file).exists();
      if (link.group(2) != null) {
        assertThat(headings(file)).contains(link.group(2));
      }
    }
  }

  static Stream<Path> documents() throws IOException {
    try (Stream<Path> docs = Files.walk(Yaml.REPOSITORY.resolve("docs"))) {
      List<Path> found = docs.filter(file -> file.toString().endsWith(".md")).sorted().toList();
      return Stream.concat(
          found.stream(),
          Stream.of("README.md", "deploy/samples/README.md").map(Yaml.REPOSITORY::resolve));
    }
  }

  /** As links name them: in lower case, without punctuation, with hyphens for blanks. */
  private static List<String> headings(Path document) {
    String prose = text(document).replaceAll("(?ms)^```.*?^```$", "");
    return all(HEADING, prose).stream()
        .map(
            heading ->
                heading
                    .group(1)
                    .toLowerCase(Locale.ROOT)
                    .replaceAll("[^\\p{L}\\p{N}_ -]", "")
                    .replace(' ', '-'))
        .toList();
  }

  private static List<MatchResult> all(Pattern pattern, String text) {
    return pattern.matcher(text).results().toList();
  }

  private static String text(Path document) {
    try {
      return Files.readString(document);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

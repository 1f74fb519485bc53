package dev.keelage.api.generate;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apiextensions.v1.ValidationRule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SchemaTest {
  private static final Path REPOSITORY = Path.of("../..");
  private static final Path INVALID = Path.of("src/test/resources/invalid");

  private final Map<String, JSONSchemaProps> schemas = new TreeMap<>();

  SchemaTest() {
    for (CustomResourceDefinition crd : Crds.all()) {
      JSONSchemaProps root =
          crd.getSpec().getVersions().getFirst().getSchema().getOpenAPIV3Schema();
      collect(crd.getSpec().getNames().getSingular(), root);
    }
  }

  private void collect(String path, JSONSchemaProps schema) {
    schemas.put(path, schema);
    if (schema.getProperties() != null) {
      schema.getProperties().forEach((name, inner) -> collect(path + "." + name, inner));
    }
    if (schema.getItems() != null) {
      collect(path + "[]", schema.getItems().getSchema());
    }
    if (schema.getAdditionalProperties() != null) {
      collect(path + "{}", schema.getAdditionalProperties().getSchema());
    }
  }

  @Test
  void checkedInFilesAreWhatTheCodeGives() throws IOException {
    for (Map.Entry<String, String> file : GeneratedFiles.render(REPOSITORY).entrySet()) {
      assertThat(Files.readString(REPOSITORY.resolve(file.getKey())))
          .as("%s; run `make crds`", file.getKey())
          .isEqualTo(file.getValue());
    }
  }

  @Test
  void generationIsRepeatable() {
    assertThat(GeneratedFiles.render(REPOSITORY)).isEqualTo(GeneratedFiles.render(REPOSITORY));
  }

  @Test
  void helmFindsNothingToExpandInTheCrds() {
    assertThat(GeneratedFiles.render(REPOSITORY))
        .allSatisfy((name, text) -> assertThat(text).doesNotContain("{{"));
  }

  @Test
  void everyFieldIsExplained() {
    assertThat(paths((path, schema) -> named(path) && schema.getDescription() == null)).isEmpty();
  }

  @Test
  void everyTextListAndMapIsBounded() {
    assertThat(paths((path, schema) -> !bounded(schema))).isEmpty();
  }

  @Test
  void everyNumberOfASpecHasAnUpperBound() {
    assertThat(
            paths(
                (path, schema) ->
                    path.contains(".spec.")
                        && schema.getType().equals("integer")
                        && schema.getMaximum() == null))
        .isEmpty();
  }

  /** A rule on a record component would be emitted twice. */
  @Test
  void noRuleIsEmittedTwice() {
    schemas.forEach(
        (path, schema) ->
            assertThat(schema.getXKubernetesValidations())
                .as(path)
                .extracting(ValidationRule::getRule)
                .doesNotHaveDuplicates());
  }

  @Test
  void everyRuleHasAFixtureThatBreaksIt() {
    List<String> messages =
        schemas.values().stream()
            .flatMap(schema -> schema.getXKubernetesValidations().stream())
            .map(ValidationRule::getMessage)
            .toList();
    assertThat(expectations()).containsAll(messages);
  }

  @Test
  void everyPatternOfASpecHasAFixtureThatBreaksIt() {
    String expected = String.join("\n", expectations());
    Map<String, List<String>> fields = new TreeMap<>();
    schemas.forEach(
        (path, schema) -> {
          if (path.contains(".spec.") && schema.getPattern() != null) {
            fields
                .computeIfAbsent(schema.getPattern(), any -> new ArrayList<>())
                .add(lastName(path));
          }
        });
    assertThat(fields)
        .allSatisfy(
            (pattern, names) ->
                assertThat(names).as(pattern).anyMatch(name -> breaks(name, expected)));
  }

  private static boolean breaks(String name, String expected) {
    return Pattern.compile(name + "(\\[0]|\\.\\w+)? in body should").matcher(expected).find();
  }

  private List<String> paths(BiPredicate<String, JSONSchemaProps> which) {
    return schemas.entrySet().stream()
        .filter(entry -> which.test(entry.getKey(), entry.getValue()))
        .map(Map.Entry::getKey)
        .toList();
  }

  private static boolean named(String path) {
    return !path.endsWith("[]") && !path.endsWith("{}");
  }

  private static boolean bounded(JSONSchemaProps schema) {
    return switch (schema.getType()) {
      case "string" -> schema.getMaxLength() != null || !schema.getEnum().isEmpty();
      case "array" -> schema.getMaxItems() != null;
      case "integer" -> schema.getMinimum() != null;
      case "object" ->
          schema.getAdditionalProperties() == null || schema.getMaxProperties() != null;
      case "boolean" -> true;
      case String other -> throw new AssertionError("nothing says how to bound a " + other);
    };
  }

  private static List<String> expectations() {
    try (Stream<Path> fixtures = Files.list(INVALID)) {
      return fixtures.map(SchemaTest::expectation).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String expectation(Path fixture) {
    try (Stream<String> lines = Files.lines(fixture)) {
      return lines.findFirst().orElseThrow().substring("# expect: ".length());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String lastName(String path) {
    return path.substring(path.lastIndexOf('.') + 1).replace("[]", "").replace("{}", "");
  }
}

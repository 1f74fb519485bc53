package dev.keelage.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SamplesTest {
  private static final Path SAMPLES = Yaml.REPOSITORY.resolve("deploy/samples");
  private static final List<String> TOP_LEVEL = List.of("apiVersion", "kind", "metadata", "spec");

  @ParameterizedTest
  @MethodSource("files")
  void everySampleIsReadStrictly(Path file) {
    for (ObjectNode resource : Yaml.resources(file)) {
      assertThat(resource.fieldNames()).toIterable().isSubsetOf(TOP_LEVEL);
      assertThat(Yaml.readStrictly(resource)).isNotNull();
    }
  }

  @Test
  void anUnknownFieldIsAnError() {
    ObjectNode resource =
        Yaml.resources(SAMPLES.resolve("quickstart/20-model-demo.yaml")).getFirst();
    ((ObjectNode) resource.get("spec")).put("modelname", "x");
    assertThatThrownBy(() -> Yaml.readStrictly(resource))
        .rootCause()
        .hasMessageContaining("modelname");
  }

  @Test
  void everyKindHasASampleInTheQuickstart() {
    assertThat(Yaml.filesBelow(SAMPLES.resolve("quickstart")))
        .flatMap(Yaml::resources)
        .map(resource -> resource.get("kind").asText())
        .containsAll(ApiGroup.KINDS.stream().map(Class::getSimpleName).toList());
  }

  static Stream<Path> files() {
    return Yaml.filesBelow(SAMPLES).stream();
  }
}

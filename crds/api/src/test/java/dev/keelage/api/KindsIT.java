package dev.keelage.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keelage.testkit.ControlPlane;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The checked-in CRDs on a real API server. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KindsIT {
  private static final Path SAMPLES = Yaml.REPOSITORY.resolve("deploy/samples");

  private final ApiServer server;

  KindsIT() {
    // A dry run creates no namespaces, so those of the samples have to be there before.
    server = new ApiServer(namespacesOfSamples());
  }

  private static List<String> namespacesOfSamples() {
    return Yaml.filesBelow(SAMPLES).stream()
        .flatMap(file -> Yaml.documents(file).stream())
        .filter(each -> each.path("kind").asText().equals("Namespace"))
        .map(each -> each.path("metadata").path("name").asText())
        .distinct()
        .toList();
  }

  @AfterAll
  void close() {
    server.close();
  }

  @ParameterizedTest
  @MethodSource("invalid")
  void refusesEveryInvalidObjectAndSaysWhy(Path file) throws IOException {
    String expected;
    try (Stream<String> lines = Files.lines(file)) {
      expected = lines.findFirst().orElseThrow().substring("# expect: ".length());
    }
    ApiServer.Answer answer = server.dryRun(Yaml.documents(file).getFirst());
    assertThat(answer.code()).isEqualTo(422);
    assertThat(answer.message()).contains(expected);
  }

  @ParameterizedTest
  @MethodSource("valid")
  void readsEveryValidObjectAsTheServerCompletesIt(Path file) throws IOException {
    for (ObjectNode resource : Yaml.resources(file)) {
      ApiServer.Answer answer = server.dryRun(resource);
      assertThat(answer.message()).isEmpty();
      assertThat(answer.accepted()).isTrue();
      assertThat(Yaml.readStrictly(resource))
          .isEqualTo(Yaml.readStrictly((ObjectNode) answer.body()));
    }
  }

  /** As Argo CD and kubectl compare: maps are merged, lists are replaced as a whole. */
  @ParameterizedTest
  @MethodSource("valid")
  void seesNoDifferenceWhenTheSameIsAppliedAgain(Path file) {
    for (ObjectNode resource : Yaml.resources(file)) {
      ObjectNode live = (ObjectNode) server.dryRun(resource).body().get("spec");
      assertThat(merged(live, resource.get("spec"))).isEqualTo(live);
    }
  }

  /** JSON merge patch, RFC 7396. */
  private static JsonNode merged(JsonNode target, JsonNode patch) {
    if (!patch.isObject()) {
      return patch;
    }
    ObjectNode result = target.isObject() ? target.deepCopy() : ApiServer.JSON.createObjectNode();
    patch
        .properties()
        .forEach(
            each -> result.set(each.getKey(), merged(result.path(each.getKey()), each.getValue())));
    return result;
  }

  @Test
  void refusesUnknownFields() {
    ObjectNode resource = Yaml.resources(Yaml.FIXTURES.resolve("valid/team.yaml")).getFirst();
    ((ObjectNode) resource.get("spec")).put("parent", "engineering");
    ApiServer.Answer answer = server.dryRun(resource);
    assertThat(answer.accepted()).isFalse();
    assertThat(answer.message()).contains("spec.parent");
  }

  @Test
  void listsEveryKindUnderOneCategoryAndAShortName() {
    assertThat(server.get("/apis/" + ApiGroup.API_VERSION).body().get("resources"))
        .filteredOn(each -> !each.get("name").asText().contains("/"))
        .hasSize(ApiGroup.KINDS.size())
        .allSatisfy(
            each -> {
              assertThat(each.get("categories").get(0).asText()).isEqualTo(ApiGroup.CATEGORY);
              assertThat(each.get("shortNames").get(0).asText()).startsWith(shortNamePrefix(each));
              assertThat(each.get("namespaced").asBoolean()).isTrue();
            });
  }

  @Test
  void kubectlListsThemAllByTheirCategory() {
    ControlPlane cluster = ControlPlane.shared();
    cluster.kubectl("apply", "-f", SAMPLES.resolve("quickstart").toString());
    assertThat(cluster.kubectl("get", "keelage", "-A"))
        .contains(
            ApiGroup.KINDS.stream()
                .map(kind -> kind.getSimpleName().toLowerCase(Locale.ROOT) + ".keelage.dev/")
                .toList());
  }

  @Test
  void kubectlExplainsFields() {
    await()
        .atMost(Duration.ofSeconds(60))
        .ignoreExceptions()
        .untilAsserted(
            () ->
                assertThat(ControlPlane.shared().kubectl("explain", "vkey.spec.rotation.overlap"))
                    .contains("How long the replaced key still works"));
  }

  private static String shortNamePrefix(JsonNode resource) {
    return resource.get("kind").asText().equals("VirtualKey") ? "vkey" : "k";
  }

  static Stream<Path> invalid() {
    return Yaml.filesBelow(Yaml.FIXTURES.resolve("invalid")).stream();
  }

  static Stream<Path> valid() {
    return Stream.concat(
        Yaml.filesBelow(Yaml.FIXTURES.resolve("valid")).stream(),
        Yaml.filesBelow(SAMPLES).stream());
  }
}

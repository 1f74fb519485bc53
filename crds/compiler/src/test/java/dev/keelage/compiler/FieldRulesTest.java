package dev.keelage.compiler;

import static dev.keelage.compiler.ResourceFilesTest.read;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What is said of a value that the kinds do not allow. */
class FieldRulesTest {
  @Test
  void tellsWhatAValueShouldBe() {
    assertThat(faultsIn("Provider", "{type: OpenAi}"))
        .isEqualTo("spec.type: \"OpenAi\" is none of OpenAI, Anthropic, Mock");
    assertThat(faultsIn("Provider", "{}")).isEqualTo("spec: spec.type is required");
    assertThat(faultsIn("Team", "{limits: {requestsPerMinute: \"600\"}}"))
        .isEqualTo("spec.limits.requestsPerMinute: it has to be a whole number without quotes");
    assertThat(faultsIn("Team", "{limits: {requestsPerMinute: 1.5}}"))
        .isEqualTo("spec.limits.requestsPerMinute: it has to be a whole number without quotes");
    assertThat(faultsIn("Team", "{models: {name: x}}"))
        .isEqualTo("spec.models: it has to be a list");
    assertThat(faultsIn("Team", "{parentRef: x}"))
        .isEqualTo("spec.parentRef: it has to be an object with fields");
    assertThat(
            faultsIn(
                "Budget",
                "{selector: {teams: [{name: a}]}, limit: {amount: 500.00}, window: {calendar: Day}}"))
        .isEqualTo("spec.limit.amount: it has to be a text; put quotes around it");
    assertThat(faultsIn("VirtualKey", "{suspended: \"yes\"}"))
        .isEqualTo("spec.suspended: it has to be true or false");
  }

  @Test
  void holdsTheBoundsOfTheApi() {
    assertThat(faultsIn("Team", "{limits: {requestsPerMinute: -1}}"))
        .isEqualTo("spec.limits.requestsPerMinute: at least 0");
    assertThat(faultsIn("Team", "{models: []}")).isEqualTo("spec.models: at least 1 entries");
    assertThat(faultsIn("Provider", "{type: OpenAI, headers: [{name: \"a b\", value: x}]}"))
        .startsWith("spec.headers[0].name: \"a b\" does not match ");
    assertThat(faultsIn("Provider", "{type: OpenAI, headers: [{name: a, value: \"x\\r\\ny: z\"}]}"))
        .startsWith("spec.headers[0].value: ");
    assertThat(faultsIn("Guardrail", "{stages: [PreCall], keywords: {words: [\"\"]}}"))
        .isEqualTo("spec.keywords.words[0]: at least 1 characters");
    assertThat(
            faultsIn(
                "Budget",
                "{selector: {teams: [{name: a}]}, limit: {amount: \"1e3\"}, window: {calendar: Day}}"))
        .startsWith("spec.limit.amount: \"1e3\" does not match ");
  }

  private static String faultsIn(String kind, String spec) {
    ResourceFiles files =
        read(
            "a.yaml",
            "apiVersion: keelage.dev/v1alpha1\nkind: %s\nmetadata: {name: a, namespace: t}\nspec: %s\n"
                .formatted(kind, spec));
    assertThat(files.resources()).isEmpty();
    assertThat(files.findings()).hasSize(1);
    assertThat(files.findings().getFirst().line()).isEqualTo(4);
    return files.findings().getFirst().message();
  }
}

package dev.keelage.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelage.api.Budget;
import dev.keelage.api.Model;
import dev.keelage.api.Provider;
import dev.keelage.api.Team;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ResourceFilesTest {
  static final String TEAM =
      """
      apiVersion: keelage.dev/v1alpha1
      kind: Team
      metadata: {name: search, namespace: t}
      spec: {limits: {requestsPerMinute: 600}}
      """;

  @Test
  void readsManyDocumentsInEveryStyle() {
    ResourceFiles files =
        read(
            "a.yaml",
            """
            # a comment
            ---
            apiVersion: keelage.dev/v1alpha1
            kind: Provider
            metadata:
              name: mock
            spec:
              type: Mock
            ---
            {apiVersion: keelage.dev/v1alpha1, kind: Team, metadata: {name: one, namespace: t}, spec: {}}
            ---
            {"apiVersion": "keelage.dev/v1alpha1", "kind": "Team", "metadata": {"name": "two", "namespace": "t"}, "spec": {}}
            ---
            """);

    assertThat(files.findings()).isEmpty();
    assertThat(files.of(Team.class)).hasSize(2);
    assertThat(files.of(Provider.class))
        .singleElement()
        .satisfies(
            provider -> assertThat(provider.getMetadata().getNamespace()).isEqualTo("default"));
  }

  @Test
  void readsJsonAndLists() {
    ResourceFiles files =
        read(
            "a.json",
            """
            {"apiVersion": "v1", "kind": "List", "items": [
              {"apiVersion": "keelage.dev/v1alpha1", "kind": "Team", "metadata": {"name": "one", "namespace": "t"}, "spec": {}},
              {"apiVersion": "keelage.dev/v1alpha1", "kind": "Team", "metadata": {"name": "two", "namespace": "t"},
               "spec": {"wrong": 1}}]}
            """);

    assertThat(files.of(Team.class)).hasSize(1);
    assertThat(files.findings())
        .extracting(FileFinding::toString)
        .containsExactly(
            "a.json:4: spec.wrong: there is no such field; there are allowedNamespaces, costAdjustment, ledger, limits, models, parentRef, tags");
  }

  @Test
  void passesOverOtherFiles() {
    ResourceFiles files =
        ResourceFiles.read(Map.of(Path.of("README.md"), "# nothing", Path.of("b.YML"), TEAM));

    assertThat(files.findings()).isEmpty();
    assertThat(files.of(Team.class)).hasSize(1);
  }

  @Test
  void tellsTheLineOfAnUnknownFieldAndReadsTheRest() {
    ResourceFiles files =
        read(
            "a.yaml",
            """
            apiVersion: keelage.dev/v1alpha1
            kind: Model
            metadata: {name: gpt-4o, namespace: ai}
            spec:
              deployments:
                - name: one
                  providerRef: {name: openai}
                  model: gpt-4o
                  wieght: 80
            ---
            """
                + TEAM);

    assertThat(files.findings())
        .extracting(FileFinding::toString)
        .containsExactly(
            "a.yaml:9: spec.deployments[0].wieght: there is no such field; there are limits, model, name, pricing, providerRef, weight");
    assertThat(files.of(Model.class)).isEmpty();
    assertThat(files.of(Team.class)).hasSize(1);
  }

  @Test
  void tellsWhatIsNoResource() {
    assertThat(read("a.yaml", "kind: Team\n").findings())
        .extracting(FileFinding::message)
        .containsExactly("apiVersion and kind are missing; a resource says what it is");
    assertThat(read("a.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n").findings())
        .extracting(FileFinding::toString)
        .containsExactly(
            "a.yaml:2: ConfigMap of v1 is nothing that is read here; kinds of keelage.dev/v1alpha1, and Secret and Namespace of v1 are");
    assertThat(read("a.yaml", TEAM.replace("spec:", "sepc:")).findings())
        .extracting(FileFinding::message)
        .contains("sepc: there is no such field");
    assertThat(read("a.yaml", TEAM.replace("name: search", "name: Search")).findings())
        .extracting(FileFinding::line)
        .containsExactly(3);
  }

  @Test
  void tellsWhereYamlEnds() {
    ResourceFiles files = read("a.yaml", TEAM + "---\nkind: [\n---\n" + TEAM);

    assertThat(files.of(Team.class)).hasSize(1);
    assertThat(files.findings())
        .singleElement()
        .satisfies(f -> assertThat(f.line()).isGreaterThan(5));
  }

  @Test
  void refusesWhatIsThereTwice() {
    ResourceFiles files =
        ResourceFiles.read(
            Map.of(Path.of("b.yaml"), TEAM.replace("600", "1"), Path.of("a.yaml"), TEAM));

    assertThat(files.findings())
        .extracting(FileFinding::toString)
        .containsExactly("b.yaml:2: Team t/search is there already, at a.yaml:2");
    assertThat(files.of(Team.class).getFirst().getSpec().limits())
        .hasToString(
            "CallLimits[requestsPerMinute=600, tokensPerMinute=null, concurrentRequests=null, rates=[], scoped=[], whenStoreUnavailable=DENY]");
    assertThat(read("a.yaml", "a: 1\na: 2\n").findings()).hasSize(1);
  }

  @Test
  void decodesSecretsAndLabelsNamespaces() {
    ResourceFiles files =
        read(
            "a.yaml",
            """
            apiVersion: v1
            kind: Secret
            metadata: {name: s, namespace: t}
            type: Opaque
            data: {a: aGVsbG8=, bad: "%%%"}
            stringData: {b: world}
            ---
            apiVersion: v1
            kind: Namespace
            metadata: {name: t, labels: {ai: enabled}}
            ---
            """
                + TEAM.replace("namespace: t", "namespace: u"));

    assertThat(files.secrets().get(new SecretId("t", "s")))
        .hasEntrySatisfying("a", value -> assertThat(value.reveal()).isEqualTo("hello"))
        .hasEntrySatisfying("b", value -> assertThat(value.reveal()).isEqualTo("world"));
    assertThat(files.findings())
        .extracting(FileFinding::toString)
        .containsExactly(
            "a.yaml:5: data.bad: it has to be base64; plain text goes under stringData");
    assertThat(files.namespaceLabels())
        .isEqualTo(
            Map.of(
                "t", Map.of("ai", "enabled", "kubernetes.io/metadata.name", "t"),
                "u", Map.of("kubernetes.io/metadata.name", "u")));
  }

  @Test
  void takesWhatKubectlPrinted() {
    ResourceFiles files =
        read(
            "a.yaml",
            """
            apiVersion: keelage.dev/v1alpha1
            kind: Budget
            metadata:
              name: b
              namespace: t
              uid: 0-1
              generation: 3
              resourceVersion: "12"
              creationTimestamp: "2026-01-01T00:00:00Z"
              managedFields: [{manager: kubectl}]
            spec:
              selector: {keys: [{name: k}]}
              limit: {amount: "1"}
              window: {calendar: Day}
            status: {state: WithinBudget, anything: [else]}
            """);

    assertThat(files.findings()).isEmpty();
    assertThat(files.of(Budget.class).getFirst().getMetadata().getCreationTimestamp())
        .isEqualTo("2026-01-01T00:00:00Z");
  }

  static ResourceFiles read(String name, String text) {
    return ResourceFiles.read(Map.of(Path.of(name), text));
  }
}

package dev.keelage.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelage.snapshot.Entry;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Values of Secrets that are no credentials. */
class SecretValuesTest {
  private static final int LONGEST = 16_384;

  @Test
  void aValueThatIsLongerThanAnyHeaderLeavesOutWhoNamesItAndNobodyElse() {
    // A megabyte of these would be more than one published Secret can hold
    Compilation compilation = compile("x".repeat(LONGEST + 1));

    assertThat(compilation.snapshot().providers()).extracting(Entry::id).containsExactly("a/mock");
    assertThat(compilation.snapshot().keys()).isEmpty();
    for (String kind : List.of("Provider", "VirtualKey")) {
      List<Finding> findings = compilation.of(new ObjectId(kind, "a", "long"));
      assertThat(findings)
          .filteredOn(finding -> !finding.ok())
          .singleElement()
          .satisfies(
              finding ->
                  assertThat(finding.message())
                      .contains("Secret a/long has 16385 characters in \"k\""));
    }
  }

  @Test
  void aValueAsLongAsAHeaderMayBeIsUsed() {
    Compilation compilation = compile("x".repeat(LONGEST));

    assertThat(compilation.faults()).isEmpty();
    assertThat(compilation.snapshot().providers()).hasSize(2);
    assertThat(compilation.snapshot().keys()).hasSize(1);
  }

  private static Compilation compile(String value) {
    String yaml =
        """
        apiVersion: v1
        kind: Secret
        metadata: {name: long, namespace: a}
        stringData: {k: %s}
        ---
        apiVersion: keelage.dev/v1alpha1
        kind: Provider
        metadata: {name: mock, namespace: a}
        spec: {type: Mock}
        ---
        apiVersion: keelage.dev/v1alpha1
        kind: Provider
        metadata: {name: long, namespace: a}
        spec: {type: OpenAI, auth: {apiKey: {secretKeyRef: {name: long, key: k}}}}
        ---
        apiVersion: keelage.dev/v1alpha1
        kind: VirtualKey
        metadata: {name: long, namespace: a}
        spec: {secretRef: {name: long, key: k}}
        """
            .formatted(value);
    ResourceFiles files = ResourceFiles.read(Map.of(Path.of("all.yaml"), yaml));
    assertThat(files.findings()).isEmpty();
    return SnapshotCompiler.compile(
        files.with(Map.of(), new CompilerSettings(Set.of(), true, true)), Story.PRICES);
  }
}

package dev.keelage.gateway.standalone.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.keelage.compiler.CompilerSettings;
import dev.keelage.gateway.snapshot.SnapshotHolder;
import dev.keelage.gateway.standalone.key.KeyRing;
import dev.keelage.snapshot.cost.ServiceTier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServedDirectoryTest {
  private static final String PROVIDER =
      """
      apiVersion: keelage.dev/v1alpha1
      kind: Provider
      metadata: {name: mock}
      spec: {type: Mock}
      """;
  private static final String KEY =
      """
      apiVersion: keelage.dev/v1alpha1
      kind: VirtualKey
      metadata: {name: app}
      spec: {}
      """;
  private static final String VENDORS =
      """
      apiVersion: keelage.dev/v1alpha1
      kind: Provider
      metadata: {name: openai}
      spec: {type: OpenAI, auth: {apiKey: {secretKeyRef: {name: openai, key: api-key}}}}
      ---
      apiVersion: keelage.dev/v1alpha1
      kind: Model
      metadata: {name: gpt-4o-mini}
      spec: {deployments: [{name: openai, providerRef: {name: openai}, model: gpt-4o-mini}]}
      ---
      apiVersion: keelage.dev/v1alpha1
      kind: Provider
      metadata: {name: own}
      spec:
        type: OpenAI
        baseUrl: http://vllm.example:8000/v1
        auth: {apiKey: {secretKeyRef: {name: own, key: api-key}}}
      """;

  private static final String PRICES =
      """
      {"version": 2, "prices": [{"vendor": "openai", "model": "gpt-4o-mini",
        "pricing": {"inputPerMillionTokens": "%s", "outputPerMillionTokens": "9"}}]}
      """;

  @TempDir Path temporary;
  private Path directory = Path.of("");
  private final SnapshotHolder holder = new SnapshotHolder();
  private final List<CompiledDirectory> reports = new CopyOnWriteArrayList<>();
  private final List<ServedDirectory> started = new CopyOnWriteArrayList<>();

  @BeforeEach
  void create() throws IOException {
    directory = Files.createDirectory(temporary.resolve("resources"));
  }

  @AfterEach
  void stop() {
    started.forEach(ServedDirectory::close);
  }

  private static String model(String name) {
    return """
    apiVersion: keelage.dev/v1alpha1
    kind: Model
    metadata: {name: %s}
    spec:
      deployments:
        - name: mock
          providerRef: {name: mock}
          model: m
          pricing: {inputPerMillionTokens: "1", outputPerMillionTokens: "1"}
    """
        .formatted(name);
  }

  private CompiledDirectory serve(Map<String, String> environment) {
    ServedDirectory served =
        new ServedDirectory(
            directory,
            KeyRing.open(temporary.resolve("keys.json")),
            new CompilerSettings(Set.of(), true, true),
            environment,
            holder,
            InstantSource.system(),
            reports::add);
    started.add(served);
    return served.start();
  }

  private void write(String file, String... documents) throws IOException {
    Path path = directory.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, String.join("---\n", documents));
  }

  private List<String> models() {
    return holder.current().orElseThrow().source().models().stream()
        .map(model -> model.modelName())
        .toList();
  }

  @Test
  void servesWhatIsThereAndOffersACall() throws IOException {
    // Given
    write("all.yaml", PROVIDER, model("demo"), KEY);

    // When
    CompiledDirectory loaded = serve(Map.of());

    // Then
    assertThat(loaded.findings()).isEmpty();
    assertThat(models()).containsExactly("demo");
    SampleCall sample = loaded.sample().orElseThrow();
    assertThat(sample.virtualKey()).isEqualTo("default/app");
    assertThat(sample.model()).isEqualTo("demo");
    assertThat(sample.apiKey()).startsWith("kl-");
  }

  @Test
  void picksUpChangesNewFilesAndNewDirectories() throws IOException {
    // Given
    write("all.yaml", PROVIDER, model("demo"), KEY);
    String key = serve(Map.of()).sample().orElseThrow().apiKey();

    // When, Then
    write("more.yaml", model("second"));
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(models()).containsExactly("demo", "second"));
    write("below/deeper/third.yaml", model("third"));
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(models()).containsExactly("demo", "second", "third"));
    write("below/deeper/third.yaml", model("changed"));
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(models()).containsExactly("changed", "demo", "second"));
    Files.delete(directory.resolve("more.yaml"));
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(models()).containsExactly("changed", "demo"));
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> assertThat(reports.getLast().sample().orElseThrow().apiKey()).isEqualTo(key));
  }

  @Test
  void tellsOfABrokenFileAndServesTheRest() throws IOException {
    // Given
    write("all.yaml", PROVIDER, model("demo"), KEY);
    write("more.yaml", model("second"));
    String key = serve(Map.of()).sample().orElseThrow().apiKey();

    // When
    write("more.yaml", "kind: [");

    // Then
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(models()).containsExactly("demo"));
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () ->
                assertThat(reports.getLast().findings())
                    .singleElement()
                    .asString()
                    .contains("more.yaml:1"));
    assertThat(reports.getLast().sample().orElseThrow().apiKey()).isEqualTo(key);
  }

  @Test
  void takesPricesFromAFileAndKeepsTheLastGoodOnes() throws IOException {
    // Given
    write("vendors.yaml", VENDORS);
    write("prices/prices.json", PRICES.formatted("7"));

    // When, Then
    serve(Map.of("OPENAI_API_KEY", "sk-test"));
    assertThat(inputPrice()).isEqualTo(70_000_000_000L);
    write("prices/prices.json", PRICES.formatted("8"));
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(inputPrice()).isEqualTo(80_000_000_000L));
    write("prices/prices.json", PRICES.formatted("cheap"));
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () ->
                assertThat(reports.getLast().findings())
                    .anyMatch(finding -> finding.contains("the prices stay as they were")));
    assertThat(inputPrice()).isEqualTo(80_000_000_000L);
    Files.delete(directory.resolve("prices/prices.json"));
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(inputPrice()).isLessThan(10_000_000_000L));
  }

  private long inputPrice() {
    return Objects.requireNonNull(
            holder
                .current()
                .orElseThrow()
                .source()
                .models()
                .getFirst()
                .deployments()
                .getFirst()
                .price())
        .rates(ServiceTier.STANDARD, 0)
        .input();
  }

  @Test
  void takesAVendorsKeyFromTheEnvironmentForItsOwnAddressOnly() throws IOException {
    // Given
    write("vendors.yaml", VENDORS);

    // When
    CompiledDirectory without = serve(Map.of("OPENAI_API_KEY", " "));
    CompiledDirectory with = serve(Map.of("OPENAI_API_KEY", "sk-test"));

    // Then
    assertThat(without.findings())
        .satisfiesExactly(
            openai ->
                assertThat(openai)
                    .startsWith("Provider default/openai: Secret default/openai does not exist")
                    .contains("or start with OPENAI_API_KEY in the environment")
                    .endsWith("Waiting for it: Model default/gpt-4o-mini"),
            own ->
                assertThat(own)
                    .startsWith("Provider default/own: Secret default/own does not exist")
                    .doesNotContain("environment"));
    assertThat(with.findings()).singleElement().asString().startsWith("Provider default/own");
    assertThat(with.snapshot().source().providers())
        .singleElement()
        .satisfies(
            provider -> assertThat(provider.apiKey()).extracting("value").isEqualTo("sk-test"));
  }

  @Test
  void passesOverHiddenFilesAndTellsOfUnreadableOnes() throws IOException {
    // Given
    write("all.yaml", PROVIDER, model("demo"), KEY);
    write(".git/config.yaml", "kind: [");
    Files.createSymbolicLink(directory.resolve(".#all.yaml"), Path.of("nobody@nowhere.1234"));
    Files.write(directory.resolve("latin.yaml"), new byte[] {(byte) 0xe4, '\n'});

    // When
    CompiledDirectory loaded = serve(Map.of());

    // Then
    assertThat(loaded.findings())
        .singleElement()
        .asString()
        .endsWith("latin.yaml:1: cannot be read: it is not UTF-8");
    assertThat(models()).containsExactly("demo");
  }
}

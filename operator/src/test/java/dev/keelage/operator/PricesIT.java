package dev.keelage.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.keelage.snapshot.ModelEntry;
import dev.keelage.snapshot.Snapshot;
import dev.keelage.snapshot.cost.Price;
import dev.keelage.snapshot.cost.ServiceTier;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Event;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PricesIT {
  private static final String MODELS =
      """
      apiVersion: keelage.dev/v1alpha1
      kind: Provider
      metadata: {name: vendor, namespace: PLATFORM}
      spec: {type: OpenAI}
      ---
      apiVersion: keelage.dev/v1alpha1
      kind: Model
      metadata: {name: novel, namespace: PLATFORM}
      spec: {deployments: [{name: main, providerRef: {name: vendor}, model: novel-1}]}
      """;

  private final Site site = new Site();

  @AfterEach
  void close() throws Exception {
    site.close();
  }

  @Test
  void takesPricesFromAConfigMapAndKeepsTheLastGoodOnes() throws Exception {
    ControlPlane operator = site.operator();
    site.apply(MODELS);
    site.published(snapshot -> snapshot.models().size() == 1 && input(snapshot).isEmpty());

    // Our own format
    prices(
        "prices.json",
        """
        {"version": 2, "prices": [{"vendor": "openai", "model": "novel-1",
          "pricing": {"inputPerMillionTokens": "1.50", "outputPerMillionTokens": "2"}}]}
        """);
    site.published(snapshot -> input(snapshot).equals(Optional.of(15_000_000_000L)));

    // LiteLLM's, packed
    packedPrices(
        """
        {"novel-1": {"litellm_provider": "openai", "input_cost_per_token": 3e-06, "output_cost_per_token": 4e-06}}
        """);
    site.published(snapshot -> input(snapshot).equals(Optional.of(30_000_000_000L)));

    // What cannot be used changes nothing, and says so.
    prices("prices.json", "{\"version\": 2, \"prices\": [{\"vendor\": \"openai\"}]}");
    await().atMost(Duration.ofSeconds(60)).until(() -> !operator.pricesUsable());
    Event event =
        await()
            .atMost(Duration.ofSeconds(60))
            .until(
                () ->
                    Cluster.ADMIN.v1().events().inNamespace(site.home).list().getItems().stream()
                        .filter(each -> "InvalidPrices".equals(each.getReason()))
                        .findFirst(),
                Optional::isPresent)
            .orElseThrow();
    assertThat(event.getMessage()).contains("prices.json").contains("stay as they were");
    assertThat(input(site.published(any -> true))).contains(30_000_000_000L);

    Cluster.ADMIN.configMaps().inNamespace(site.home).withName("keelage-prices").delete();
    site.published(snapshot -> input(snapshot).isEmpty());
    assertThat(operator.pricesUsable()).isTrue();
  }

  private static Optional<Long> input(Snapshot snapshot) {
    ModelEntry.Deployment deployment = snapshot.models().getFirst().deployments().getFirst();
    Price price = deployment.price();
    return price == null
        ? Optional.empty()
        : Optional.of(price.rates(ServiceTier.STANDARD, 0).input());
  }

  private void prices(String file, String text) {
    apply(configMap().addToData(file, text));
  }

  private void packedPrices(String text) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    apply(
        configMap()
            .addToBinaryData(
                "model_prices_and_context_window.json.gz",
                Base64.getEncoder().encodeToString(packed.toByteArray())));
  }

  private ConfigMapBuilder configMap() {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withName("keelage-prices")
        .withNamespace(site.home)
        .endMetadata();
  }

  private static void apply(ConfigMapBuilder prices) {
    Cluster.ADMIN.resource(prices.build()).unlock().createOr(each -> each.update());
  }
}

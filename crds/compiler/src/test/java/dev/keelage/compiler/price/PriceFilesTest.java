package dev.keelage.compiler.price;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keelage.snapshot.ProviderEntry;
import dev.keelage.snapshot.cost.Price;
import dev.keelage.snapshot.cost.Rates;
import dev.keelage.snapshot.cost.ServiceTier;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PriceFilesTest {
  private static final String LITELLM =
      """
      {"sample_spec": {"litellm_provider": "one of ...", "input_cost_per_token": 0.0},
       "gemini/gemini-x": {"litellm_provider": "gemini", "mode": "chat",
         "input_cost_per_token": 1.25e-06, "output_cost_per_token": 1e-05,
         "cache_read_input_token_cost": 1.25e-07, "input_cost_per_audio_token": 3e-06,
         "input_cost_per_token_above_200k_tokens": 2.5e-06, "output_cost_per_token_above_200k_tokens": 1.5e-05,
         "input_cost_per_token_flex": 6.25e-07, "output_cost_per_token_flex": 5e-06,
         "search_context_cost_per_query": {"search_context_size_medium": 0.035}},
       "claude-x": {"litellm_provider": "anthropic", "input_cost_per_token": 1e-07, "output_cost_per_token": 5e-07,
         "cache_creation_input_token_cost_above_1hr": 2e-07,
         "input_cost_per_token_above_100k_tokens": 5e-07, "output_cost_per_token_above_100k_tokens": 2.5e-06,
         "cache_creation_input_token_cost_above_1hr_above_100k_tokens": 1e-06,
         "provider_specific_entry": {"us": 1.1, "fast": 2.0}},
       "gpt-4o": {"litellm_provider": "openai", "input_cost_per_token": 9e-06, "output_cost_per_token": 9e-06},
       "dall-e": {"litellm_provider": "openai", "mode": "image_generation", "input_cost_per_pixel": 1e-08}}
      """;

  @Test
  void readsTheFormatOfLiteLlm() {
    PriceCatalogue catalogue = PriceFiles.overBundled(Map.of(PriceFiles.LITELLM, LITELLM));

    Price price =
        catalogue
            .price(
                ProviderEntry.Type.OPENAI,
                Optional.of("https://generativelanguage.googleapis.com/v1beta/openai"),
                "gemini-x")
            .orElseThrow();
    Rates rates = price.rates(ServiceTier.STANDARD, 200_000);
    assertThat(rates.input()).isEqualTo(12_500_000_000L);
    assertThat(rates.cachedInput()).isEqualTo(1_250_000_000L);
    assertThat(rates.audioInput()).isEqualTo(30_000_000_000L);
    assertThat(rates.reasoning()).isEqualTo(100_000_000_000L);
    assertThat(price.rates(ServiceTier.STANDARD, 200_001).output()).isEqualTo(150_000_000_000L);
    assertThat(price.rates(ServiceTier.FLEX, 300_000).input()).isEqualTo(6_250_000_000L);
    assertThat(price.perThousandSearches()).isEqualTo(350_000_000_000L);
  }

  @Test
  void multipliesEveryRateByWhatFastCostsMore() {
    Price price =
        PriceFiles.overBundled(Map.of(PriceFiles.LITELLM, LITELLM))
            .price(ProviderEntry.Type.ANTHROPIC, Optional.empty(), "claude-x")
            .orElseThrow();

    assertThat(price.rates(ServiceTier.STANDARD, 100_000).cacheWrite1h()).isEqualTo(2_000_000_000L);
    assertThat(price.rates(ServiceTier.FAST, 100_000).input()).isEqualTo(2_000_000_000L);
    assertThat(price.rates(ServiceTier.FAST, 100_001).output()).isEqualTo(50_000_000_000L);
    assertThat(price.rates(ServiceTier.FAST, 100_001).cacheWrite1h()).isEqualTo(20_000_000_000L);
  }

  @Test
  void whatAPlatformBringsComesBeforeTheBundledAndItsOwnFormatFirst() {
    String own =
        """
        {"version": 2, "prices": [{"vendor": "openai", "model": "gpt-4o",
          "pricing": {"inputPerMillionTokens": "1", "outputPerMillionTokens": "2"}}]}
        """;

    assertThat(input(PriceFiles.overBundled(Map.of()), "gpt-4o")).isEqualTo(25_000_000_000L);
    assertThat(input(PriceFiles.overBundled(Map.of(PriceFiles.LITELLM, LITELLM)), "gpt-4o"))
        .isEqualTo(90_000_000_000L);
    PriceCatalogue both =
        PriceFiles.overBundled(Map.of(PriceFiles.LITELLM, LITELLM, PriceFiles.OWN, own));
    assertThat(input(both, "gpt-4o")).isEqualTo(10_000_000_000L);
    assertThat(input(both, "o3")).as("the others stay").isEqualTo(20_000_000_000L);
  }

  @Test
  void saysWhatIsWrongWithAFile() {
    assertThatThrownBy(() -> PriceFiles.overBundled(Map.of(PriceFiles.LITELLM, "{}")))
        .hasMessage("model_prices_and_context_window.json: it has no model with a price per token");
    assertThatThrownBy(
            () ->
                PriceFiles.overBundled(
                    Map.of(
                        PriceFiles.LITELLM,
                        "{\"m\": {\"litellm_provider\": \"openai\", \"input_cost_per_token\": -1e-6}}")))
        .hasMessage("model_prices_and_context_window.json: m: input_cost_per_token is negative");
    assertThatThrownBy(
            () ->
                PriceFiles.overBundled(
                    Map.of(PriceFiles.OWN, "{\"version\": 2, \"sha256\": \"0\", \"prices\": []}")))
        .hasMessage("prices.json: sha256 is not that of its prices");
    assertThatThrownBy(() -> PriceFiles.overBundled(Map.of(PriceFiles.OWN, "{\"version\": 1}")))
        .hasMessageStartingWith("prices.json: ");
  }

  private static long input(PriceCatalogue catalogue, String model) {
    return catalogue
        .price(ProviderEntry.Type.OPENAI, Optional.empty(), model)
        .orElseThrow()
        .rates(ServiceTier.STANDARD, 0)
        .input();
  }
}

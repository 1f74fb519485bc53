package dev.keelage.compiler.price;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelage.compiler.price.PriceDocument.Row;
import dev.keelage.snapshot.ProviderEntry;
import dev.keelage.snapshot.cost.Price;
import dev.keelage.snapshot.cost.Rates;
import dev.keelage.snapshot.cost.ServiceTier;
import java.net.URI;
import java.time.LocalDate;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PriceListTest {
  private static final PriceDocument DOCUMENT = PriceList.read();

  @Test
  void theChecksumIsThatOfTheRows() {
    assertThat(DOCUMENT.checksum())
        .as("a price was changed: check it at its source, set asOf, updated and sha256")
        .isEqualTo(DOCUMENT.sha256());
  }

  @Test
  void everyPriceHasASourceAndADate() {
    for (Row row : DOCUMENT.prices()) {
      assertThat(URI.create(Objects.requireNonNull(row.source())))
          .as(row.model())
          .hasScheme("https");
      assertThat(LocalDate.parse(Objects.requireNonNull(row.asOf())))
          .as(row.model())
          .isBeforeOrEqualTo(LocalDate.parse(Objects.requireNonNull(DOCUMENT.updated())));
      Rates rates = Prices.of(row.pricing()).rates(ServiceTier.STANDARD, 0);
      assertThat(rates.cachedInput()).as(row.model()).isLessThanOrEqualTo(rates.input());
    }
  }

  @Test
  void aModelHasOnePrice() {
    assertThat(DOCUMENT.prices())
        .extracting(row -> row.vendor() + " " + row.model())
        .doesNotHaveDuplicates();
    assertThat(DOCUMENT.prices()).hasSizeGreaterThanOrEqualTo(400);
  }

  @Test
  void findsTheVendorByTheHostOfTheProvider() {
    PriceCatalogue bundled = PriceCatalogue.bundled();

    assertThat(price(bundled, "https://api.groq.com/openai/v1", "llama-3.3-70b-versatile"))
        .isPresent();
    assertThat(price(bundled, "https://api.mistral.ai/v1", "gpt-4o")).isEmpty();
    assertThat(
            price(
                bundled,
                "https://bedrock-runtime.us-east-1.amazonaws.com/openai/v1",
                "openai.gpt-oss-120b-1:0"))
        .isPresent();
    assertThat(price(bundled, "http://proxy.example:8080/v1", "gpt-4o"))
        .as("an unknown host is taken for the vendor whose dialect it speaks")
        .isPresent();
  }

  private static Optional<Price> price(PriceCatalogue catalogue, String baseUrl, String model) {
    return catalogue.price(ProviderEntry.Type.OPENAI, Optional.of(baseUrl), model);
  }

  @Test
  void findsAModelByTheNamesItsVendorDocumentsOnly() {
    PriceCatalogue bundled = PriceCatalogue.bundled();

    assertThat(bundled.price(ProviderEntry.Type.OPENAI, Optional.empty(), "gpt-4o"))
        .isPresent()
        .isEqualTo(bundled.price(ProviderEntry.Type.OPENAI, Optional.empty(), "gpt-4o-2024-08-06"));
    assertThat(bundled.price(ProviderEntry.Type.OPENAI, Optional.empty(), "gpt-4o-2024-05-13"))
        .isNotEqualTo(bundled.price(ProviderEntry.Type.OPENAI, Optional.empty(), "gpt-4o"));
    assertThat(bundled.price(ProviderEntry.Type.OPENAI, Optional.empty(), "gpt-4o-2031-01-01"))
        .isEmpty();
    assertThat(bundled.price(ProviderEntry.Type.ANTHROPIC, Optional.empty(), "gpt-4o")).isEmpty();
  }

  @Test
  void knowsWhatFastCostsOfEveryModelOfAnthropicThatHasIt() {
    for (String model :
        new String[] {"claude-fable-5-2", "claude-opus-5-5", "claude-opus-5", "claude-opus-4-8"}) {
      Price price =
          PriceCatalogue.bundled()
              .price(ProviderEntry.Type.ANTHROPIC, Optional.empty(), model)
              .orElseThrow();
      Rates standard = price.rates(ServiceTier.STANDARD, 0);
      Rates fast = price.rates(ServiceTier.FAST, 0);
      assertThat(fast.input()).as(model).isEqualTo(2 * standard.input());
      assertThat(fast.output()).as(model).isEqualTo(2 * standard.output());
      assertThat(fast.cachedInput()).as(model).isEqualTo(2 * standard.cachedInput());
      assertThat(fast.cacheWrite1h()).as(model).isEqualTo(2 * standard.cacheWrite1h());
    }
  }
}

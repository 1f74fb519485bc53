package dev.keelage.compiler.price;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelage.compiler.price.PriceList.Row;
import dev.keelage.snapshot.ModelEntry;
import dev.keelage.snapshot.ProviderEntry;
import java.math.BigDecimal;
import java.net.URI;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

class PriceListTest {
  private static final PriceList.Document DOCUMENT = PriceList.read();

  @Test
  void theChecksumIsThatOfTheRows() {
    assertThat(DOCUMENT.checksum())
        .as("a price was changed: check it at its source, set asOf, updated and sha256")
        .isEqualTo(DOCUMENT.sha256());
  }

  @Test
  void everyPriceHasASourceADateAndTenDecimalsAtMost() {
    for (Row row : DOCUMENT.prices()) {
      assertThat(URI.create(row.source())).as(row.model()).hasScheme("https");
      assertThat(LocalDate.parse(row.asOf()))
          .as(row.model())
          .isBeforeOrEqualTo(LocalDate.parse(DOCUMENT.updated()));
      ModelEntry.Price price = row.price();
      for (BigDecimal usd :
          List.of(
              price.inputPerMillion(),
              price.cachedInputPerMillion(),
              price.cacheWrite5mPerMillion(),
              price.cacheWrite1hPerMillion(),
              price.outputPerMillion())) {
        assertThat(usd.signum()).as(row.model()).isNotNegative();
        assertThat(usd.scale()).as(row.model()).isLessThanOrEqualTo(10);
      }
      assertThat(price.cachedInputPerMillion())
          .as(row.model())
          .isLessThanOrEqualTo(price.inputPerMillion());
    }
  }

  @Test
  void aModelHasOnePrice() {
    assertThat(DOCUMENT.prices())
        .extracting(row -> row.provider() + " " + row.model())
        .doesNotHaveDuplicates();
    assertThat(DOCUMENT.prices()).hasSizeGreaterThanOrEqualTo(60);
  }

  @Test
  void findsAModelByTheNamesItsVendorDocumentsOnly() {
    PriceCatalogue bundled = PriceCatalogue.bundled();

    assertThat(bundled.price(ProviderEntry.Type.OPENAI, "gpt-4o"))
        .isPresent()
        .isEqualTo(bundled.price(ProviderEntry.Type.OPENAI, "gpt-4o-2024-08-06"));
    assertThat(bundled.price(ProviderEntry.Type.OPENAI, "gpt-4o-2024-05-13"))
        .isNotEqualTo(bundled.price(ProviderEntry.Type.OPENAI, "gpt-4o"));
    assertThat(bundled.price(ProviderEntry.Type.OPENAI, "gpt-4o-2031-01-01")).isEmpty();
    assertThat(bundled.price(ProviderEntry.Type.ANTHROPIC, "gpt-4o")).isEmpty();
  }
}

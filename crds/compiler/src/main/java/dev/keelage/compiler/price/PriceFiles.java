package dev.keelage.compiler.price;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.keelage.snapshot.cost.Price;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Catalogues that a platform brings itself. They come before the bundled one: first what is in our
 * own format, then what is in LiteLLM's.
 */
public final class PriceFiles {
  /** Our own format, as the bundled catalogue has it. */
  public static final String OWN = "prices.json";

  /** As LiteLLM names it. */
  public static final String LITELLM = "model_prices_and_context_window.json";

  public static final Set<String> NAMES = Set.of(OWN, LITELLM);

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private PriceFiles() {}

  /**
   * The bundled catalogue with the prices of the files before its own.
   *
   * @param texts by {@link #NAMES}; others are passed over
   * @throws IllegalArgumentException a file cannot be used; the message says which and why
   */
  public static PriceCatalogue overBundled(Map<String, String> texts) {
    Map<VendorModel, Price> prices = new HashMap<>();
    read(texts, LITELLM)
        .ifPresent(text -> prices.putAll(of(LITELLM, () -> LiteLlmPrices.read(text))));
    read(texts, OWN).ifPresent(text -> prices.putAll(of(OWN, () -> own(text))));
    return prices.isEmpty() ? PriceCatalogue.bundled() : PriceList.bundled().under(prices);
  }

  private static Optional<String> read(Map<String, String> texts, String name) {
    return Optional.ofNullable(texts.get(name));
  }

  private static Map<VendorModel, Price> own(String text) {
    try {
      PriceDocument document = JSON.readValue(text, PriceDocument.class);
      if (document.version() != PriceDocument.VERSION) {
        throw new IllegalArgumentException("version has to be " + PriceDocument.VERSION);
      }
      if (document.sha256() != null && !document.sha256().equals(document.checksum())) {
        throw new IllegalArgumentException("sha256 is not that of its prices");
      }
      return PriceList.prices(document);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e.getOriginalMessage(), e);
    }
  }

  /** A file that is read. */
  @FunctionalInterface
  private interface Reading {
    Map<VendorModel, Price> prices();
  }

  private static Map<VendorModel, Price> of(String name, Reading reading) {
    try {
      return reading.prices();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
    }
  }
}

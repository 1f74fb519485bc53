package dev.keelage.compiler.price;

import dev.keelage.snapshot.ProviderEntry;
import dev.keelage.snapshot.cost.Price;
import java.util.Optional;

/** List prices of vendors' models. */
@FunctionalInterface
public interface PriceCatalogue {

  /**
   * The price of a vendor's model, or empty where it is not known.
   *
   * @param baseUrl of the Provider, from which the vendor is known; empty for the vendor whose
   *     dialect it is
   * @param upstreamModel the vendor's name for it
   */
  Optional<Price> price(ProviderEntry.Type type, Optional<String> baseUrl, String upstreamModel);

  /** The prices that come with this version, read when the first one is asked for. */
  static PriceCatalogue bundled() {
    return (type, baseUrl, upstreamModel) ->
        PriceList.bundled().price(type, baseUrl, upstreamModel);
  }
}

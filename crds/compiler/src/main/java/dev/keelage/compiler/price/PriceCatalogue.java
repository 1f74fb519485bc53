package dev.keelage.compiler.price;

import dev.keelage.snapshot.ModelEntry;
import dev.keelage.snapshot.ProviderEntry;
import java.util.Optional;

/** List prices of vendors' models. */
@FunctionalInterface
public interface PriceCatalogue {

  /**
   * The price of a vendor's model, or empty where it is not known.
   *
   * @param upstreamModel the vendor's name for it
   */
  Optional<ModelEntry.Price> price(ProviderEntry.Type type, String upstreamModel);

  /** The prices that come with this version. */
  static PriceCatalogue bundled() {
    return PriceList.bundled();
  }
}

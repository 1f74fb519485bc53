package dev.keelage.compiler.price;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.keelage.snapshot.ProviderEntry;
import dev.keelage.snapshot.cost.Price;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A catalogue read from our own format. A model is found by exactly the names its vendor documents:
 * an alias and its dated snapshots are rows of their own.
 */
final class PriceList implements PriceCatalogue {
  private static final String RESOURCE = "prices.json";

  private final List<PriceDocument.Vendor> vendors;
  private final Map<ProviderEntry.Type, String> homes;
  private final Map<VendorModel, Price> prices;

  private PriceList(
      List<PriceDocument.Vendor> vendors,
      Map<ProviderEntry.Type, String> homes,
      Map<VendorModel, Price> prices) {
    this.vendors = vendors;
    this.homes = homes;
    this.prices = prices;
  }

  private static PriceList of(PriceDocument document) {
    Map<ProviderEntry.Type, String> homes = new EnumMap<>(ProviderEntry.Type.class);
    for (PriceDocument.Vendor vendor : document.vendors()) {
      if (vendor.home() != null) {
        homes.put(vendor.home(), vendor.name());
      }
    }
    return new PriceList(document.vendors(), homes, prices(document));
  }

  /**
   * @throws IllegalArgumentException a price cannot be read; the message names the model
   */
  static Map<VendorModel, Price> prices(PriceDocument document) {
    Map<VendorModel, Price> prices = new HashMap<>();
    for (PriceDocument.Row row : document.prices()) {
      try {
        prices.put(new VendorModel(row.vendor(), row.model()), Prices.of(row.pricing()));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "%s %s: %s".formatted(row.vendor(), row.model(), e.getMessage()), e);
      }
    }
    return prices;
  }

  /** The same with other prices before its own. */
  PriceList under(Map<VendorModel, Price> others) {
    Map<VendorModel, Price> both = new HashMap<>(prices);
    both.putAll(others);
    return new PriceList(vendors, homes, both);
  }

  /** Read once. */
  private static final class Bundled {
    private static final PriceList LIST = of(read());
  }

  static PriceList bundled() {
    return Bundled.LIST;
  }

  @Override
  public Optional<Price> price(
      ProviderEntry.Type type, Optional<String> baseUrl, String upstreamModel) {
    String vendor = baseUrl.flatMap(this::seller).orElse(homes.get(type));
    return vendor == null
        ? Optional.empty()
        : Optional.ofNullable(prices.get(new VendorModel(vendor, upstreamModel)));
  }

  /** Whose host it is. */
  private Optional<String> seller(String baseUrl) {
    String host = host(baseUrl);
    return vendors.stream()
        .filter(vendor -> vendor.hosts().stream().anyMatch(each -> matches(each, host)))
        .map(PriceDocument.Vendor::name)
        .findFirst();
  }

  private static boolean matches(String pattern, String host) {
    return pattern.startsWith(".") ? host.endsWith(pattern) : host.equals(pattern);
  }

  private static String host(String baseUrl) {
    try {
      return Objects.requireNonNullElse(URI.create(baseUrl).getHost(), "").toLowerCase(Locale.ROOT);
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  static PriceDocument read() {
    try (InputStream in =
        Objects.requireNonNull(PriceList.class.getResourceAsStream(RESOURCE), RESOURCE)) {
      return JsonMapper.builder().build().readValue(in, PriceDocument.class);
    } catch (IOException e) {
      throw new UncheckedIOException("the bundled price list cannot be read", e);
    }
  }
}

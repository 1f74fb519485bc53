package dev.keelage.compiler.price;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.keelage.api.Pricing;
import dev.keelage.snapshot.Digests;
import dev.keelage.snapshot.ProviderEntry;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A price catalogue as a file has it.
 *
 * @param version of the format: 2
 * @param updated the day the file was last changed, ISO 8601
 * @param sha256 over the rows as {@link #checksum} writes them: a price is not changed by accident;
 *     absent: not checked
 * @param vendors whose prices the rows are
 */
record PriceDocument(
    int version,
    @Nullable String updated,
    @Nullable String sha256,
    List<Vendor> vendors,
    List<Row> prices) {
  static final int VERSION = 2;

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY).build();

  PriceDocument {
    vendors = vendors == null ? List.of() : List.copyOf(vendors);
    prices = List.copyOf(Objects.requireNonNull(prices, "prices is required"));
  }

  String checksum() {
    StringBuilder lines = new StringBuilder();
    try {
      for (Row row : prices) {
        lines.append(JSON.writeValueAsString(row)).append('\n');
      }
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
    return Digests.sha256Hex(lines.toString());
  }

  /**
   * A seller of models.
   *
   * @param hosts from whose base URLs it is known; one that begins with a point matches every host
   *     that ends so
   * @param home the dialect whose providers are this vendor's where the host is not known
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Vendor(String name, List<String> hosts, ProviderEntry.@Nullable Type home) {
    Vendor {
      hosts = List.copyOf(hosts);
    }
  }

  /** What a model does. */
  enum Mode {
    CHAT,
    EMBEDDINGS
  }

  /**
   * One model.
   *
   * @param vendor by name
   * @param source URL of the page that has the price
   * @param via where the price was taken from, if not from that page itself
   * @param asOf the day it was read, ISO 8601
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Row(
      String vendor,
      String model,
      @Nullable Mode mode,
      Pricing pricing,
      @Nullable String source,
      @Nullable String via,
      @Nullable String asOf) {
    Row {
      Objects.requireNonNull(vendor, "vendor is required");
      Objects.requireNonNull(model, "model is required");
      Objects.requireNonNull(pricing, "pricing is required");
    }
  }
}

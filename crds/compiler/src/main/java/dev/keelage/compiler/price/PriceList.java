package dev.keelage.compiler.price;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.keelage.snapshot.ModelEntry;
import dev.keelage.snapshot.ProviderEntry;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A catalogue read from our own format. */
final class PriceList implements PriceCatalogue {
  private static final String RESOURCE = "prices.json";

  private final Map<Key, ModelEntry.Price> prices = new HashMap<>();

  private record Key(ProviderEntry.Type type, String model) {}

  /**
   * The file.
   *
   * @param version of the format
   */
  record Document(int version, List<Row> prices) {}

  /**
   * One model: USD per million tokens as decimal texts.
   *
   * @param source URL of the page the price was read from
   * @param asOf the day it was read, ISO 8601
   */
  record Row(
      ProviderEntry.Type provider,
      String model,
      String input,
      @Nullable String cachedInput,
      @Nullable String cacheWrite5m,
      @Nullable String cacheWrite1h,
      String output,
      String source,
      String asOf) {

    ModelEntry.Price price() {
      String write = cacheWrite5m == null ? input : cacheWrite5m;
      return new ModelEntry.Price(
          new BigDecimal(input),
          new BigDecimal(cachedInput == null ? input : cachedInput),
          new BigDecimal(write),
          new BigDecimal(cacheWrite1h == null ? write : cacheWrite1h),
          new BigDecimal(output));
    }
  }

  PriceList(Document document) {
    document.prices().forEach(row -> prices.put(new Key(row.provider(), row.model()), row.price()));
  }

  /** Read once. */
  private static final class Bundled {
    private static final PriceList LIST = new PriceList(read());
  }

  static PriceList bundled() {
    return Bundled.LIST;
  }

  @Override
  public Optional<ModelEntry.Price> price(ProviderEntry.Type type, String upstreamModel) {
    return Optional.ofNullable(prices.get(new Key(type, upstreamModel)));
  }

  private static Document read() {
    try (InputStream in =
        Objects.requireNonNull(PriceList.class.getResourceAsStream(RESOURCE), RESOURCE)) {
      return JsonMapper.builder().build().readValue(in, Document.class);
    } catch (IOException e) {
      throw new UncheckedIOException("the bundled price list cannot be read", e);
    }
  }
}

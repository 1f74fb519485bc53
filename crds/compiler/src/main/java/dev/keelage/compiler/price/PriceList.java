package dev.keelage.compiler.price;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.keelage.snapshot.Digests;
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
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A catalogue read from our own format. A model is found by exactly the names its vendor documents:
 * an alias and its dated snapshots are rows of their own. Models whose price depends on the length
 * of the prompt are not in it.
 */
final class PriceList implements PriceCatalogue {
  private static final String RESOURCE = "prices.json";

  private final Map<Key, ModelEntry.Price> prices = new HashMap<>();

  private record Key(ProviderEntry.Type type, String model) {}

  /**
   * The file.
   *
   * @param version of the format
   * @param updated the day the file was last changed, ISO 8601
   * @param sha256 over the rows as {@link #checksum} writes them: a price is not changed by
   *     accident
   */
  record Document(int version, String updated, String sha256, List<Row> prices) {
    Document {
      prices = List.copyOf(prices);
    }

    String checksum() {
      return Digests.sha256Hex(
          prices.stream().map(Row::line).collect(Collectors.joining("\n", "", "\n")));
    }
  }

  /** What a model does. */
  enum Mode {
    CHAT,
    EMBEDDINGS
  }

  /**
   * One model: USD per million tokens as decimal texts.
   *
   * @param source URL of the page the price was read from
   * @param asOf the day it was read, ISO 8601
   */
  record Row(
      ProviderEntry.Type provider,
      String model,
      Mode mode,
      String input,
      @Nullable String cachedInput,
      @Nullable String cacheWrite5m,
      @Nullable String cacheWrite1h,
      String output,
      String source,
      String asOf) {

    String line() {
      return Stream.of(
              provider.name(),
              model,
              mode.name(),
              input,
              cachedInput == null ? "" : cachedInput,
              cacheWrite5m == null ? "" : cacheWrite5m,
              cacheWrite1h == null ? "" : cacheWrite1h,
              output)
          .collect(Collectors.joining("|"));
    }

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

  static Document read() {
    try (InputStream in =
        Objects.requireNonNull(PriceList.class.getResourceAsStream(RESOURCE), RESOURCE)) {
      return JsonMapper.builder().build().readValue(in, Document.class);
    } catch (IOException e) {
      throw new UncheckedIOException("the bundled price list cannot be read", e);
    }
  }
}

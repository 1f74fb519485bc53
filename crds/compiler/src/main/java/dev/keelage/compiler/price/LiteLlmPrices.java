package dev.keelage.compiler.price;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.keelage.snapshot.cost.Price;
import dev.keelage.snapshot.cost.Rates;
import dev.keelage.snapshot.cost.ServiceTier;
import dev.keelage.snapshot.cost.Usd;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Prices in the format of LiteLLM's {@code model_prices_and_context_window.json}: USD per token,
 * with the context tier and the service tier in the name of the field. Of its fields those are read
 * that price tokens of chats and embeddings; entries without any are passed over.
 */
final class LiteLlmPrices {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();
  private static final Pattern ABOVE =
      Pattern.compile("input_cost_per_token_above_([0-9]{1,6})k_tokens(?<tier>_[a-z]+)?");
  private static final int UNITS_PER_MILLION = Usd.SCALE + 6;

  /** Their name of a provider, where ours is another one. */
  private static final Map<String, String> VENDORS =
      Map.ofEntries(
          Map.entry("gemini", "google"),
          Map.entry("bedrock", "aws"),
          Map.entry("bedrock_converse", "aws"),
          Map.entry("bedrock_mantle", "aws"),
          Map.entry("azure_ai", "azure"),
          Map.entry("cohere_chat", "cohere"),
          Map.entry("together_ai", "together"),
          Map.entry("fireworks_ai", "fireworks"));

  private static final Map<ServiceTier, String> TIERS =
      Map.of(
          ServiceTier.FLEX,
          "_flex",
          ServiceTier.PRIORITY,
          "_priority",
          ServiceTier.FAST,
          "_fast",
          ServiceTier.ULTRAFAST,
          "_ultrafast");

  /** Of Anthropic's models: what Fast costs, as a multiple of the standard rates. */
  private static final String TIMES_FAST = "/provider_specific_entry/fast";

  private LiteLlmPrices() {}

  /**
   * @throws IllegalArgumentException the text is no such file, or a price is negative; the message
   *     names the entry
   */
  static Map<VendorModel, Price> read(String text) {
    JsonNode tree;
    try {
      tree = JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("it is no JSON: " + e.getOriginalMessage(), e);
    }
    if (!tree.isObject()) {
      throw new IllegalArgumentException("it is no JSON object of models");
    }
    Map<VendorModel, Price> prices = new HashMap<>();
    for (Map.Entry<String, JsonNode> entry : tree.properties()) {
      String provider = entry.getValue().path("litellm_provider").asText("");
      if (!provider.isEmpty() && !entry.getKey().equals("sample_spec")) {
        price(entry.getKey(), entry.getValue())
            .ifPresent(price -> prices.put(named(provider, entry.getKey()), price));
      }
    }
    if (prices.isEmpty()) {
      throw new IllegalArgumentException("it has no model with a price per token");
    }
    return prices;
  }

  /** Some names have the provider before them, some have not. */
  private static VendorModel named(String provider, String key) {
    String model = key.startsWith(provider + "/") ? key.substring(provider.length() + 1) : key;
    return new VendorModel(VENDORS.getOrDefault(provider, provider), model);
  }

  private static Optional<Price> price(String name, JsonNode entry) {
    if (!entry.path("input_cost_per_token").isNumber()) {
      return Optional.empty();
    }
    try {
      List<Price.Tariff> tariffs = new ArrayList<>();
      TIERS.forEach(
          (tier, suffix) -> {
            if (entry.path("input_cost_per_token" + suffix).isNumber()) {
              tariffs.add(new Price.Tariff(tier, steps(entry, suffix, BigDecimal.ONE)));
            } else if (tier == ServiceTier.FAST && entry.at(TIMES_FAST).isNumber()) {
              tariffs.add(new Price.Tariff(tier, steps(entry, "", factor(entry.at(TIMES_FAST)))));
            }
          });
      long search =
          units(entry.path("search_context_cost_per_query"), "search_context_size_medium", 0);
      return Optional.of(
          new Price(
              steps(entry, "", BigDecimal.ONE),
              tariffs,
              // USD each: a thousand of them is a thousandth of a million
              search / 1_000,
              units(entry, "input_cost_per_request", 0) / 1_000));
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
    }
  }

  private static BigDecimal factor(JsonNode factor) {
    if (factor.decimalValue().signum() < 0) {
      throw new IllegalArgumentException(TIMES_FAST + " is negative");
    }
    return factor.decimalValue();
  }

  /**
   * @param factor of every rate
   */
  private static List<Price.Step> steps(JsonNode entry, String tier, BigDecimal factor) {
    TreeMap<Long, String> bounds = new TreeMap<>();
    for (Map.Entry<String, JsonNode> field : entry.properties()) {
      Matcher above = ABOVE.matcher(field.getKey());
      if (above.matches() && tier.equals(Optional.ofNullable(above.group("tier")).orElse(""))) {
        bounds.put(
            Long.parseLong(above.group(1)) * 1_000,
            String.format(Locale.ROOT, "_above_%sk_tokens%s", above.group(1), tier));
      }
    }
    List<Price.Step> steps = new ArrayList<>();
    steps.add(new Price.Step(0, rates(entry, tier, factor)));
    bounds.forEach(
        (bound, suffix) -> steps.add(new Price.Step(bound, rates(entry, suffix, factor))));
    return steps;
  }

  private static Rates rates(JsonNode entry, String suffix, BigDecimal factor) {
    Field field = (name, other) -> units(entry, name + suffix, factor, other);
    long input = field.units("input_cost_per_token", 0);
    long write = field.units("cache_creation_input_token_cost", input);
    long output = field.units("output_cost_per_token", 0);
    return new Rates(
        input,
        field.units("cache_read_input_token_cost", input),
        write,
        field.units("cache_creation_input_token_cost_above_1hr", write),
        field.units("input_cost_per_audio_token", input),
        field.units("input_cost_per_image_token", input),
        output,
        field.units("output_cost_per_reasoning_token", output),
        field.units("output_cost_per_audio_token", output),
        field.units("output_cost_per_image_token", output));
  }

  /** A price of an entry. */
  @FunctionalInterface
  private interface Field {
    /**
     * @param other where the entry does not have it
     */
    long units(String name, long other);
  }

  private static long units(JsonNode entry, String field, long other) {
    return units(entry, field, BigDecimal.ONE, other);
  }

  /** Of USD for one: 10^-10 USD for a million. */
  private static long units(JsonNode entry, String field, BigDecimal factor, long other) {
    JsonNode usd = entry.path(field);
    if (!usd.isNumber()) {
      return other;
    }
    BigDecimal units =
        usd.decimalValue()
            .multiply(factor)
            .movePointRight(UNITS_PER_MILLION)
            .setScale(0, RoundingMode.HALF_UP);
    if (units.signum() < 0) {
      throw new IllegalArgumentException(field + " is negative");
    }
    return units.longValueExact();
  }
}

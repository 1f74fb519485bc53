package dev.keelage.e2e;

import dev.keelage.testkit.vendor.Tokens;
import java.math.BigDecimal;

/** YAML of small tenants: one namespace each, everything in it. */
final class Fixture {
  /** What the gateway signs in with at the vendor; must not show up anywhere else. */
  static final String VENDOR_KEY = "sk-vendor-5tQ0mJ8wZr2Kx7";

  static final BigDecimal INPUT_PRICE = new BigDecimal("2.50");
  static final BigDecimal CACHED_PRICE = new BigDecimal("0.30");
  static final BigDecimal CACHE_WRITE_PRICE = new BigDecimal("3.75");
  static final BigDecimal OUTPUT_PRICE = new BigDecimal("10.00");

  private Fixture() {}

  static String namespace(String name) {
    return """
    ---
    apiVersion: v1
    kind: Namespace
    metadata: {name: %s}
    """
        .formatted(name);
  }

  /** A Secret with the vendor's key. */
  static String vendorSecret(String namespace, String name) {
    return """
    ---
    apiVersion: v1
    kind: Secret
    metadata: {name: %s, namespace: %s}
    stringData: {api-key: %s}
    """
        .formatted(name, namespace, VENDOR_KEY);
  }

  /**
   * A Provider with the vendor's key from the Secret of the same name.
   *
   * @param type OpenAI or Anthropic
   */
  static String provider(String namespace, String name, String type, String baseUrl) {
    return """
    ---
    apiVersion: keelage.dev/v1alpha1
    kind: Provider
    metadata: {name: %1$s, namespace: %2$s}
    spec:
      type: %3$s
      baseUrl: %4$s
      auth: {apiKey: {secretKeyRef: {name: %1$s, key: api-key}}}
    """
        .formatted(name, namespace, type, baseUrl);
  }

  /** A Model with one deployment, named as its provider, at the prices above. */
  static String model(String namespace, String name, String provider) {
    return model(
        namespace,
        name,
        provider,
        "{inputPerMillionTokens: \"%s\", cachedInputPerMillionTokens: \"%s\", cacheWritePerMillionTokens: \"%s\", outputPerMillionTokens: \"%s\"}"
            .formatted(INPUT_PRICE, CACHED_PRICE, CACHE_WRITE_PRICE, OUTPUT_PRICE));
  }

  /**
   * The same at other prices.
   *
   * @param pricing as YAML
   */
  static String model(String namespace, String name, String provider, String pricing) {
    return """
    ---
    apiVersion: keelage.dev/v1alpha1
    kind: Model
    metadata: {name: %1$s, namespace: %2$s}
    spec:
      deployments:
        - {name: %3$s, providerRef: {name: %3$s}, model: upstream-%1$s, pricing: %4$s}
      allowedNamespaces: {from: All}
    """
        .formatted(name, namespace, provider, pricing);
  }

  /** A key without team or limits. */
  static String key(String namespace, String name) {
    return """
    ---
    apiVersion: keelage.dev/v1alpha1
    kind: VirtualKey
    metadata: {name: %s, namespace: %s}
    spec: {}
    """
        .formatted(name, namespace);
  }

  /** A key and a monthly budget of its own of the same name. */
  static String budgetedKey(String namespace, String name, String usd) {
    return key(namespace, name)
        + """
        ---
        apiVersion: keelage.dev/v1alpha1
        kind: Budget
        metadata: {name: %1$s, namespace: %2$s}
        spec:
          selector: {keys: [{name: %1$s}]}
          limit: {amount: "%3$s"}
          window: {calendar: Month}
        """
            .formatted(name, namespace, usd);
  }

  /** What the vendor's own count of a call costs at the prices above, USD. */
  static BigDecimal cost(Tokens tokens) {
    long plain = (long) tokens.prompt() - tokens.cached() - tokens.cacheWrite();
    return price(INPUT_PRICE, plain)
        .add(price(CACHED_PRICE, tokens.cached()))
        .add(price(CACHE_WRITE_PRICE, tokens.cacheWrite()))
        .add(price(OUTPUT_PRICE, tokens.completion()));
  }

  private static BigDecimal price(BigDecimal perMillion, long tokens) {
    return perMillion.multiply(BigDecimal.valueOf(tokens)).movePointLeft(6);
  }
}

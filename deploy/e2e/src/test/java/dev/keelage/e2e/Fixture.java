package dev.keelage.e2e;

import dev.keelage.testkit.vendor.Tokens;
import java.math.BigDecimal;

/** YAML of small tenants: one namespace each, everything in it. */
public final class Fixture {
  /** What the gateway signs in with at the vendor; must not show up anywhere else. */
  public static final String VENDOR_KEY = "sk-vendor-5tQ0mJ8wZr2Kx7";

  public static final BigDecimal INPUT_PRICE = new BigDecimal("2.50");
  public static final BigDecimal CACHED_PRICE = new BigDecimal("0.30");
  public static final BigDecimal CACHE_WRITE_PRICE = new BigDecimal("3.75");
  public static final BigDecimal OUTPUT_PRICE = new BigDecimal("10.00");

  private Fixture() {}

  public static String namespace(String name) {
    return """
    ---
    apiVersion: v1
    kind: Namespace
    metadata: {name: %s}
    """
        .formatted(name);
  }

  /** A Secret with the vendor's key. */
  public static String vendorSecret(String namespace, String name) {
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
  public static String provider(String namespace, String name, String type, String baseUrl) {
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
  public static String model(String namespace, String name, String provider) {
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
  public static String model(String namespace, String name, String provider, String pricing) {
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

  /**
   * A key of a team.
   *
   * @param limits as YAML
   */
  public static String key(String namespace, String name, String team, String limits) {
    return """
    ---
    apiVersion: keelage.dev/v1alpha1
    kind: VirtualKey
    metadata: {name: %s, namespace: %s}
    spec: {teamRef: {name: %s}, limits: %s}
    """
        .formatted(name, namespace, team, limits);
  }

  /**
   * A team.
   *
   * @param spec as YAML
   */
  public static String team(String namespace, String name, String spec) {
    return """
    ---
    apiVersion: keelage.dev/v1alpha1
    kind: Team
    metadata: {name: %s, namespace: %s}
    spec: %s
    """
        .formatted(name, namespace, spec);
  }

  /**
   * A budget.
   *
   * @param selector as YAML
   * @param window as YAML
   * @param away what is done when the counters are away: Allow, Deny or LocalShare
   */
  public static String budget(
      String namespace, String name, String selector, String usd, String window, String away) {
    return """
    ---
    apiVersion: keelage.dev/v1alpha1
    kind: Budget
    metadata: {name: %s, namespace: %s}
    spec: {selector: %s, limit: {amount: "%s"}, window: %s, whenStoreUnavailable: %s}
    """
        .formatted(name, namespace, selector, usd, window, away);
  }

  /** A key without team or limits. */
  public static String key(String namespace, String name) {
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
  public static String budgetedKey(String namespace, String name, String usd) {
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
  public static BigDecimal cost(Tokens tokens) {
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

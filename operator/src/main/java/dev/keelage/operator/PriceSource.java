package dev.keelage.operator;

import dev.keelage.compiler.price.PriceCatalogue;
import dev.keelage.compiler.price.PriceFiles;
import dev.keelage.operator.collect.ClusterInformers;
import dev.keelage.operator.status.Announcement;
import io.fabric8.kubernetes.api.model.ConfigMap;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.zip.GZIPInputStream;
import org.jboss.logging.Logger;

/**
 * The price catalogue in force: the bundled one, with what the platform's ConfigMap has before it.
 * A ConfigMap that cannot be used changes nothing. Used by the control thread; {@link #usable} by
 * any.
 */
final class PriceSource {
  /** In the operator's own namespace. */
  static final String CONFIG_MAP = "keelage-prices";

  private static final Logger LOG = Logger.getLogger(PriceSource.class);

  /** LiteLLM's map is larger than a ConfigMap may be: its {@code binaryData} may be packed. */
  private static final String PACKED = ".gz";

  private static final int MAX_BYTES = 32 << 20;

  private final ClusterInformers cluster;
  private final BiConsumer<ConfigMap, Announcement> tell;
  private PriceCatalogue catalogue = PriceCatalogue.bundled();
  private String read = "";
  private volatile boolean usable = true;

  PriceSource(ClusterInformers cluster, BiConsumer<ConfigMap, Announcement> tell) {
    this.cluster = cluster;
    this.tell = tell;
  }

  /** Whether the ConfigMap, if there is one, is what {@link #current} has. */
  boolean usable() {
    return usable;
  }

  /** Reads the ConfigMap if it has changed. */
  PriceCatalogue current() {
    Optional<ConfigMap> found = cluster.prices();
    String version = found.map(each -> each.getMetadata().getResourceVersion()).orElse("");
    if (!version.equals(read)) {
      read = version;
      found.ifPresentOrElse(this::take, this::takeBundled);
    }
    return catalogue;
  }

  private void takeBundled() {
    catalogue = PriceCatalogue.bundled();
    usable = true;
    LOG.info("prices: the bundled catalogue only");
  }

  private void take(ConfigMap prices) {
    try {
      catalogue = PriceFiles.overBundled(texts(prices));
      usable = true;
      LOG.infof("prices: ConfigMap %s before the bundled catalogue", CONFIG_MAP);
    } catch (IllegalArgumentException | IOException e) {
      usable = false;
      String message = "The prices stay as they were: " + e.getMessage();
      LOG.warnf("ConfigMap %s: %s", CONFIG_MAP, message);
      tell.accept(prices, new Announcement(true, "InvalidPrices", message));
    }
  }

  private static Map<String, String> texts(ConfigMap prices) throws IOException {
    Map<String, String> texts =
        new HashMap<>(Optional.ofNullable(prices.getData()).orElse(Map.of()));
    for (Map.Entry<String, String> packed :
        Optional.ofNullable(prices.getBinaryData()).orElse(Map.of()).entrySet()) {
      if (packed.getKey().endsWith(PACKED)) {
        String name = packed.getKey().substring(0, packed.getKey().length() - PACKED.length());
        texts.put(name, unpack(Base64.getDecoder().decode(packed.getValue())));
      }
    }
    return texts;
  }

  private static String unpack(byte[] bytes) throws IOException {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      byte[] plain = in.readNBytes(MAX_BYTES);
      if (in.read() >= 0) {
        throw new IOException("unpacked it is larger than " + MAX_BYTES + " bytes");
      }
      return new String(plain, StandardCharsets.UTF_8);
    }
  }
}

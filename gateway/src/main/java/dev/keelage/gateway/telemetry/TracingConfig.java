package dev.keelage.gateway.telemetry;

import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.PropertiesConfigSource;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.jspecify.annotations.Nullable;

/**
 * One setting switches tracing: {@code keelage.tracing.endpoint}. Without it the SDK is not even
 * started.
 */
public final class TracingConfig implements ConfigSourceFactory {
  /** Above application.properties, below the environment: OTEL_* and QUARKUS_OTEL_* still win. */
  private static final int ORDINAL = 260;

  @Override
  public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
    String endpoint = value(context.getValue("keelage.tracing.endpoint"));
    Map<String, String> settings =
        endpoint == null
            ? Map.of("quarkus.otel.sdk.disabled", "true")
            : Map.of(
                "quarkus.otel.sdk.disabled",
                "false",
                "quarkus.otel.exporter.otlp.endpoint",
                endpoint);
    return List.of(new PropertiesConfigSource(settings, "keelage-tracing", ORDINAL));
  }

  private static @Nullable String value(@Nullable ConfigValue found) {
    return found == null || found.getValue() == null || found.getValue().isBlank()
        ? null
        : found.getValue();
  }
}

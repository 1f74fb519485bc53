package dev.keelage.gateway.standalone;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Settings before Quarkus reads them: the environment goes before what standalone mode would
 * choose, and a choice is handed on as a system property.
 */
final class Settings {
  private final Map<String, String> environment;

  Settings(Map<String, String> environment) {
    this.environment = environment;
  }

  boolean has(String name) {
    return find(name).isPresent();
  }

  String get(String name, String otherwise) {
    return find(name).orElse(otherwise);
  }

  void put(String name, String value) {
    System.setProperty(name, value);
  }

  /** A default of standalone mode. */
  void otherwise(String name, String value) {
    if (!has(name)) {
      put(name, value);
    }
  }

  private Optional<String> find(String name) {
    String property = System.getProperty(name, "");
    if (!property.isBlank()) {
      return Optional.of(property);
    }
    // As MicroProfile Config 3 maps names to environment variables.
    String variable = name.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
    return Optional.ofNullable(environment.get(variable)).filter(value -> !value.isBlank());
  }
}

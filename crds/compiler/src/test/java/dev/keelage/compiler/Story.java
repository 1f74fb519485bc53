package dev.keelage.compiler;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.keelage.api.VirtualKey;
import dev.keelage.compiler.price.PriceCatalogue;
import dev.keelage.snapshot.Digests;
import dev.keelage.snapshot.Snapshot;
import dev.keelage.snapshot.cost.Price;
import dev.keelage.snapshot.cost.Rates;
import dev.keelage.snapshot.cost.Usd;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A folder with {@code in-*.yaml} and what comes out of it. {@code settings.properties} may say
 * {@code platformNamespaces} (default {@code platform}), {@code mockEnabled} (default true), and
 * {@code issued.<namespace>/<name>}: {@code none} or {@code overlap} (default: one key).
 */
record Story(Path folder) {
  static final Path ROOT = Path.of("src/test/resources/compile");

  /** Prices of two models, so that the stories do not depend on what vendors charge. */
  static final PriceCatalogue PRICES =
      (type, baseUrl, model) ->
          switch (type + " " + model) {
            case "OPENAI gpt-4o" -> Optional.of(price("2.5", "1.25", "2.5", "2.5", "10"));
            case "ANTHROPIC claude" -> Optional.of(price("3", "0.3", "3.75", "6", "15"));
            default -> Optional.empty();
          };

  static Stream<Story> all() {
    try (Stream<Path> folders = Files.list(ROOT)) {
      return folders.filter(Files::isDirectory).sorted().map(Story::new).toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  ResourceFiles files() {
    Map<Path, String> files = new TreeMap<>();
    try (Stream<Path> list = Files.list(folder)) {
      list.filter(file -> file.getFileName().toString().startsWith("in-"))
          .forEach(file -> files.put(file.getFileName(), text(file)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return ResourceFiles.read(files);
  }

  Resources resources() {
    ResourceFiles files = files();
    Properties settings = settings();
    Map<ObjectId, List<KeyMaterial>> issued = new HashMap<>();
    for (VirtualKey key : files.of(VirtualKey.class)) {
      ObjectId id = ObjectId.of(key);
      issued.put(id, issued(id, settings.getProperty("issued." + id.path(), "one")));
    }
    return files.with(
        issued,
        new CompilerSettings(
            Set.of(settings.getProperty("platformNamespaces", "platform").split(",")),
            false,
            Boolean.parseBoolean(settings.getProperty("mockEnabled", "true"))));
  }

  private static List<KeyMaterial> issued(ObjectId id, String how) {
    KeyMaterial now =
        new KeyMaterial(hash("new key of " + id.path()), "kl-new1…", Optional.empty());
    KeyMaterial before =
        new KeyMaterial(
            hash("old key of " + id.path()),
            "kl-old1…",
            Optional.of(Instant.parse("2026-12-24T18:00:00Z")));
    return switch (how) {
      case "none" -> List.of();
      case "one" -> List.of(now);
      case "overlap" -> List.of(now, before);
      default -> throw new IllegalArgumentException(how);
    };
  }

  private static String hash(String key) {
    return Digests.sha256Hex(key);
  }

  private Properties settings() {
    Properties properties = new Properties();
    Path file = folder.resolve("settings.properties");
    if (Files.exists(file)) {
      try (var reader = Files.newBufferedReader(file)) {
        properties.load(reader);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return properties;
  }

  /** As {@code out-snapshot.json} has it. */
  static String print(Snapshot snapshot) {
    JsonMapper mapper =
        JsonMapper.builder()
            .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .build();
    mapper
        .configOverride(BigDecimal.class)
        .setFormat(JsonFormat.Value.forShape(JsonFormat.Shape.STRING));
    DefaultIndenter lines = new DefaultIndenter("  ", "\n");
    try {
      return mapper
              .writer(new DefaultPrettyPrinter().withObjectIndenter(lines).withArrayIndenter(lines))
              .writeValueAsString(snapshot)
          + "\n";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As {@code out-status.yaml} has it. */
  static String print(Map<ObjectId, List<Finding>> findings) {
    StringBuilder text = new StringBuilder();
    findings.forEach(
        (id, list) -> {
          text.append(id).append(":\n");
          for (Finding finding : list) {
            text.append("  - type: %s\n".formatted(finding.type().text()))
                .append("    status: \"%s\"\n".formatted(finding.ok() ? "True" : "False"))
                .append("    reason: %s\n".formatted(finding.reason().text()))
                .append("    message: '%s'\n".formatted(finding.message().replace("'", "''")));
          }
        });
    return text.toString();
  }

  Path file(String name) {
    return folder.resolve(name);
  }

  static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Price price(
      String input, String cached, String write5m, String write1h, String output) {
    return Price.flat(
        Rates.ofText(units(input), units(cached), units(write5m), units(write1h), units(output)));
  }

  private static long units(String usd) {
    return Usd.saturatedUnits(new BigDecimal(usd));
  }

  @Override
  public String toString() {
    return folder.getFileName().toString();
  }
}

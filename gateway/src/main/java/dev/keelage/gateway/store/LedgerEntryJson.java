package dev.keelage.gateway.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.keelage.gateway.exchange.Operation;
import dev.keelage.gateway.exchange.Usage;
import dev.keelage.gateway.stage.settle.LedgerEntry;
import dev.keelage.snapshot.cost.CostClass;
import dev.keelage.snapshot.cost.CostPart;
import dev.keelage.snapshot.cost.ServiceTier;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Ledger entries as JSON, the form in which they wait for Postgres. Readers ignore members they do
 * not know.
 */
public final class LedgerEntryJson {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private LedgerEntryJson() {}

  /** Compact text of an entry. */
  public static String encode(LedgerEntry entry) {
    Utf8 text = new Utf8(400);
    write(text, entry);
    return text.toString();
  }

  /** Appends an entry as one JSON object. */
  public static void write(Utf8 text, LedgerEntry entry) {
    write(new JsonText(text), entry);
  }

  /** Writes an entry as one JSON object. */
  public static void write(JsonText json, LedgerEntry entry) {
    json.writeStartObject();
    json.writeStringField("call", entry.callId());
    json.writeNumberField("at", ChronoUnit.MICROS.between(Instant.EPOCH, entry.startedAt()));
    json.writeStringField("tenant", entry.tenant());
    text(json, "team", entry.team());
    json.writeStringField("key", entry.key());
    text(json, "user", entry.user());
    text(json, "customer", entry.customer());
    if (!entry.tags().isEmpty()) {
      json.writeArrayFieldStart("tags");
      for (String tag : entry.tags()) {
        json.writeString(tag);
      }
      json.writeEndArray();
    }
    json.writeStringField("model", entry.model());
    text(json, "deployment", entry.deployment());
    text(json, "provider", entry.provider());
    json.writeStringField("op", entry.operation().name());
    Usage usage = entry.usage();
    count(json, "in", usage.inputTokens());
    count(json, "cached", usage.cachedInputTokens());
    count(json, "write5m", usage.cacheWrite5mTokens());
    count(json, "write1h", usage.cacheWrite1hTokens());
    count(json, "audio_in", usage.audioInputTokens());
    count(json, "image_in", usage.imageInputTokens());
    count(json, "out", usage.outputTokens());
    count(json, "reasoning", usage.reasoningTokens());
    count(json, "audio_out", usage.audioOutputTokens());
    count(json, "image_out", usage.imageOutputTokens());
    count(json, "searches", Math.min(usage.searches(), Integer.MAX_VALUE));
    if (usage.tier() != ServiceTier.STANDARD) {
      json.writeStringField("tier", usage.tier().name());
    }
    json.writeBooleanField("estimated", usage.estimated());
    json.writeNumberField("cost", entry.costUnits());
    if (!entry.costParts().isEmpty()) {
      json.writeObjectFieldStart("parts");
      for (CostPart part : entry.costParts()) {
        json.writeNumberField(part.of().label(), part.units());
      }
      json.writeEndObject();
    }
    json.writeBooleanField("priced", entry.priced());
    json.writeStringField("status", entry.status().name());
    json.writeNumberField("attempts", entry.attempts());
    json.writeNumberField("http", entry.httpStatus());
    json.writeNumberField("ms", entry.latency().toMillis());
    if (entry.timeToFirstToken().isPresent()) {
      json.writeNumberField("ttft", entry.timeToFirstToken().get().toMillis());
    }
    json.writeEndObject();
  }

  /**
   * Reads what {@link #encode} wrote.
   *
   * @throws IllegalArgumentException if the text is no entry
   */
  public static LedgerEntry decode(String text) {
    try {
      return decode(MAPPER.readTree(text));
    } catch (IOException e) {
      throw new IllegalArgumentException("not a ledger entry: " + e.getMessage(), e);
    }
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IllegalArgumentException if the value is no entry
   */
  public static LedgerEntry decode(JsonNode json) {
    return new LedgerEntry(
        text(json, "call"),
        Instant.EPOCH.plus(number(json, "at"), ChronoUnit.MICROS),
        text(json, "tenant"),
        optional(json, "team"),
        text(json, "key"),
        optional(json, "user"),
        optional(json, "customer"),
        tags(json.path("tags")),
        text(json, "model"),
        optional(json, "deployment"),
        optional(json, "provider"),
        Operation.valueOf(text(json, "op")),
        usage(json),
        number(json, "cost"),
        parts(json.path("parts")),
        json.path("priced").asBoolean(),
        LedgerEntry.Status.valueOf(text(json, "status")),
        json.path("attempts").asInt(),
        json.path("http").asInt(),
        Duration.ofMillis(json.path("ms").asLong()),
        json.has("ttft")
            ? Optional.of(Duration.ofMillis(json.path("ttft").asLong()))
            : Optional.empty());
  }

  private static Usage usage(JsonNode json) {
    return new Usage(
        json.path("in").asLong(),
        json.path("cached").asLong(),
        json.path("write5m").asLong(),
        json.path("write1h").asLong(),
        json.path("audio_in").asLong(),
        json.path("image_in").asLong(),
        json.path("out").asLong(),
        json.path("reasoning").asLong(),
        json.path("audio_out").asLong(),
        json.path("image_out").asLong(),
        json.path("searches").asLong(),
        ServiceTier.valueOf(json.path("tier").asText(ServiceTier.STANDARD.name())),
        json.path("estimated").asBoolean());
  }

  private static List<String> tags(JsonNode json) {
    List<String> tags = new ArrayList<>();
    for (JsonNode tag : json) {
      tags.add(tag.asText());
    }
    return tags;
  }

  private static List<CostPart> parts(JsonNode json) {
    List<CostPart> parts = new ArrayList<>();
    for (CostClass of : CostClass.values()) {
      if (json.has(of.label())) {
        parts.add(new CostPart(of, number(json, of.label())));
      }
    }
    return parts;
  }

  private static void text(JsonText json, String name, Optional<String> value) {
    if (value.isPresent()) {
      json.writeStringField(name, value.get());
    }
  }

  private static void count(JsonText json, String name, long value) {
    if (value != 0) {
      json.writeNumberField(name, value);
    }
  }

  private static String text(JsonNode json, String name) {
    JsonNode value = json.path(name);
    if (!value.isTextual()) {
      throw new IllegalArgumentException("a ledger entry has no \"" + name + "\"");
    }
    return value.textValue();
  }

  private static long number(JsonNode json, String name) {
    JsonNode value = json.path(name);
    if (!value.canConvertToLong()) {
      throw new IllegalArgumentException("a ledger entry has no \"" + name + "\"");
    }
    return value.longValue();
  }

  private static Optional<String> optional(JsonNode json, String name) {
    return Optional.ofNullable(json.path(name).textValue());
  }
}

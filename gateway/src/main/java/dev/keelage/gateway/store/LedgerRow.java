package dev.keelage.gateway.store;

import dev.keelage.gateway.exchange.Usage;
import dev.keelage.gateway.stage.settle.LedgerEntry;
import dev.keelage.snapshot.cost.CostPart;
import dev.keelage.snapshot.cost.ServiceTier;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * Ledger entries as Postgres reads them fastest: text of its type {@code keelage.entry}
 * (PostgreSQL, "Composite Type Input and Output Syntax"), half as long as {@link LedgerEntryJson}
 * says it and read in half the time.
 *
 * <p>On its way a row is a JSON string, and several are a JSON array. For what is escaped in them,
 * JSON and Postgres' arrays have the same rules as long as there are no control characters: with
 * braces instead of brackets, the array is text of {@code keelage.entry[]}.
 */
public final class LedgerRow {
  private static final char REPLACEMENT = '\uFFFD';

  private LedgerRow() {}

  /** A JSON string. */
  public static String encode(LedgerEntry entry) {
    Utf8 text = new Utf8(250);
    write(new JsonText(text), entry);
    return text.toString();
  }

  /** Appends an entry as one JSON string. The members stand as they do in the type. */
  public static void write(JsonText json, LedgerEntry entry) {
    Utf8 text = json.openText();
    text.append('(');
    value(text, entry.callId());
    next(text).append(ChronoUnit.MICROS.between(Instant.EPOCH, entry.startedAt()));
    value(next(text), entry.tenant());
    optional(next(text), entry.team());
    value(next(text), entry.key());
    optional(next(text), entry.user());
    optional(next(text), entry.customer());
    tags(next(text), entry.tags());
    value(next(text), entry.model());
    optional(next(text), entry.deployment());
    optional(next(text), entry.provider());
    next(text).append(entry.operation().name());
    usage(text, entry.usage());
    next(text).append(entry.costUnits());
    parts(next(text), entry.costParts());
    flag(next(text), entry.priced());
    next(text).append(entry.status().name());
    next(text).append(entry.attempts());
    next(text).append(entry.httpStatus());
    next(text).append(entry.latency().toMillis());
    next(text);
    if (entry.timeToFirstToken().isPresent()) {
      text.append(entry.timeToFirstToken().get().toMillis());
    }
    text.append(')');
    json.closeText();
  }

  private static void usage(Utf8 text, Usage usage) {
    count(next(text), usage.inputTokens());
    count(next(text), usage.cachedInputTokens());
    count(next(text), usage.cacheWrite5mTokens());
    count(next(text), usage.cacheWrite1hTokens());
    count(next(text), usage.audioInputTokens());
    count(next(text), usage.imageInputTokens());
    count(next(text), usage.outputTokens());
    count(next(text), usage.reasoningTokens());
    count(next(text), usage.audioOutputTokens());
    count(next(text), usage.imageOutputTokens());
    count(next(text), Math.min(usage.searches(), Integer.MAX_VALUE));
    next(text);
    if (usage.tier() != ServiceTier.STANDARD) {
      text.append(usage.tier().name());
    }
    flag(next(text), usage.estimated());
  }

  private static Utf8 next(Utf8 text) {
    return text.append(',');
  }

  /** Nothing is NULL: how the ledger keeps what a call has none of. */
  private static void count(Utf8 text, long value) {
    if (value != 0) {
      text.append(value);
    }
  }

  private static void flag(Utf8 text, boolean value) {
    text.append(value ? 't' : 'f');
  }

  private static void optional(Utf8 text, Optional<String> value) {
    if (value.isPresent()) {
      value(text, value.get());
    }
  }

  private static void tags(Utf8 text, List<String> tags) {
    if (!tags.isEmpty()) {
      StringBuilder array = new StringBuilder("{");
      for (String tag : tags) {
        array.append(array.length() == 1 ? "" : ",").append('"').append(escaped(tag)).append('"');
      }
      value(text, array.append('}').toString());
    }
  }

  /** A JSON object, in quotation marks for the row, which are escaped for the array. */
  private static void parts(Utf8 text, List<CostPart> parts) {
    if (!parts.isEmpty()) {
      String before = "\\\"{";
      for (CostPart part : parts) {
        text.append(before).append("\\\"\\\"").append(part.of().label()).append("\\\"\\\":");
        text.append(part.units());
        before = ",";
      }
      text.append("}\\\"");
    }
  }

  private static void value(Utf8 text, String value) {
    if (isPlain(value)) {
      text.append(value);
    } else {
      text.append(escaped('"' + escaped(value) + '"'));
    }
  }

  private static boolean isPlain(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c <= ' ' || c == '"' || c == '\\' || c == '(' || c == ')' || c == ',') {
        return false;
      }
    }
    return !value.isEmpty();
  }

  /** Nothing that we book has control characters: JSON and Postgres do not agree on them. */
  private static String escaped(String value) {
    StringBuilder escaped = new StringBuilder(value.length() + 16);
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      escaped.append(c == '"' || c == '\\' ? "\\" : "").append(c < ' ' ? REPLACEMENT : c);
    }
    return escaped.toString();
  }
}

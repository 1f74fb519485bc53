package dev.keelage.gateway.dialect.anthropic;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keelage.gateway.dialect.json.Bytes;
import dev.keelage.gateway.dialect.json.InvalidJson;
import dev.keelage.gateway.dialect.json.Json;
import dev.keelage.gateway.dialect.json.JsonCursor;
import dev.keelage.gateway.dialect.json.JsonKind;
import dev.keelage.gateway.dialect.json.Names;
import dev.keelage.gateway.exchange.Usage;
import dev.keelage.snapshot.cost.ServiceTier;
import java.util.Optional;

/**
 * Anthropic's {@code usage}: tokens read from and written to the cache stand beside {@code
 * input_tokens}, thinking is part of {@code output_tokens}. In a stream {@code message_start} has
 * all of it and {@code message_delta} later and cumulative figures, of which any may be missing: so
 * one reader takes several, and what a later one does not say stays. It says the tier too; {@code
 * speed} is one of its own.
 */
final class AnthropicUsage {
  private static final Names REPLY = Names.of("usage");
  private static final Names MEMBERS =
      Names.of(
          "input_tokens",
          "cache_read_input_tokens",
          "cache_creation_input_tokens",
          "output_tokens",
          "cache_creation",
          "output_tokens_details",
          "server_tool_use",
          "service_tier",
          "speed");
  private static final int INPUT = 0;
  private static final int CACHE_READ = 1;
  private static final int CACHE_CREATION = 2;
  private static final int OUTPUT = 3;
  private static final int CREATION_SPLIT = 4;
  private static final int OUTPUT_DETAILS = 5;
  private static final int SERVER_TOOLS = 6;
  private static final int SERVICE_TIER = 7;
  private static final int SPEED = 8;

  private static final Names SPLIT =
      Names.of(
          "ephemeral_5m_input_tokens",
          "ephemeral_1h_input_tokens",
          "thinking_tokens",
          "web_search_requests");
  private static final int ONE_HOUR = 1;
  private static final int THINKING = 2;
  private static final int SEARCHES = 3;

  private static final Names PRIORITY = Names.of("priority");
  private static final Names FAST = Names.of("fast");

  private final long[] figures = new long[4];
  private final long[] split = new long[4];
  private boolean priority;
  private boolean fast;
  private boolean found;

  /** The usage of a whole reply. */
  static Optional<Usage> inReply(Bytes body) {
    try {
      AnthropicUsage usage = new AnthropicUsage();
      JsonCursor cursor = new JsonCursor(body);
      cursor.beginObject();
      while (cursor.nextMember()) {
        if (cursor.keyIn(REPLY) == 0) {
          usage.read(cursor);
        } else {
          cursor.skip();
        }
      }
      return usage.soFar();
    } catch (InvalidJson e) {
      return Optional.empty();
    }
  }

  /** Reads the value of {@code usage}. */
  void read(JsonCursor cursor) {
    if (cursor.peek() != JsonKind.OBJECT) {
      cursor.skip();
      return;
    }
    cursor.beginObject();
    while (cursor.nextMember()) {
      int member = cursor.keyIn(MEMBERS);
      switch (member) {
        case INPUT, CACHE_READ, CACHE_CREATION, OUTPUT -> {
          if (cursor.peek() == JsonKind.NUMBER) {
            figures[member] = cursor.figure();
            found |= member == INPUT || member == OUTPUT;
          } else {
            cursor.skip();
          }
        }
        case CREATION_SPLIT, OUTPUT_DETAILS, SERVER_TOOLS -> split(cursor);
        case SERVICE_TIER -> priority = cursor.stringIn(PRIORITY) == 0;
        case SPEED -> fast = cursor.stringIn(FAST) == 0;
        default -> cursor.skip();
      }
    }
  }

  private void split(JsonCursor cursor) {
    if (cursor.peek() != JsonKind.OBJECT) {
      cursor.skip();
      return;
    }
    cursor.beginObject();
    while (cursor.nextMember()) {
      int member = cursor.keyIn(SPLIT);
      if (member >= 0 && cursor.peek() == JsonKind.NUMBER) {
        split[member] = cursor.figure();
      } else {
        cursor.skip();
      }
    }
  }

  /**
   * Everything read so far; empty if there were no figures. What is not said to live an hour lives
   * five minutes.
   */
  Optional<Usage> soFar() {
    if (!found) {
      return Optional.empty();
    }
    long written = Math.max(figures[CACHE_CREATION], split[0] + split[ONE_HOUR]);
    long oneHour = split[ONE_HOUR];
    long thinking = Math.min(figures[OUTPUT], split[THINKING]);
    return Optional.of(
        new Usage(
            figures[INPUT],
            figures[CACHE_READ],
            written - oneHour,
            oneHour,
            0,
            0,
            figures[OUTPUT] - thinking,
            thinking,
            0,
            0,
            split[SEARCHES],
            tier(),
            false));
  }

  private ServiceTier tier() {
    if (fast) {
      return ServiceTier.FAST;
    }
    return priority ? ServiceTier.PRIORITY : ServiceTier.STANDARD;
  }

  static ObjectNode encode(Usage usage) {
    ObjectNode tree = Json.object();
    tree.put(
        "input_tokens", usage.inputTokens() + usage.audioInputTokens() + usage.imageInputTokens());
    tree.put(
        "cache_creation_input_tokens", usage.cacheWrite5mTokens() + usage.cacheWrite1hTokens());
    tree.put("cache_read_input_tokens", usage.cachedInputTokens());
    ObjectNode creation = tree.putObject("cache_creation");
    creation.put("ephemeral_5m_input_tokens", usage.cacheWrite5mTokens());
    creation.put("ephemeral_1h_input_tokens", usage.cacheWrite1hTokens());
    tree.put("output_tokens", usage.totalOutputTokens());
    tree.putObject("output_tokens_details").put("thinking_tokens", usage.reasoningTokens());
    if (usage.searches() > 0) {
      tree.putObject("server_tool_use").put("web_search_requests", usage.searches());
    }
    return tree;
  }
}

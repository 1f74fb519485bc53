package dev.keelage.gateway.dialect.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keelage.gateway.dialect.json.Bytes;
import dev.keelage.gateway.dialect.json.InvalidJson;
import dev.keelage.gateway.dialect.json.Json;
import dev.keelage.gateway.dialect.json.JsonCursor;
import dev.keelage.gateway.dialect.json.JsonKind;
import dev.keelage.gateway.dialect.json.Names;
import dev.keelage.gateway.exchange.Usage;
import java.util.Optional;

/**
 * OpenAI's {@code usage}: cached and cache-writing tokens are part of {@code prompt_tokens},
 * reasoning tokens part of {@code completion_tokens}. Some compatible servers count reasoning
 * beside the completion; then {@code total_tokens} tells. DeepSeek names cached tokens {@code
 * prompt_cache_hit_tokens}.
 */
final class OpenAiUsage {
  private static final Names REPLY = Names.of("usage");
  private static final Names MEMBERS =
      Names.of(
          "prompt_tokens",
          "completion_tokens",
          "total_tokens",
          "prompt_cache_hit_tokens",
          "prompt_tokens_details",
          "completion_tokens_details");
  private static final int PROMPT = 0;
  private static final int COMPLETION = 1;
  private static final int TOTAL = 2;
  private static final int CACHE_HIT = 3;
  private static final int PROMPT_DETAILS = 4;
  private static final int COMPLETION_DETAILS = 5;

  private static final Names DETAILS =
      Names.of("cached_tokens", "cache_write_tokens", "reasoning_tokens");
  private static final int CACHED = 0;
  private static final int CACHE_WRITE = 1;
  private static final int REASONING = 2;

  private final JsonCursor cursor;
  private final long[] figures = new long[4];
  private final long[] details = new long[3];
  private boolean found;

  private OpenAiUsage(JsonCursor cursor) {
    this.cursor = cursor;
  }

  /** The usage of a whole reply. */
  static Optional<Usage> inReply(Bytes body) {
    try {
      JsonCursor cursor = new JsonCursor(body);
      Optional<Usage> usage = Optional.empty();
      cursor.beginObject();
      while (cursor.nextMember()) {
        if (cursor.keyIn(REPLY) == 0) {
          usage = read(cursor);
        } else {
          cursor.skip();
        }
      }
      return usage;
    } catch (InvalidJson e) {
      return Optional.empty();
    }
  }

  /** Reads the value of {@code usage}; empty if it is null or has no figures. */
  static Optional<Usage> read(JsonCursor cursor) {
    if (cursor.peek() != JsonKind.OBJECT) {
      cursor.skip();
      return Optional.empty();
    }
    OpenAiUsage usage = new OpenAiUsage(cursor);
    usage.members();
    return usage.found ? Optional.of(usage.disjoint()) : Optional.empty();
  }

  private void members() {
    cursor.beginObject();
    while (cursor.nextMember()) {
      int member = cursor.keyIn(MEMBERS);
      switch (member) {
        case PROMPT, COMPLETION, TOTAL, CACHE_HIT -> {
          figures[member] = figure();
          found |= member == PROMPT || member == COMPLETION;
        }
        case PROMPT_DETAILS, COMPLETION_DETAILS -> details();
        default -> cursor.skip();
      }
    }
  }

  private void details() {
    if (cursor.peek() != JsonKind.OBJECT) {
      cursor.skip();
      return;
    }
    cursor.beginObject();
    while (cursor.nextMember()) {
      int member = cursor.keyIn(DETAILS);
      if (member >= 0) {
        details[member] = figure();
      } else {
        cursor.skip();
      }
    }
  }

  private long figure() {
    if (cursor.peek() != JsonKind.NUMBER) {
      cursor.skip();
      return 0;
    }
    return Math.max(0, cursor.wholeNumber());
  }

  private Usage disjoint() {
    long prompt = figures[PROMPT];
    long cached = Math.min(prompt, details[CACHED] > 0 ? details[CACHED] : figures[CACHE_HIT]);
    long written = Math.min(prompt - cached, details[CACHE_WRITE]);
    long completion = figures[COMPLETION];
    long reasoning = details[REASONING];
    boolean beside = reasoning > completion || figures[TOTAL] == prompt + completion + reasoning;
    long answer = beside ? completion : completion - reasoning;
    return new Usage(prompt - cached - written, cached, written, 0, answer, reasoning, false);
  }

  static ObjectNode encode(Usage usage) {
    ObjectNode tree = Json.object();
    tree.put("prompt_tokens", usage.totalInputTokens());
    tree.put("completion_tokens", usage.totalOutputTokens());
    tree.put("total_tokens", usage.totalTokens());
    ObjectNode prompt = tree.putObject("prompt_tokens_details");
    prompt.put("cached_tokens", usage.cachedInputTokens());
    prompt.put("cache_write_tokens", usage.cacheWrite5mTokens() + usage.cacheWrite1hTokens());
    tree.putObject("completion_tokens_details").put("reasoning_tokens", usage.reasoningTokens());
    return tree;
  }
}

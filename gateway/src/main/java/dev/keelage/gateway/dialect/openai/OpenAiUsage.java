package dev.keelage.gateway.dialect.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keelage.gateway.dialect.json.Bytes;
import dev.keelage.gateway.dialect.json.InvalidJson;
import dev.keelage.gateway.dialect.json.Json;
import dev.keelage.gateway.dialect.json.JsonCursor;
import dev.keelage.gateway.dialect.json.JsonKind;
import dev.keelage.gateway.dialect.json.Names;
import dev.keelage.gateway.exchange.Usage;
import dev.keelage.snapshot.cost.ServiceTier;
import java.util.List;
import java.util.Optional;

/**
 * OpenAI's {@code usage}: cached, cache-writing, audio and image tokens are part of {@code
 * prompt_tokens}, reasoning, audio and image tokens part of {@code completion_tokens}. Some
 * compatible servers count reasoning beside the completion; then {@code total_tokens} tells.
 * DeepSeek names cached tokens {@code prompt_cache_hit_tokens}; Perplexity and xAI say how often
 * they searched. The tier stands beside the usage, as {@code service_tier}.
 */
final class OpenAiUsage {
  private static final Names REPLY = Names.of("usage", "service_tier");
  private static final Names MEMBERS =
      Names.of(
          "prompt_tokens",
          "completion_tokens",
          "total_tokens",
          "prompt_cache_hit_tokens",
          "num_search_queries",
          "num_sources_used",
          "prompt_tokens_details",
          "completion_tokens_details");
  private static final int PROMPT = 0;
  private static final int COMPLETION = 1;
  private static final int TOTAL = 2;
  private static final int CACHE_HIT = 3;
  private static final int SEARCH_QUERIES = 4;
  private static final int SEARCH_SOURCES = 5;
  private static final int PROMPT_DETAILS = 6;
  private static final int COMPLETION_DETAILS = 7;

  private static final Names DETAILS =
      Names.of(
          "cached_tokens",
          "cache_write_tokens",
          "reasoning_tokens",
          "audio_tokens",
          "image_tokens");
  private static final int CACHED = 0;
  private static final int CACHE_WRITE = 1;
  private static final int REASONING = 2;
  private static final int AUDIO = 3;
  private static final int IMAGE = 4;

  private static final Names TIERS = Names.of("flex", "priority", "fast", "ultrafast");
  private static final List<ServiceTier> TIER =
      List.of(ServiceTier.FLEX, ServiceTier.PRIORITY, ServiceTier.FAST, ServiceTier.ULTRAFAST);

  private final JsonCursor cursor;
  private final long[] figures = new long[6];
  private final long[] promptDetails = new long[5];
  private final long[] completionDetails = new long[5];
  private boolean found;

  private OpenAiUsage(JsonCursor cursor) {
    this.cursor = cursor;
  }

  /** The usage of a whole reply. */
  static Optional<Usage> inReply(Bytes body) {
    try {
      JsonCursor cursor = new JsonCursor(body);
      Optional<Usage> usage = Optional.empty();
      ServiceTier tier = ServiceTier.STANDARD;
      cursor.beginObject();
      while (cursor.nextMember()) {
        switch (cursor.keyIn(REPLY)) {
          case 0 -> usage = read(cursor);
          case 1 -> tier = tier(cursor);
          default -> cursor.skip();
        }
      }
      return usage.isPresent() ? Optional.of(usage.get().in(tier)) : usage;
    } catch (InvalidJson e) {
      return Optional.empty();
    }
  }

  /** Reads the value of {@code service_tier}; what is not known counts as standard. */
  static ServiceTier tier(JsonCursor cursor) {
    int tier = cursor.stringIn(TIERS);
    return tier < 0 ? ServiceTier.STANDARD : TIER.get(tier);
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
        case PROMPT, COMPLETION, TOTAL, CACHE_HIT, SEARCH_QUERIES, SEARCH_SOURCES -> {
          found |= (member == PROMPT || member == COMPLETION) && cursor.peek() == JsonKind.NUMBER;
          figures[member] = figure();
        }
        case PROMPT_DETAILS -> details(promptDetails);
        case COMPLETION_DETAILS -> details(completionDetails);
        default -> cursor.skip();
      }
    }
  }

  private void details(long[] details) {
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
    return cursor.figure();
  }

  private Usage disjoint() {
    long prompt = figures[PROMPT];
    long cached =
        Math.min(prompt, promptDetails[CACHED] > 0 ? promptDetails[CACHED] : figures[CACHE_HIT]);
    long written = Math.min(prompt - cached, promptDetails[CACHE_WRITE]);
    long fresh = prompt - cached - written;
    long audioIn = Math.min(fresh, promptDetails[AUDIO]);
    long imageIn = Math.min(fresh - audioIn, promptDetails[IMAGE]);
    long completion = figures[COMPLETION];
    // What the total has beyond both is thinking that was counted beside the completion.
    long beyond = Math.max(0, figures[TOTAL] - prompt - completion);
    long reasoning = completionDetails[REASONING];
    boolean beside = reasoning > completion || beyond > 0 && beyond >= reasoning;
    reasoning = beside ? Math.max(reasoning, beyond) : reasoning;
    long answer = beside ? completion : completion - reasoning;
    long audioOut = Math.min(answer, completionDetails[AUDIO]);
    long imageOut = Math.min(answer - audioOut, completionDetails[IMAGE]);
    return new Usage(
        fresh - audioIn - imageIn,
        cached,
        written,
        0,
        audioIn,
        imageIn,
        answer - audioOut - imageOut,
        reasoning,
        audioOut,
        imageOut,
        Math.max(figures[SEARCH_QUERIES], figures[SEARCH_SOURCES]),
        ServiceTier.STANDARD,
        false);
  }

  static ObjectNode encode(Usage usage) {
    ObjectNode tree = Json.object();
    tree.put("prompt_tokens", usage.totalInputTokens());
    tree.put("completion_tokens", usage.totalOutputTokens());
    tree.put("total_tokens", usage.totalTokens());
    ObjectNode prompt = tree.putObject("prompt_tokens_details");
    prompt.put("cached_tokens", usage.cachedInputTokens());
    prompt.put("cache_write_tokens", usage.cacheWrite5mTokens() + usage.cacheWrite1hTokens());
    putIfAny(prompt, "audio_tokens", usage.audioInputTokens());
    putIfAny(prompt, "image_tokens", usage.imageInputTokens());
    ObjectNode completion = tree.putObject("completion_tokens_details");
    completion.put("reasoning_tokens", usage.reasoningTokens());
    putIfAny(completion, "audio_tokens", usage.audioOutputTokens());
    putIfAny(completion, "image_tokens", usage.imageOutputTokens());
    return tree;
  }

  private static void putIfAny(ObjectNode tree, String name, long tokens) {
    if (tokens > 0) {
      tree.put(name, tokens);
    }
  }
}

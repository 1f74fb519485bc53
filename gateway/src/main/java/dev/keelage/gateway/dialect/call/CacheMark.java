package dev.keelage.gateway.dialect.call;

import dev.keelage.gateway.exchange.Part.Cached;

/**
 * {@code cache_control} as Anthropic has it; in calls of OpenAI's dialect an extension that
 * LiteLLM's users know.
 */
public final class CacheMark {
  private CacheMark() {}

  /** The mark at a part, or a message, of a call. */
  public static Cached of(CallNode marked) {
    CallNode mark = marked.at("cache_control");
    if (mark.absent()) {
      return Cached.NOT;
    }
    return switch (mark.object().at("ttl").optionalText().orElse("5m")) {
      case "5m" -> Cached.FIVE_MINUTES;
      case "1h" -> Cached.ONE_HOUR;
      default -> throw mark.at("ttl").malformed("must be 5m or 1h");
    };
  }
}

package dev.keelage.gateway.exchange;

import java.util.List;
import java.util.Optional;

/** A piece of a message. */
public sealed interface Part {

  /**
   * @param cached whether and for how long the caller wants all up to here kept in a cache
   *     (Anthropic {@code cache_control})
   */
  record Text(String text, Cached cached) implements Part {
    /** One without a mark. */
    public Text(String text) {
      this(text, Cached.NOT);
    }
  }

  /** A mark at a part. */
  enum Cached {
    NOT,
    FIVE_MINUTES,
    ONE_HOUR
  }

  /** An image, by address or inline. */
  record Image(Source source) implements Part {}

  /** A document (PDF or text), by address or inline. */
  record Document(Source source, Optional<String> title) implements Part {}

  /**
   * @param arguments JSON text of an object; {@code {}} if the vendor sent none
   */
  record ToolCall(String id, String name, String arguments) implements Part {}

  record ToolResult(String callId, List<Part> content, boolean error) implements Part {
    public ToolResult {
      content = List.copyOf(content);
    }
  }

  /**
   * Visible thinking.
   *
   * @param signature the vendor's proof, needed to send it back (Anthropic)
   */
  record Thinking(String text, Optional<String> signature) implements Part {}

  /** Thinking that only the vendor can read (Anthropic {@code redacted_thinking}). */
  record HiddenThinking(String data) implements Part {}

  /** The model declined (OpenAI {@code refusal}). */
  record Refusal(String text) implements Part {}

  /** Where bytes come from. */
  sealed interface Source {
    record Url(String url) implements Source {}

    /**
     * @param data base64, without line breaks
     */
    record Inline(String mediaType, String data) implements Source {}
  }
}

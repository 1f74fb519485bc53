package dev.keelage.gateway.exchange;

/**
 * What happens on a streamed chat answer, between dialects. {@code index} numbers the parts of the
 * answer from 0 in order of appearance.
 */
public sealed interface StreamEvent {

  record Started(String id) implements StreamEvent {}

  record TextDelta(int index, String text) implements StreamEvent {}

  record ThinkingDelta(int index, String text) implements StreamEvent {}

  record ThinkingSigned(int index, String signature) implements StreamEvent {}

  /**
   * A whole block of thinking that only the vendor can read (Anthropic {@code redacted_thinking}).
   */
  record HiddenThinking(int index, String data) implements StreamEvent {}

  record RefusalDelta(int index, String text) implements StreamEvent {}

  /**
   * @param id the vendor's; empty if it gave none
   */
  record ToolCallStarted(int index, String id, String name) implements StreamEvent {}

  /**
   * @param json a fragment of the arguments' JSON text
   */
  record ToolArgumentsDelta(int index, String json) implements StreamEvent {}

  /**
   * Something that only its own dialect has words for (a search result, a citation). The encoder of
   * that dialect writes it as it came, others leave it out: it answers what only that dialect can
   * ask for.
   *
   * @param type the event's name, where the dialect names its events
   * @param json the event's data
   */
  record Verbatim(WireFormat format, String type, String json) implements StreamEvent {}

  /** The vendor's figures so far; later ones replace earlier ones. */
  record UsageReported(Usage usage) implements StreamEvent {}

  record Finished(StopReason reason) implements StreamEvent {}

  /** The vendor closed the stream as its protocol says ({@code [DONE]}, {@code message_stop}). */
  record Closed() implements StreamEvent {}

  /** The vendor reported an error inside the stream. */
  record Failed(VendorError error) implements StreamEvent {}
}

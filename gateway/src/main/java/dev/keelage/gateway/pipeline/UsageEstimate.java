package dev.keelage.gateway.pipeline;

import dev.keelage.gateway.dialect.produce.Tokenizer;
import dev.keelage.gateway.exchange.ChatReply;
import dev.keelage.gateway.exchange.Envelope;
import dev.keelage.gateway.exchange.Part;
import dev.keelage.gateway.exchange.Usage;
import dev.keelage.gateway.stage.send.StreamPath;
import java.util.Optional;

/** Usage where the vendor's own figures are missing or incomplete; always marked as estimated. */
final class UsageEstimate {
  private UsageEstimate() {}

  /** The vendor has the request; whatever it made of it did not arrive. */
  static Usage inputOnly(Call call) {
    return switch (call.operation()) {
      case CHAT, EMBEDDINGS -> estimated(call.envelope().inputTokensEstimate(), 0);
      case COUNT_TOKENS -> Usage.NONE;
    };
  }

  static Usage whole(Envelope envelope, ChatReply reply) {
    long output = 0;
    for (Part part : reply.parts()) {
      output +=
          switch (part) {
            case Part.Text(String text, Part.Cached cached) -> Tokenizer.count(text);
            case Part.Thinking(String text, Optional<String> signature) -> Tokenizer.count(text);
            case Part.Refusal(String text) -> Tokenizer.count(text);
            case Part.ToolCall(String id, String name, String arguments) ->
                Tokenizer.count(name) + Tokenizer.count(arguments);
            case Part.HiddenThinking(String data) -> data.length() / 4;
            case Part.Image ignored -> 0;
            case Part.Document ignored -> 0;
            case Part.ToolResult ignored -> 0;
          };
    }
    return estimated(envelope.inputTokensEstimate(), output);
  }

  /** A stream that ended as it should. */
  static Usage complete(Envelope envelope, StreamPath path) {
    return path.usage()
        .orElseGet(() -> estimated(envelope.inputTokensEstimate(), path.producedTokensEstimate()));
  }

  /**
   * A stream that was cut: figures so far cover the input at best, since vendors count the output
   * at the end.
   */
  static Usage cut(Envelope envelope, StreamPath path) {
    long produced = path.producedTokensEstimate();
    return path.usage()
        .map(known -> known.withOutputOfAtLeast(produced))
        .orElseGet(() -> estimated(envelope.inputTokensEstimate(), produced));
  }

  private static Usage estimated(long input, long output) {
    return Usage.ofText(input, 0, 0, 0, output, 0, true);
  }
}

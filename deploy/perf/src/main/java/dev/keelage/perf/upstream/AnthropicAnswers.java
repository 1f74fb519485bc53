package dev.keelage.perf.upstream;

import java.util.ArrayList;
import java.util.List;

/** Answers to {@code POST /v1/messages} in Anthropic's format. */
final class AnthropicAnswers {
  private AnthropicAnswers() {}

  static Answer json(Script script) {
    String text = "word ".repeat(Script.JSON_COMPLETION_TOKENS - 1) + "end";
    String body =
        """
        {"id":"msg_perf","type":"message","role":"assistant","model":"%s",\
        "content":[{"type":"text","text":"%s"}],"stop_reason":"end_turn","stop_sequence":null,\
        "usage":{"input_tokens":%d,"output_tokens":%d}}"""
            .formatted(script.model(), text, Script.PROMPT_TOKENS, Script.JSON_COMPLETION_TOKENS);
    return new Answer(
        List.of(Frames.json(body)),
        script.latencyMillis(),
        Script.PROMPT_TOKENS,
        Script.JSON_COMPLETION_TOKENS);
  }

  static Answer stream(Script script) {
    List<String> writes = new ArrayList<>();
    for (int i = 1; i <= script.chunks(); i++) {
      String write = i == 1 ? opening(script) : "";
      write +=
          event(
              "content_block_delta",
              "\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"%s\"}"
                  .formatted(i == script.chunks() ? "end" : "word "));
      if (i == script.chunks()) {
        write += closing(script);
      }
      writes.add(write);
    }
    return new Answer(
        Frames.events(writes), script.latencyMillis(), Script.PROMPT_TOKENS, script.chunks());
  }

  private static String opening(Script script) {
    String message =
        """
        "message":{"id":"msg_perf","type":"message","role":"assistant","model":"%s","content":[],\
        "stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":%d,"output_tokens":1}}"""
            .formatted(script.model(), Script.PROMPT_TOKENS);
    return event("message_start", message)
        + event(
            "content_block_start",
            "\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}");
  }

  private static String closing(Script script) {
    String delta =
        """
        "delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":%d}"""
            .formatted(script.chunks());
    return event("content_block_stop", "\"index\":0")
        + event("message_delta", delta)
        + "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n";
  }

  private static String event(String type, String members) {
    return "event: %s\ndata: {\"type\":\"%s\",%s}\n\n".formatted(type, type, members);
  }
}

package dev.keelage.perf.upstream;

import java.util.ArrayList;
import java.util.List;

/** Answers to {@code POST /v1/chat/completions} in OpenAI's format. */
final class OpenAiAnswers {
  private OpenAiAnswers() {}

  static Answer json(Script script) {
    String text = "word ".repeat(Script.JSON_COMPLETION_TOKENS - 1) + "end";
    String body =
        """
        {"id":"chatcmpl-perf","object":"chat.completion","created":1764100000,"model":"%s",\
        "choices":[{"index":0,"message":{"role":"assistant","content":"%s","refusal":null},\
        "logprobs":null,"finish_reason":"stop"}],"usage":%s,"service_tier":"default"}"""
            .formatted(script.model(), text, usage(Script.JSON_COMPLETION_TOKENS));
    return new Answer(
        List.of(Frames.json(body)),
        script.latencyMillis(),
        Script.PROMPT_TOKENS,
        Script.JSON_COMPLETION_TOKENS);
  }

  static Answer stream(Script script) {
    List<String> writes = new ArrayList<>();
    for (int i = 1; i <= script.chunks(); i++) {
      String write =
          i == 1 ? delta(script, "{\"role\":\"assistant\",\"content\":\"\"}", "null") : "";
      write +=
          delta(
              script, "{\"content\":\"" + (i == script.chunks() ? "end" : "word ") + "\"}", "null");
      if (i == script.chunks()) {
        write += delta(script, "{}", "\"stop\"");
        write += chunk(script, "[]", usage(script.chunks()));
        write += "data: [DONE]\n\n";
      }
      writes.add(write);
    }
    return new Answer(
        Frames.events(writes), script.latencyMillis(), Script.PROMPT_TOKENS, script.chunks());
  }

  private static String delta(Script script, String delta, String finishReason) {
    String choice =
        "[{\"index\":0,\"delta\":%s,\"logprobs\":null,\"finish_reason\":%s}]"
            .formatted(delta, finishReason);
    return chunk(script, choice, "null");
  }

  private static String chunk(Script script, String choices, String usage) {
    return """
    data: {"id":"chatcmpl-perf","object":"chat.completion.chunk","created":1764100000,\
    "model":"%s","choices":%s,"usage":%s}

    """
        .formatted(script.model(), choices, usage);
  }

  private static String usage(int completionTokens) {
    return "{\"prompt_tokens\":%d,\"completion_tokens\":%d,\"total_tokens\":%d}"
        .formatted(Script.PROMPT_TOKENS, completionTokens, Script.PROMPT_TOKENS + completionTokens);
  }
}

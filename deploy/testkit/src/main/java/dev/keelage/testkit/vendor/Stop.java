package dev.keelage.testkit.vendor;

/** Why the model stopped. */
public enum Stop {
  END("stop", "end_turn"),
  LENGTH("length", "max_tokens"),
  TOOL_USE("tool_calls", "tool_use"),
  REFUSAL("content_filter", "refusal");

  private final String openAi;
  private final String anthropic;

  Stop(String openAi, String anthropic) {
    this.openAi = openAi;
    this.anthropic = anthropic;
  }

  /** The {@code finish_reason} of OpenAI chat completions. */
  String openAi() {
    return openAi;
  }

  /** The {@code stop_reason} of Anthropic messages. */
  String anthropic() {
    return anthropic;
  }
}

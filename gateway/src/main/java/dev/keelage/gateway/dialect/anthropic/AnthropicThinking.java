package dev.keelage.gateway.dialect.anthropic;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keelage.gateway.exchange.ChatCall;
import dev.keelage.gateway.exchange.ChatCall.Reasoning;
import dev.keelage.gateway.exchange.ChatCall.Role;
import dev.keelage.gateway.exchange.ChatCall.ToolChoice;
import dev.keelage.gateway.exchange.ChatCall.Turn;
import dev.keelage.gateway.exchange.Part;
import java.util.List;

/**
 * Thinking. Models since Claude 4.6 take {@code thinking: adaptive} and an effort; the ones before
 * take a budget in tokens, of at least 1,024 and below {@code max_tokens} (a quarter is left for
 * the answer), and refuse it when the tool loop at hand began without thinking. No model thinks
 * before a call that {@code tool_choice} forces: the force counts more, as the caller's program
 * relies on it.
 */
final class AnthropicThinking {
  private static final long LEAST_BUDGET = 1_024;
  private static final long LOW = 2_048;
  private static final long MEDIUM = 8_192;
  private static final long HIGH = 24_576;

  /** Parts of the names of models that know budgets only. */
  private static final List<String> BUDGET_ONLY =
      List.of("claude-3", "-4-0", "-4-1", "-4-2025", "sonnet-4-5", "haiku-4-5", "opus-4-5");

  private AnthropicThinking() {}

  static void encode(ObjectNode body, Reasoning reasoning, ChatCall call, long maxTokens) {
    if (forced(call)) {
      return;
    }
    if (reasoning.effort().isEmpty() && reasoning.budgetTokens().isPresent()) {
      enabled(body, reasoning.budgetTokens().getAsLong());
      return;
    }
    String effort = reasoning.effort().orElse("");
    if (effort.equals("none")) {
      body.putObject("thinking").put("type", "disabled");
    } else if (BUDGET_ONLY.stream().anyMatch(call.model()::contains)) {
      long budget = Math.min(budget(effort), maxTokens / 4 * 3);
      if (budget >= LEAST_BUDGET && !inLoopWithoutThinking(call.turns())) {
        enabled(body, budget);
      }
    } else {
      body.putObject("thinking").put("type", "adaptive");
      if (!effort.isEmpty()) {
        String word = effort.equals("minimal") ? "low" : effort;
        body.withObjectProperty("output_config").put("effort", word);
      }
    }
  }

  private static boolean forced(ChatCall call) {
    return switch (call.toolChoice()) {
      case ToolChoice.Required _, ToolChoice.Named _ -> !call.tools().isEmpty();
      case ToolChoice.Auto _, ToolChoice.None _ -> false;
    };
  }

  private static void enabled(ObjectNode body, long budget) {
    body.putObject("thinking").put("type", "enabled").put("budget_tokens", budget);
  }

  private static long budget(String effort) {
    return switch (effort) {
      case "minimal", "low" -> LOW;
      case "high", "xhigh", "max" -> HIGH;
      default -> MEDIUM;
    };
  }

  /** Whether the last thing the assistant said calls tools and has no thinking to send back. */
  private static boolean inLoopWithoutThinking(List<Turn> turns) {
    for (Turn turn : turns.reversed()) {
      if (turn.role() == Role.ASSISTANT) {
        boolean calls = turn.parts().stream().anyMatch(Part.ToolCall.class::isInstance);
        return calls && turn.parts().stream().noneMatch(AnthropicThinking::provable);
      }
    }
    return false;
  }

  /** Thinking that Anthropic will take back. */
  static boolean provable(Part part) {
    return part instanceof Part.HiddenThinking
        || (part instanceof Part.Thinking thinking && thinking.signature().isPresent());
  }
}

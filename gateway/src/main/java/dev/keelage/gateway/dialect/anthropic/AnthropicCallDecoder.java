package dev.keelage.gateway.dialect.anthropic;

import dev.keelage.gateway.dialect.MalformedCall;
import dev.keelage.gateway.dialect.call.CallNode;
import dev.keelage.gateway.dialect.call.Turns;
import dev.keelage.gateway.dialect.json.Bytes;
import dev.keelage.gateway.dialect.json.Json;
import dev.keelage.gateway.exchange.ChatCall;
import dev.keelage.gateway.exchange.ChatCall.Reasoning;
import dev.keelage.gateway.exchange.ChatCall.ResponseFormat;
import dev.keelage.gateway.exchange.ChatCall.Role;
import dev.keelage.gateway.exchange.ChatCall.Tool;
import dev.keelage.gateway.exchange.ChatCall.ToolChoice;
import dev.keelage.gateway.exchange.ChatCall.Turn;
import dev.keelage.gateway.exchange.Envelope;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** A Messages request as a canonical call. */
final class AnthropicCallDecoder {
  /**
   * Carried, or left out because nothing is promised for them but price, speed or diagnosis; {@code
   * context_management} only thins out what the caller sends whole.
   */
  private static final Set<String> KNOWN =
      Set.of(
          "model",
          "messages",
          "system",
          "max_tokens",
          "stream",
          "temperature",
          "top_p",
          "top_k",
          "stop_sequences",
          "tools",
          "tool_choice",
          "thinking",
          "output_config",
          "metadata",
          "tags",
          "cache_control",
          "context_management",
          "diagnostics",
          "service_tier",
          "speed");

  /** {@code task_budget} is advice to the model, not a bound. */
  private static final Set<String> OUTPUT_CONFIG = Set.of("effort", "format", "task_budget");

  private static final Set<String> TOOL =
      Set.of(
          "type",
          "name",
          "description",
          "input_schema",
          "strict",
          "cache_control",
          "eager_input_streaming",
          "input_examples");

  private static final Set<String> EFFORTS = Set.of("low", "medium", "high", "xhigh", "max");

  /** OpenAI demands a name for a schema; Anthropic has none. */
  private static final String SCHEMA_NAME = "answer";

  private AnthropicCallDecoder() {}

  static ChatCall decode(Envelope envelope) {
    CallNode root =
        Json.parseObject(Bytes.of(envelope.body()))
            .map(tree -> new CallNode("", tree))
            .orElseThrow(
                () ->
                    new MalformedCall("The request body is not a JSON object.", Optional.empty()));
    root.refuseAllBut(KNOWN);
    CallNode output = root.at("output_config");
    output.refuseAllBut(OUTPUT_CONFIG);
    CallNode choice = root.at("tool_choice");
    return new ChatCall(
        envelope.model(),
        AnthropicBlocks.texts(root.at("system")),
        turns(root.at("messages")),
        root.at("tools").list().stream().map(AnthropicCallDecoder::tool).toList(),
        toolChoice(choice),
        !choice.at("disable_parallel_tool_use").flag(false),
        envelope.maxOutputTokens(),
        root.at("temperature").number(0, 1),
        root.at("top_p").number(0, 1),
        root.at("top_k").wholeNumber(0),
        root.at("stop_sequences").list().stream().map(CallNode::text).toList(),
        responseFormat(output.at("format")),
        reasoning(root.at("thinking"), output.at("effort")),
        root.at("metadata").at("user_id").optionalText(),
        envelope.stream());
  }

  private static List<Turn> turns(CallNode messages) {
    Turns turns = new Turns();
    for (CallNode message : messages.list()) {
      CallNode content = message.object().at("content");
      switch (message.at("role").text()) {
        case "user" -> turns.add(Role.USER, AnthropicBlocks.parts(content));
        case "assistant" -> turns.add(Role.ASSISTANT, AnthropicBlocks.parts(content));
        case "system" -> turns.add(Role.SYSTEM, AnthropicBlocks.texts(content));
        default -> throw message.at("role").malformed("must be user, assistant or system");
      }
    }
    return turns.toList();
  }

  private static Tool tool(CallNode tool) {
    String type = tool.object().at("type").optionalText().orElse("custom");
    if (!type.equals("custom")) {
      throw tool.untranslatable("of type " + type);
    }
    tool.refuseAllBut(TOOL);
    return new Tool(
        tool.at("name").text(),
        tool.at("description").optionalText(),
        tool.at("input_schema").json(),
        tool.at("strict").flag(false));
  }

  private static ToolChoice toolChoice(CallNode choice) {
    if (choice.absent()) {
      return new ToolChoice.Auto();
    }
    return switch (choice.object().at("type").text()) {
      case "auto" -> new ToolChoice.Auto();
      case "any" -> new ToolChoice.Required();
      case "none" -> new ToolChoice.None();
      case "tool" -> new ToolChoice.Named(choice.at("name").text());
      default -> throw choice.at("type").malformed("must be auto, any, tool or none");
    };
  }

  private static Optional<ResponseFormat> responseFormat(CallNode format) {
    if (format.absent()) {
      return Optional.empty();
    }
    String type = format.object().at("type").text();
    if (!type.equals("json_schema")) {
      throw format.untranslatable("of type " + type);
    }
    return Optional.of(
        new ResponseFormat.JsonSchema(SCHEMA_NAME, format.at("schema").json(), true));
  }

  /** Thinking that is switched off leaves the other vendor's model at its own default. */
  private static Optional<Reasoning> reasoning(CallNode thinking, CallNode effort) {
    Optional<String> word = effort.optionalText();
    if (word.isPresent() && !EFFORTS.contains(word.get())) {
      throw effort.malformed("must be low, medium, high, xhigh or max");
    }
    if (thinking.absent()) {
      return word.map(w -> new Reasoning(word, OptionalLong.empty()));
    }
    return switch (thinking.object().at("type").text()) {
      case "disabled" -> Optional.empty();
      case "adaptive", "between_tools" -> Optional.of(new Reasoning(word, OptionalLong.empty()));
      case "enabled" ->
          Optional.of(new Reasoning(word, thinking.at("budget_tokens").wholeNumber(0)));
      default -> throw thinking.at("type").malformed("must be adaptive, enabled or disabled");
    };
  }
}

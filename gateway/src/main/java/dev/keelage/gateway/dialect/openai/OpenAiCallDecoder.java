package dev.keelage.gateway.dialect.openai;

import dev.keelage.gateway.dialect.MalformedCall;
import dev.keelage.gateway.dialect.call.CallNode;
import dev.keelage.gateway.dialect.json.Bytes;
import dev.keelage.gateway.dialect.json.Json;
import dev.keelage.gateway.exchange.ChatCall;
import dev.keelage.gateway.exchange.ChatCall.Reasoning;
import dev.keelage.gateway.exchange.ChatCall.ResponseFormat;
import dev.keelage.gateway.exchange.ChatCall.Tool;
import dev.keelage.gateway.exchange.ChatCall.ToolChoice;
import dev.keelage.gateway.exchange.Envelope;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** A chat completion request as a canonical call. */
final class OpenAiCallDecoder {
  private static final Set<String> CARRIED =
      Set.of(
          "model",
          "messages",
          "stream",
          "max_tokens",
          "max_completion_tokens",
          "temperature",
          "top_p",
          "stop",
          "tools",
          "tool_choice",
          "parallel_tool_calls",
          "response_format",
          "reasoning_effort",
          "user",
          "safety_identifier");

  /**
   * Left out: the specification promises nothing for them but speed, price or bookkeeping ({@code
   * seed}: "best effort").
   */
  private static final Set<String> HINTS =
      Set.of(
          "stream_options",
          "seed",
          "metadata",
          "tags",
          "prediction",
          "prompt_cache_key",
          "prompt_cache_options",
          "prompt_cache_retention",
          "service_tier");

  /** Carried only where they say what would be so without them. */
  private static final Set<String> NEUTRAL =
      Set.of(
          "n",
          "logprobs",
          "top_logprobs",
          "frequency_penalty",
          "presence_penalty",
          "logit_bias",
          "store",
          "verbosity",
          "modalities",
          "functions");

  private static final Set<String> EFFORTS =
      Set.of("none", "minimal", "low", "medium", "high", "xhigh", "max");

  private OpenAiCallDecoder() {}

  static ChatCall decode(Envelope envelope) {
    CallNode root =
        Json.parseObject(Bytes.of(envelope.body()))
            .map(tree -> new CallNode("", tree))
            .orElseThrow(
                () ->
                    new MalformedCall("The request body is not a JSON object.", Optional.empty()));
    refuseWhatHasNoPlace(root);
    OpenAiMessages messages = OpenAiMessages.decode(root.at("messages"));
    return new ChatCall(
        envelope.model(),
        messages.system(),
        messages.turns(),
        tools(root.at("tools")),
        toolChoice(root.at("tool_choice")),
        root.at("parallel_tool_calls").flag(true),
        envelope.maxOutputTokens(),
        root.at("temperature").number(0, 2),
        root.at("top_p").number(0, 1),
        OptionalLong.empty(),
        stop(root.at("stop")),
        responseFormat(root.at("response_format")),
        reasoning(root.at("reasoning_effort")),
        root.at("safety_identifier").optionalText().or(root.at("user")::optionalText),
        envelope.stream());
  }

  private static void refuseWhatHasNoPlace(CallNode root) {
    root.node()
        .properties()
        .forEach(
            member -> {
              String name = member.getKey();
              CallNode value = root.at(name);
              boolean fine =
                  value.absent()
                      || CARRIED.contains(name)
                      || HINTS.contains(name)
                      || (NEUTRAL.contains(name) && neutral(name, value));
              if (!fine) {
                throw value.untranslatable();
              }
            });
  }

  private static boolean neutral(String name, CallNode value) {
    return switch (name) {
      case "n" -> value.node().asInt() == 1;
      case "logprobs", "store" -> !value.flag(false);
      case "top_logprobs", "frequency_penalty", "presence_penalty" ->
          value.node().isNumber() && value.node().doubleValue() == 0;
      case "logit_bias", "functions" -> value.node().isEmpty();
      case "verbosity" -> value.text().equals("medium");
      case "modalities" -> value.list().stream().allMatch(m -> m.text().equals("text"));
      default -> false;
    };
  }

  private static List<Tool> tools(CallNode tools) {
    return tools.list().stream().map(OpenAiCallDecoder::tool).toList();
  }

  private static Tool tool(CallNode tool) {
    String type = tool.object().at("type").text();
    if (!type.equals("function")) {
      throw tool.untranslatable("of type " + type);
    }
    CallNode function = tool.at("function").object();
    CallNode parameters = function.at("parameters");
    return new Tool(
        function.at("name").text(),
        function.at("description").optionalText(),
        parameters.absent() ? "{\"type\":\"object\",\"properties\":{}}" : parameters.json(),
        function.at("strict").flag(false));
  }

  private static ToolChoice toolChoice(CallNode choice) {
    if (choice.absent()) {
      return new ToolChoice.Auto();
    }
    if (choice.isText()) {
      return switch (choice.text()) {
        case "auto" -> new ToolChoice.Auto();
        case "none" -> new ToolChoice.None();
        case "required" -> new ToolChoice.Required();
        default -> throw choice.malformed("must be auto, none, required or a function");
      };
    }
    String type = choice.object().at("type").text();
    if (!type.equals("function")) {
      throw choice.untranslatable("of type " + type);
    }
    return new ToolChoice.Named(choice.at("function").object().at("name").text());
  }

  private static List<String> stop(CallNode stop) {
    return stop.isText() ? List.of(stop.text()) : stop.list().stream().map(CallNode::text).toList();
  }

  private static Optional<ResponseFormat> responseFormat(CallNode format) {
    if (format.absent()) {
      return Optional.empty();
    }
    return switch (format.object().at("type").text()) {
      case "text" -> Optional.empty();
      case "json_object" -> Optional.of(new ResponseFormat.JsonObject());
      case "json_schema" -> {
        CallNode schema = format.at("json_schema").object();
        yield Optional.of(
            new ResponseFormat.JsonSchema(
                schema.at("name").text(),
                schema.at("schema").json(),
                schema.at("strict").flag(false)));
      }
      default -> throw format.at("type").malformed("must be text, json_object or json_schema");
    };
  }

  private static Optional<Reasoning> reasoning(CallNode effort) {
    return effort
        .optionalText()
        .map(
            word -> {
              if (!EFFORTS.contains(word)) {
                throw effort.malformed("must be one of " + EFFORTS.stream().sorted().toList());
              }
              return new Reasoning(Optional.of(word), OptionalLong.empty());
            });
  }
}

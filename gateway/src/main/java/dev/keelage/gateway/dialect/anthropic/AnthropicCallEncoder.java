package dev.keelage.gateway.dialect.anthropic;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keelage.gateway.dialect.Untranslatable;
import dev.keelage.gateway.dialect.json.Json;
import dev.keelage.gateway.exchange.ChatCall;
import dev.keelage.gateway.exchange.ChatCall.ResponseFormat;
import dev.keelage.gateway.exchange.ChatCall.Tool;
import dev.keelage.gateway.exchange.ChatCall.ToolChoice;

/** A canonical call as a Messages request. */
final class AnthropicCallEncoder {
  private final int defaultMaxOutputTokens;

  AnthropicCallEncoder(int defaultMaxOutputTokens) {
    this.defaultMaxOutputTokens = defaultMaxOutputTokens;
  }

  ObjectNode encode(ChatCall call) {
    long maxTokens = call.maxOutputTokens().orElse(defaultMaxOutputTokens);
    ObjectNode body = Json.object();
    body.put("model", call.model());
    body.put("max_tokens", maxTokens);
    AnthropicMessageEncoder.encode(call, body);
    if (call.stream()) {
      body.put("stream", true);
    }
    sampling(body, call);
    if (!call.tools().isEmpty()) {
      ArrayNode tools = body.putArray("tools");
      call.tools().forEach(tool -> tools.add(tool(tool)));
      toolChoice(body, call);
    }
    call.responseFormat().ifPresent(format -> format(body, format));
    call.reasoning().ifPresent(r -> AnthropicThinking.encode(body, r, call, maxTokens));
    call.endUser().ifPresent(user -> body.putObject("metadata").put("user_id", user));
    return body;
  }

  /**
   * OpenAI's temperature ends at 2, Anthropic's at 1. What says no more than the default is not
   * sent: newer models refuse to be given any sampling parameter, and older ones two at once.
   */
  private static void sampling(ObjectNode body, ChatCall call) {
    call.temperature()
        .ifPresent(
            t -> {
              if (t < 1) {
                body.put("temperature", t);
              } else if (t > 1) {
                body.put("temperature", 1.0);
              }
            });
    call.topP()
        .ifPresent(
            p -> {
              if (p < 1) {
                body.put("top_p", p);
              }
            });
    call.topK().ifPresent(k -> body.put("top_k", k));
    if (!call.stop().isEmpty()) {
      ArrayNode stop = body.putArray("stop_sequences");
      for (String sequence : call.stop()) {
        if (sequence.isBlank()) {
          throw new Untranslatable("a stop sequence of white space");
        }
        stop.add(sequence);
      }
    }
  }

  private static ObjectNode tool(Tool tool) {
    ObjectNode tree = Json.object();
    tree.put("name", tool.name());
    tool.description().ifPresent(text -> tree.put("description", text));
    tree.set("input_schema", schema(tool.schema()));
    if (tool.strict()) {
      tree.put("strict", true);
    }
    return tree;
  }

  private static void toolChoice(ObjectNode body, ChatCall call) {
    ObjectNode choice = Json.object();
    switch (call.toolChoice()) {
      case ToolChoice.Auto _ -> choice.put("type", "auto");
      case ToolChoice.None _ -> choice.put("type", "none");
      case ToolChoice.Required _ -> choice.put("type", "any");
      case ToolChoice.Named named -> choice.put("type", "tool").put("name", named.name());
    }
    boolean none = call.toolChoice() instanceof ToolChoice.None;
    if (!call.parallelTools() && !none) {
      choice.put("disable_parallel_tool_use", true);
    }
    if (!(call.toolChoice() instanceof ToolChoice.Auto) || !call.parallelTools()) {
      body.set("tool_choice", choice);
    }
  }

  private static void format(ObjectNode body, ResponseFormat format) {
    switch (format) {
      case ResponseFormat.JsonObject _ ->
          throw new Untranslatable("'response_format' of type json_object");
      case ResponseFormat.JsonSchema schema -> {
        ObjectNode tree = body.withObjectProperty("output_config").putObject("format");
        tree.put("type", "json_schema");
        tree.set("schema", schema(schema.schema()));
      }
    }
  }

  private static ObjectNode schema(String json) {
    return Json.parseObject(json)
        .orElseThrow(() -> new IllegalArgumentException("a schema is the JSON text of an object"));
  }
}

package dev.keelage.gateway.dialect.openai;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keelage.gateway.dialect.Untranslatable;
import dev.keelage.gateway.dialect.json.Json;
import dev.keelage.gateway.exchange.ChatCall;
import dev.keelage.gateway.exchange.ChatCall.Reasoning;
import dev.keelage.gateway.exchange.ChatCall.ResponseFormat;
import dev.keelage.gateway.exchange.ChatCall.Tool;
import dev.keelage.gateway.exchange.ChatCall.ToolChoice;
import dev.keelage.snapshot.Digests;

/** A canonical call as a chat completion request. */
final class OpenAiCallEncoder {
  private static final int LONGEST_USER = 64;
  private static final int MAX_STOP = 4;

  /**
   * Anthropic's budgets in tokens that come nearest to OpenAI's words; the words promise no figure.
   */
  private static final long LOW_BUDGET = 4_096;

  private static final long MEDIUM_BUDGET = 16_384;

  private OpenAiCallEncoder() {}

  static ObjectNode encode(ChatCall call) {
    ObjectNode body = Json.object();
    body.put("model", call.model());
    body.set("messages", OpenAiMessageEncoder.encode(call.system(), call.turns()));
    if (call.stream()) {
      body.put("stream", true);
      body.putObject("stream_options").put("include_usage", true);
    }
    call.maxOutputTokens().ifPresent(max -> body.put("max_completion_tokens", max));
    sampling(body, call);
    if (!call.tools().isEmpty()) {
      tools(body, call);
    }
    call.responseFormat().ifPresent(format -> body.set("response_format", format(format)));
    call.reasoning().ifPresent(reasoning -> reasoning(body, reasoning));
    call.endUser().ifPresent(user -> body.put("user", user(user)));
    return body;
  }

  /**
   * OpenAI takes so many characters; Anthropic's own clients say longer names. A digest tells one
   * from another just as well.
   */
  private static String user(String name) {
    return name.length() <= LONGEST_USER ? name : Digests.sha256Hex(name);
  }

  private static void sampling(ObjectNode body, ChatCall call) {
    call.temperature().ifPresent(t -> body.put("temperature", t));
    call.topP().ifPresent(p -> body.put("top_p", p));
    if (call.topK().isPresent()) {
      throw new Untranslatable("'top_k'");
    }
    if (call.stop().size() > MAX_STOP) {
      throw new Untranslatable("more than " + MAX_STOP + " stop sequences");
    }
    if (!call.stop().isEmpty()) {
      ArrayNode stop = body.putArray("stop");
      call.stop().forEach(stop::add);
    }
  }

  private static void tools(ObjectNode body, ChatCall call) {
    ArrayNode tools = body.putArray("tools");
    call.tools().forEach(tool -> tools.add(tool(tool)));
    switch (call.toolChoice()) {
      case ToolChoice.Auto _ -> {}
      case ToolChoice.None _ -> body.put("tool_choice", "none");
      case ToolChoice.Required _ -> body.put("tool_choice", "required");
      case ToolChoice.Named named -> {
        ObjectNode choice = body.putObject("tool_choice");
        choice.put("type", "function");
        choice.putObject("function").put("name", named.name());
      }
    }
    if (!call.parallelTools()) {
      body.put("parallel_tool_calls", false);
    }
  }

  private static ObjectNode tool(Tool tool) {
    ObjectNode tree = Json.object();
    tree.put("type", "function");
    ObjectNode function = tree.putObject("function");
    function.put("name", tool.name());
    tool.description().ifPresent(text -> function.put("description", text));
    function.set("parameters", schema(tool.schema()));
    if (tool.strict()) {
      function.put("strict", true);
    }
    return tree;
  }

  private static ObjectNode format(ResponseFormat format) {
    ObjectNode tree = Json.object();
    switch (format) {
      case ResponseFormat.JsonObject _ -> tree.put("type", "json_object");
      case ResponseFormat.JsonSchema schema -> {
        tree.put("type", "json_schema");
        ObjectNode inner = tree.putObject("json_schema");
        inner.put("name", schema.name());
        inner.set("schema", schema(schema.schema()));
        inner.put("strict", schema.strict());
      }
    }
    return tree;
  }

  private static void reasoning(ObjectNode body, Reasoning reasoning) {
    reasoning.effort().ifPresent(effort -> body.put("reasoning_effort", effort));
    if (reasoning.effort().isEmpty() && reasoning.budgetTokens().isPresent()) {
      long budget = reasoning.budgetTokens().getAsLong();
      String effort = budget <= LOW_BUDGET ? "low" : budget <= MEDIUM_BUDGET ? "medium" : "high";
      body.put("reasoning_effort", effort);
    }
  }

  private static ObjectNode schema(String json) {
    return Json.parseObject(json)
        .orElseThrow(() -> new IllegalArgumentException("a schema is the JSON text of an object"));
  }
}

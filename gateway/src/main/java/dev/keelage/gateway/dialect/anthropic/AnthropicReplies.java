package dev.keelage.gateway.dialect.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keelage.gateway.dialect.Dialect.ReplyContext;
import dev.keelage.gateway.dialect.MalformedReply;
import dev.keelage.gateway.dialect.json.Bytes;
import dev.keelage.gateway.dialect.json.Json;
import dev.keelage.gateway.exchange.ChatReply;
import dev.keelage.gateway.exchange.Part;
import dev.keelage.gateway.exchange.StopReason;
import dev.keelage.gateway.exchange.Usage;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whole messages, both ways. */
final class AnthropicReplies {
  private AnthropicReplies() {}

  static ChatReply decode(Buffer body) {
    Bytes bytes = Bytes.of(body);
    ObjectNode tree =
        Json.parseObject(bytes)
            .orElseThrow(() -> new MalformedReply("the answer is not a JSON object"));
    JsonNode content = tree.path("content");
    if (!content.isArray()) {
      throw new MalformedReply("the answer has no content");
    }
    List<Part> parts = new ArrayList<>();
    content.forEach(block -> part(block).ifPresent(parts::add));
    return new ChatReply(
        tree.path("id").asText(""),
        parts,
        stopReason(tree.path("stop_reason").asText("")),
        AnthropicUsage.inReply(bytes).orElse(Usage.NONE));
  }

  /** Blocks of other types answer what only this dialect can ask for. */
  private static Optional<Part> part(JsonNode block) {
    return switch (block.path("type").asText("")) {
      case "text" -> Optional.of(new Part.Text(block.path("text").asText("")));
      case "thinking" ->
          Optional.of(
              new Part.Thinking(
                  block.path("thinking").asText(""),
                  Optional.of(block.path("signature").asText("")).filter(s -> !s.isEmpty())));
      case "redacted_thinking" ->
          Optional.of(new Part.HiddenThinking(block.path("data").asText("")));
      case "tool_use" ->
          Optional.of(
              new Part.ToolCall(
                  block.path("id").asText(""),
                  block.path("name").asText(""),
                  block.path("input").isObject() ? Json.text(block.get("input")) : "{}"));
      default -> Optional.empty();
    };
  }

  static StopReason stopReason(String word) {
    return switch (word) {
      case "max_tokens", "model_context_window_exceeded" -> StopReason.MAX_TOKENS;
      case "stop_sequence" -> StopReason.STOP_SEQUENCE;
      case "tool_use" -> StopReason.TOOL_CALLS;
      case "refusal" -> StopReason.CONTENT_FILTER;
      default -> StopReason.END;
    };
  }

  /**
   * @param refused whether the answer is a refusal, which other vendors say in words only
   */
  static String stopReason(StopReason reason, boolean refused) {
    return switch (reason) {
      case END -> refused ? "refusal" : "end_turn";
      case MAX_TOKENS -> "max_tokens";
      case STOP_SEQUENCE -> "stop_sequence";
      case TOOL_CALLS -> "tool_use";
      case CONTENT_FILTER -> "refusal";
    };
  }

  static Buffer encode(ChatReply reply, ReplyContext context) {
    ObjectNode tree = message(id(reply.id(), context), context.model());
    ArrayNode content = tree.putArray("content");
    for (Part part : reply.parts()) {
      Part said = named(whole(part, reply.stopReason()), content.size(), context);
      content.add(AnthropicMessageEncoder.block(said));
    }
    boolean refused = reply.parts().stream().anyMatch(Part.Refusal.class::isInstance);
    tree.put("stop_reason", stopReason(reply.stopReason(), refused));
    tree.putNull("stop_sequence");
    tree.set("usage", AnthropicUsage.encode(reply.usage()));
    return Json.write(tree);
  }

  /**
   * The output bound cuts tool arguments anywhere; here they are no text but an object, and an
   * empty one under {@code max_tokens} is the least that says so.
   */
  private static Part whole(Part part, StopReason reason) {
    if (!(part instanceof Part.ToolCall call) || Json.parseObject(call.arguments()).isPresent()) {
      return part;
    }
    if (reason != StopReason.MAX_TOKENS) {
      throw new MalformedReply("the arguments of a tool call are not a JSON object");
    }
    return new Part.ToolCall(call.id(), call.name(), "{}");
  }

  private static Part named(Part part, int number, ReplyContext context) {
    return part instanceof Part.ToolCall call
        ? new Part.ToolCall(toolId(call.id(), number, context), call.name(), call.arguments())
        : part;
  }

  /** Some servers give their calls no ids, but callers answer by them. */
  static String toolId(String vendorId, int number, ReplyContext context) {
    return vendorId.isEmpty() ? "toolu_" + context.callId() + "_" + number : vendorId;
  }

  static ObjectNode message(String id, String model) {
    return Json.object()
        .put("id", id)
        .put("type", "message")
        .put("role", "assistant")
        .put("model", model);
  }

  /** The vendor's id if it is one of this dialect, else one that leads to the call. */
  static String id(String vendorId, ReplyContext context) {
    return vendorId.startsWith("msg_") ? vendorId : "msg_" + context.callId();
  }
}

package dev.keelage.gateway.dialect.openai;

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

/** Whole chat completions, both ways. */
final class OpenAiReplies {
  /** Thinking as compatible servers show it; the specification has no member for it. */
  static final List<String> THINKING = List.of("reasoning_content", "reasoning");

  private OpenAiReplies() {}

  static ChatReply decode(Buffer body) {
    Bytes bytes = Bytes.of(body);
    ObjectNode tree =
        Json.parseObject(bytes)
            .orElseThrow(() -> new MalformedReply("the answer is not a JSON object"));
    JsonNode choices = tree.path("choices");
    if (choices.size() != 1 || !choices.path(0).path("message").isObject()) {
      throw new MalformedReply("the answer has not exactly one choice with a message");
    }
    List<Part> parts = parts(choices.path(0).path("message"));
    boolean calls = parts.stream().anyMatch(Part.ToolCall.class::isInstance);
    return new ChatReply(
        tree.path("id").asText(""),
        parts,
        stopReason(choices.path(0).path("finish_reason").asText(""), calls),
        OpenAiUsage.inReply(bytes).orElse(Usage.NONE));
  }

  private static List<Part> parts(JsonNode message) {
    List<Part> parts = new ArrayList<>();
    thinking(message).ifPresent(text -> parts.add(new Part.Thinking(text, Optional.empty())));
    text(message.path("content")).ifPresent(text -> parts.add(new Part.Text(text)));
    text(message.path("refusal")).ifPresent(text -> parts.add(new Part.Refusal(text)));
    for (JsonNode call : message.path("tool_calls")) {
      JsonNode function = call.path("function");
      if (!function.path("name").isTextual()) {
        throw new MalformedReply("a tool call has no function name");
      }
      String arguments = function.path("arguments").asText("");
      parts.add(
          new Part.ToolCall(
              call.path("id").asText(""),
              function.get("name").asText(),
              arguments.isBlank() ? "{}" : arguments));
    }
    return parts;
  }

  static Optional<String> thinking(JsonNode message) {
    return THINKING.stream()
        .flatMap(name -> text(message.path(name)).stream())
        .findFirst()
        .or(() -> thoughts(message.path("content")));
  }

  /** Mistral shows its thinking as parts of the content, each a list of texts. */
  private static Optional<String> thoughts(JsonNode content) {
    StringBuilder joined = new StringBuilder();
    if (content.isArray()) {
      content.forEach(part -> text(part.path("thinking")).ifPresent(joined::append));
    }
    return Optional.of(joined.toString()).filter(s -> !s.isEmpty());
  }

  /**
   * A string that is not empty, or the text parts of a list, as some compatible servers have it.
   */
  static Optional<String> text(JsonNode content) {
    if (content.isArray()) {
      StringBuilder joined = new StringBuilder();
      content.forEach(part -> joined.append(part.path("text").asText("")));
      return Optional.of(joined.toString()).filter(s -> !s.isEmpty());
    }
    return Optional.ofNullable(content.textValue()).filter(s -> !s.isEmpty());
  }

  /**
   * @param calls whether the answer calls tools: some servers then still say {@code stop}
   */
  static StopReason stopReason(String finishReason, boolean calls) {
    return switch (finishReason) {
      case "length" -> StopReason.MAX_TOKENS;
      case "content_filter" -> StopReason.CONTENT_FILTER;
      case "tool_calls", "function_call" -> StopReason.TOOL_CALLS;
      default -> calls ? StopReason.TOOL_CALLS : StopReason.END;
    };
  }

  static String finishReason(StopReason reason) {
    return switch (reason) {
      case END, STOP_SEQUENCE -> "stop";
      case MAX_TOKENS -> "length";
      case TOOL_CALLS -> "tool_calls";
      case CONTENT_FILTER -> "content_filter";
    };
  }

  static Buffer encode(ChatReply reply, ReplyContext context) {
    ObjectNode tree = Json.object();
    tree.put("id", id(reply.id(), context));
    tree.put("object", "chat.completion");
    tree.put("created", context.createdEpochSeconds());
    tree.put("model", context.model());
    ObjectNode choice = tree.putArray("choices").addObject();
    choice.put("index", 0);
    choice.set("message", message(reply.parts()));
    choice.putNull("logprobs");
    choice.put("finish_reason", finishReason(reply.stopReason()));
    tree.set("usage", OpenAiUsage.encode(reply.usage()));
    return Json.write(tree);
  }

  /** The vendor's id if it is one of this dialect, else one that leads to the call. */
  static String id(String vendorId, ReplyContext context) {
    return vendorId.startsWith("chatcmpl-") ? vendorId : "chatcmpl-" + context.callId();
  }

  private static ObjectNode message(List<Part> parts) {
    StringBuilder text = new StringBuilder();
    StringBuilder refusal = new StringBuilder();
    StringBuilder thinking = new StringBuilder();
    ArrayNode calls = Json.array();
    for (Part part : parts) {
      switch (part) {
        case Part.Text p -> text.append(p.text());
        case Part.Refusal p -> refusal.append(p.text());
        case Part.Thinking p -> thinking.append(p.text());
        case Part.ToolCall p -> calls.add(OpenAiMessageEncoder.toolCall(p));
        case Part.HiddenThinking _ -> {}
        case Part.Image _, Part.Document _, Part.ToolResult _ ->
            throw new MalformedReply("an answer with media or tool results");
      }
    }
    ObjectNode message = Json.object();
    message.put("role", "assistant");
    message.put("content", text.isEmpty() ? null : text.toString());
    message.put("refusal", refusal.isEmpty() ? null : refusal.toString());
    if (!thinking.isEmpty()) {
      message.put(THINKING.getFirst(), thinking.toString());
    }
    if (!calls.isEmpty()) {
      message.set("tool_calls", calls);
    }
    return message;
  }
}

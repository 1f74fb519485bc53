package dev.keelage.gateway.dialect.anthropic;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keelage.gateway.dialect.Untranslatable;
import dev.keelage.gateway.dialect.call.Turns;
import dev.keelage.gateway.dialect.json.Json;
import dev.keelage.gateway.exchange.ChatCall;
import dev.keelage.gateway.exchange.ChatCall.Role;
import dev.keelage.gateway.exchange.ChatCall.Turn;
import dev.keelage.gateway.exchange.Part;
import dev.keelage.gateway.exchange.Part.Cached;
import dev.keelage.gateway.exchange.Part.Source;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * System and turns as Anthropic wants them: the user first, no empty text, results before other
 * words, thinking only with its proof.
 */
final class AnthropicMessageEncoder {
  private AnthropicMessageEncoder() {}

  static void encode(ChatCall call, ObjectNode body) {
    List<Part> system = sayable(call.system());
    if (!system.isEmpty()) {
      content(body, "system", system);
    }
    Turns turns = new Turns();
    call.turns().forEach(turn -> turns.add(turn.role(), sayable(resultsFirst(turn.parts()))));
    List<Turn> said = turns.toList();
    if (said.isEmpty()) {
      throw new Untranslatable("a conversation in which the user says nothing");
    }
    if (said.getFirst().role() != Role.USER) {
      throw new Untranslatable("a conversation that does not begin with the user");
    }
    ArrayNode messages = body.putArray("messages");
    for (Turn turn : said) {
      ObjectNode message = messages.addObject();
      message.put("role", role(turn.role()));
      content(message, "content", turn.parts());
    }
  }

  private static String role(Role role) {
    return switch (role) {
      case USER -> "user";
      case ASSISTANT -> "assistant";
      case SYSTEM -> "system";
    };
  }

  private static List<Part> resultsFirst(List<Part> parts) {
    List<Part> ordered = new ArrayList<>(parts.size());
    parts.stream().filter(Part.ToolResult.class::isInstance).forEach(ordered::add);
    parts.stream().filter(p -> !(p instanceof Part.ToolResult)).forEach(ordered::add);
    return ordered;
  }

  /** Without empty text and without thinking that Anthropic would not take back. */
  private static List<Part> sayable(List<? extends Part> parts) {
    List<Part> sayable = new ArrayList<>(parts.size());
    for (Part part : parts) {
      boolean keep =
          switch (part) {
            case Part.Text text -> !text.text().isEmpty();
            case Part.Refusal refusal -> !refusal.text().isEmpty();
            case Part.Thinking _, Part.HiddenThinking _ -> AnthropicThinking.provable(part);
            case Part.Image _, Part.Document _, Part.ToolCall _, Part.ToolResult _ -> true;
          };
      if (keep) {
        sayable.add(part);
      }
    }
    return sayable;
  }

  private static void content(ObjectNode parent, String name, List<Part> parts) {
    if (parts.size() == 1
        && parts.getFirst() instanceof Part.Text text
        && text.cached() == Cached.NOT) {
      parent.put(name, text.text());
      return;
    }
    ArrayNode blocks = parent.putArray(name);
    parts.forEach(part -> blocks.add(block(part)));
  }

  static ObjectNode block(Part part) {
    ObjectNode block = Json.object();
    switch (part) {
      case Part.Text text -> {
        block.put("type", "text").put("text", text.text());
        cacheMark(block, text.cached());
      }
      case Part.Refusal refusal -> block.put("type", "text").put("text", refusal.text());
      case Part.Image image -> {
        block.put("type", "image");
        block.set("source", imageSource(image.source()));
      }
      case Part.Document document -> {
        block.put("type", "document");
        block.set("source", documentSource(document.source()));
        document.title().ifPresent(title -> block.put("title", title));
      }
      case Part.ToolCall call -> toolUse(block, call);
      case Part.ToolResult result -> toolResult(block, result);
      case Part.Thinking thinking ->
          block
              .put("type", "thinking")
              .put("thinking", thinking.text())
              .put("signature", thinking.signature().orElse(""));
      case Part.HiddenThinking hidden ->
          block.put("type", "redacted_thinking").put("data", hidden.data());
    }
    return block;
  }

  private static void cacheMark(ObjectNode block, Cached cached) {
    switch (cached) {
      case NOT -> {}
      case FIVE_MINUTES -> block.putObject("cache_control").put("type", "ephemeral");
      case ONE_HOUR -> block.putObject("cache_control").put("type", "ephemeral").put("ttl", "1h");
    }
  }

  private static void toolUse(ObjectNode block, Part.ToolCall call) {
    block.put("type", "tool_use");
    block.put("id", toolId(call.id()));
    block.put("name", call.name());
    block.set(
        "input",
        Json.parseObject(call.arguments())
            .orElseThrow(() -> new Untranslatable("tool arguments that are no JSON object")));
  }

  private static void toolResult(ObjectNode block, Part.ToolResult result) {
    block.put("type", "tool_result");
    block.put("tool_use_id", toolId(result.callId()));
    List<Part> content = sayable(result.content());
    if (!content.isEmpty()) {
      content(block, "content", content);
    }
    if (result.error()) {
      block.put("is_error", true);
    }
  }

  /** Anthropic takes letters, digits, {@code _} and {@code -} only; some servers use more. */
  private static String toolId(String id) {
    StringBuilder legal = new StringBuilder(id.length());
    id.chars()
        .forEach(
            c -> {
              boolean fine =
                  (c >= 'a' && c <= 'z')
                      || (c >= 'A' && c <= 'Z')
                      || (c >= '0' && c <= '9')
                      || c == '_'
                      || c == '-';
              legal.append(fine ? (char) c : '_');
            });
    return legal.toString();
  }

  private static ObjectNode imageSource(Source source) {
    return switch (source) {
      case Source.Url url -> url(url);
      case Source.Inline inline ->
          base64(
              inline.mediaType().equals("image/jpg") ? "image/jpeg" : inline.mediaType(), inline);
    };
  }

  private static ObjectNode documentSource(Source source) {
    return switch (source) {
      case Source.Url url -> url(url);
      case Source.Inline inline ->
          switch (inline.mediaType()) {
            case "application/pdf" -> base64("application/pdf", inline);
            case "text/plain" ->
                Json.object()
                    .put("type", "text")
                    .put("media_type", "text/plain")
                    .put("data", plain(inline));
            default -> throw new Untranslatable("a document of type " + inline.mediaType());
          };
    };
  }

  private static String plain(Source.Inline inline) {
    try {
      return new String(Base64.getDecoder().decode(inline.data()), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new Untranslatable("a document that is not base64");
    }
  }

  private static ObjectNode url(Source.Url url) {
    return Json.object().put("type", "url").put("url", url.url());
  }

  private static ObjectNode base64(String mediaType, Source.Inline inline) {
    return Json.object()
        .put("type", "base64")
        .put("media_type", mediaType)
        .put("data", inline.data());
  }
}

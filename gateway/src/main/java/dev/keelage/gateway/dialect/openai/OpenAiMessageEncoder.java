package dev.keelage.gateway.dialect.openai;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keelage.gateway.dialect.Untranslatable;
import dev.keelage.gateway.dialect.json.Json;
import dev.keelage.gateway.exchange.ChatCall.Turn;
import dev.keelage.gateway.exchange.Part;
import dev.keelage.gateway.exchange.Part.Source;
import java.util.ArrayList;
import java.util.List;

/**
 * Turns as messages. Tool results become messages of their own role, right behind the calls that
 * they answer. Thinking is left out: the specification has no place for it, and only the vendor
 * that wrote it can use it.
 */
final class OpenAiMessageEncoder {
  private final ArrayNode messages = Json.array();

  private OpenAiMessageEncoder() {}

  static ArrayNode encode(List<Part.Text> system, List<Turn> turns) {
    OpenAiMessageEncoder encoder = new OpenAiMessageEncoder();
    encoder.plain("system", system);
    for (Turn turn : turns) {
      switch (turn.role()) {
        case USER -> encoder.user(turn.parts());
        case ASSISTANT -> encoder.assistant(turn.parts());
        case SYSTEM -> encoder.plain("system", turn.parts());
      }
    }
    return encoder.messages;
  }

  private void plain(String role, List<? extends Part> parts) {
    if (!parts.isEmpty()) {
      content(message(role), parts);
    }
  }

  private void user(List<Part> parts) {
    List<Part> said = new ArrayList<>();
    for (Part part : parts) {
      if (part instanceof Part.ToolResult result) {
        said.addAll(toolResult(result));
      } else {
        said.add(part);
      }
    }
    plain("user", said);
  }

  /**
   * A result is words here.
   *
   * @return what else it has, for the user to show: results of one turn stand together
   */
  private List<Part> toolResult(Part.ToolResult result) {
    List<Part> words = new ArrayList<>();
    List<Part> media = new ArrayList<>();
    for (Part part : result.content()) {
      (part instanceof Part.Text ? words : media).add(part);
    }
    ObjectNode message = message("tool");
    message.put("tool_call_id", result.callId());
    if (words.isEmpty()) {
      message.put("content", "");
    } else {
      content(message, words);
    }
    return media;
  }

  private void assistant(List<Part> parts) {
    List<Part> said = new ArrayList<>();
    ArrayNode calls = Json.array();
    for (Part part : parts) {
      switch (part) {
        case Part.Text _, Part.Refusal _ -> said.add(part);
        case Part.ToolCall call -> calls.add(toolCall(call));
        case Part.Thinking _, Part.HiddenThinking _ -> {}
        case Part.Image _, Part.Document _ ->
            throw new Untranslatable("media in the assistant's own messages");
        case Part.ToolResult _ ->
            throw new Untranslatable("a tool's result in the assistant's own messages");
      }
    }
    if (said.isEmpty() && calls.isEmpty()) {
      return;
    }
    ObjectNode message = message("assistant");
    if (said.isEmpty()) {
      message.putNull("content");
    } else {
      content(message, said);
    }
    if (!calls.isEmpty()) {
      message.set("tool_calls", calls);
    }
  }

  static ObjectNode toolCall(Part.ToolCall call) {
    ObjectNode tree = Json.object();
    tree.put("id", call.id());
    tree.put("type", "function");
    ObjectNode function = tree.putObject("function");
    function.put("name", call.name());
    function.put("arguments", call.arguments());
    return tree;
  }

  private static void content(ObjectNode message, List<? extends Part> parts) {
    OpenAiMessages.onlyText(parts)
        .ifPresentOrElse(
            text -> message.put("content", text),
            () -> {
              ArrayNode content = message.putArray("content");
              parts.forEach(part -> content.add(part(part)));
            });
  }

  private static ObjectNode part(Part part) {
    ObjectNode tree = Json.object();
    switch (part) {
      case Part.Text text -> tree.put("type", "text").put("text", text.text());
      case Part.Refusal refusal -> tree.put("type", "refusal").put("refusal", refusal.text());
      case Part.Image image ->
          tree.put("type", "image_url").putObject("image_url").put("url", address(image.source()));
      case Part.Document document -> file(tree.put("type", "file").putObject("file"), document);
      case Part.ToolCall _, Part.ToolResult _, Part.Thinking _, Part.HiddenThinking _ ->
          throw new Untranslatable("a " + part.getClass().getSimpleName() + " in this place");
    }
    return tree;
  }

  private static String address(Source source) {
    return switch (source) {
      case Source.Url url -> url.url();
      case Source.Inline inline -> OpenAiMessages.dataUrl(inline);
    };
  }

  private static void file(ObjectNode file, Part.Document document) {
    switch (document.source()) {
      case Source.Url _ -> throw new Untranslatable("a document by its address");
      case Source.Inline inline -> {
        file.put("filename", document.title().orElseGet(() -> untitled(inline.mediaType())));
        file.put("file_data", OpenAiMessages.dataUrl(inline));
      }
    }
  }

  private ObjectNode message(String role) {
    ObjectNode message = messages.addObject();
    message.put("role", role);
    return message;
  }

  /** The member is demanded, and its ending is looked at. */
  private static String untitled(String mediaType) {
    return switch (mediaType) {
      case "application/pdf" -> "document.pdf";
      case "text/plain" -> "document.txt";
      default -> "document";
    };
  }
}

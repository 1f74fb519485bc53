package dev.keelage.gateway.dialect.anthropic;

import dev.keelage.gateway.dialect.call.CacheMark;
import dev.keelage.gateway.dialect.call.CallNode;
import dev.keelage.gateway.exchange.Part;
import dev.keelage.gateway.exchange.Part.Source;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Content blocks of a request as parts. */
final class AnthropicBlocks {
  private static final Set<String> IMAGE = Set.of("type", "source", "cache_control");
  private static final Set<String> DOCUMENT =
      Set.of("type", "source", "cache_control", "title", "citations");
  private static final Set<String> TOOL_USE =
      Set.of("type", "id", "name", "input", "cache_control", "caller");
  private static final Set<String> TOOL_RESULT =
      Set.of("type", "tool_use_id", "content", "is_error", "cache_control");

  private AnthropicBlocks() {}

  /** A string, or blocks of text only. */
  static List<Part.Text> texts(CallNode content) {
    if (content.isText()) {
      return List.of(new Part.Text(content.text()));
    }
    return content.list().stream()
        .map(
            block -> {
              String type = block.object().at("type").text();
              if (!type.equals("text")) {
                throw block.untranslatable("of type " + type);
              }
              return text(block);
            })
        .toList();
  }

  static List<Part> parts(CallNode content) {
    if (content.isText()) {
      return List.of(new Part.Text(content.text()));
    }
    return content.list().stream().map(AnthropicBlocks::part).toList();
  }

  private static Part part(CallNode block) {
    String type = block.object().at("type").text();
    return switch (type) {
      case "text" -> text(block);
      case "image" -> image(block);
      case "document" -> document(block);
      case "tool_use" -> toolUse(block);
      case "tool_result" -> toolResult(block);
      case "thinking" ->
          new Part.Thinking(
              block.at("thinking").text(),
              block.at("signature").optionalText().filter(s -> !s.isEmpty()));
      case "redacted_thinking" -> new Part.HiddenThinking(block.at("data").text());
      default -> throw block.untranslatable("of type " + type);
    };
  }

  /** Citations of an earlier answer are left out: they point into it and say nothing new. */
  private static Part.Text text(CallNode block) {
    return new Part.Text(block.at("text").text(), CacheMark.of(block));
  }

  private static Part.Image image(CallNode block) {
    block.refuseAllBut(IMAGE);
    CallNode source = block.at("source").object();
    String type = source.at("type").text();
    return new Part.Image(
        switch (type) {
          case "base64" -> inline(source);
          case "url" -> new Source.Url(source.at("url").text());
          default -> throw source.untranslatable("of type " + type);
        });
  }

  private static Part.Document document(CallNode block) {
    block.refuseAllBut(DOCUMENT);
    if (block.at("citations").at("enabled").flag(false)) {
      throw block.at("citations").untranslatable();
    }
    CallNode source = block.at("source").object();
    String type = source.at("type").text();
    Source from =
        switch (type) {
          case "base64" -> inline(source);
          case "url" -> new Source.Url(source.at("url").text());
          case "text" -> plain(source.at("data").text());
          default -> throw source.untranslatable("of type " + type);
        };
    return new Part.Document(from, block.at("title").optionalText());
  }

  private static Source.Inline inline(CallNode source) {
    return new Source.Inline(source.at("media_type").text(), source.at("data").text());
  }

  private static Source.Inline plain(String text) {
    return new Source.Inline(
        "text/plain", Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static Part.ToolCall toolUse(CallNode block) {
    block.refuseAllBut(TOOL_USE);
    Optional<String> caller = block.at("caller").at("type").optionalText();
    if (caller.isPresent() && !caller.get().equals("direct")) {
      throw block.at("caller").untranslatable("of type " + caller.get());
    }
    CallNode input = block.at("input");
    return new Part.ToolCall(
        block.at("id").text(), block.at("name").text(), input.absent() ? "{}" : input.json());
  }

  private static Part.ToolResult toolResult(CallNode block) {
    block.refuseAllBut(TOOL_RESULT);
    return new Part.ToolResult(
        block.at("tool_use_id").text(),
        parts(block.at("content")),
        block.at("is_error").flag(false));
  }
}

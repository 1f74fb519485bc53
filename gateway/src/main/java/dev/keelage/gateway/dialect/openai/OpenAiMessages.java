package dev.keelage.gateway.dialect.openai;

import dev.keelage.gateway.dialect.call.CacheMark;
import dev.keelage.gateway.dialect.call.CallNode;
import dev.keelage.gateway.dialect.call.Turns;
import dev.keelage.gateway.dialect.json.Json;
import dev.keelage.gateway.exchange.ChatCall.Role;
import dev.keelage.gateway.exchange.ChatCall.Turn;
import dev.keelage.gateway.exchange.Part;
import dev.keelage.gateway.exchange.Part.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The messages of a request.
 *
 * @param system what system and developer messages say before the conversation begins
 */
record OpenAiMessages(List<Part.Text> system, List<Turn> turns) {

  static OpenAiMessages decode(CallNode messages) {
    List<Part.Text> system = new ArrayList<>();
    Turns turns = new Turns();
    for (CallNode message : messages.list()) {
      String role = message.object().at("role").text();
      switch (role) {
        case "system", "developer" -> {
          message.at("name").refuse();
          List<Part.Text> texts = texts(message);
          if (turns.empty()) {
            system.addAll(texts);
          } else {
            turns.add(Role.SYSTEM, texts);
          }
        }
        case "user" -> {
          message.at("name").refuse();
          turns.add(Role.USER, userParts(message));
        }
        case "assistant" -> turns.add(Role.ASSISTANT, assistantParts(message));
        case "tool" -> turns.add(Role.USER, List.of(toolResult(message)));
        case "function" -> throw message.untranslatable("of role function");
        default ->
            throw message
                .at("role")
                .malformed("must be system, developer, user, assistant or tool");
      }
    }
    return new OpenAiMessages(system, turns.toList());
  }

  private static List<Part.Text> texts(CallNode message) {
    CallNode content = message.at("content");
    if (content.isText()) {
      return List.of(whole(message));
    }
    return content.list().stream()
        .map(
            part -> {
              String type = part.object().at("type").text();
              if (!type.equals("text")) {
                throw part.untranslatable("of type " + type);
              }
              return text(part);
            })
        .toList();
  }

  /** A message whose content is one text bears the mark itself, as LiteLLM has it. */
  private static Part.Text whole(CallNode message) {
    return new Part.Text(message.at("content").text(), CacheMark.of(message));
  }

  private static Part.Text text(CallNode part) {
    return new Part.Text(part.at("text").text(), CacheMark.of(part));
  }

  private static List<Part> userParts(CallNode message) {
    CallNode content = message.at("content");
    if (content.isText()) {
      return List.of(whole(message));
    }
    List<Part> parts = new ArrayList<>();
    for (CallNode part : content.list()) {
      String type = part.object().at("type").text();
      parts.add(
          switch (type) {
            case "text" -> text(part);
            case "image_url" -> image(part.at("image_url"));
            case "file" -> file(part.at("file").object());
            default -> throw part.untranslatable("of type " + type);
          });
    }
    return parts;
  }

  /** {@code detail} is left out: only OpenAI's models know it. */
  private static Part.Image image(CallNode image) {
    CallNode url = image.object().at("url");
    return new Part.Image(
        url.text().startsWith("data:") ? inline(url) : new Source.Url(url.text()));
  }

  private static Part.Document file(CallNode file) {
    file.at("file_id").refuse();
    CallNode content = file.at("file_data");
    return new Part.Document(
        content.text().startsWith("data:")
            ? inline(content)
            : new Source.Inline("application/pdf", content.text()),
        file.at("filename").optionalText());
  }

  /** A data URL (RFC 2397) in base64. */
  private static Source.Inline inline(CallNode url) {
    String text = url.text();
    int comma = text.indexOf(',');
    String head = comma < 0 ? "" : text.substring("data:".length(), comma);
    if (!head.endsWith(";base64") || head.startsWith(";")) {
      throw url.malformed("must be an address or a data URL with a media type, in base64");
    }
    return new Source.Inline(head.substring(0, head.indexOf(';')), text.substring(comma + 1));
  }

  private static List<Part> assistantParts(CallNode message) {
    message.at("name").refuse();
    message.at("function_call").refuse();
    message.at("audio").refuse();
    List<Part> parts = new ArrayList<>();
    CallNode content = message.at("content");
    if (content.isText()) {
      parts.add(whole(message));
    } else {
      for (CallNode part : content.list()) {
        String type = part.object().at("type").text();
        parts.add(
            switch (type) {
              case "text" -> text(part);
              case "refusal" -> new Part.Refusal(part.at("refusal").text());
              default -> throw part.untranslatable("of type " + type);
            });
      }
    }
    message.at("refusal").optionalText().map(Part.Refusal::new).ifPresent(parts::add);
    message.at("tool_calls").list().stream().map(OpenAiMessages::toolCall).forEach(parts::add);
    return parts;
  }

  private static Part.ToolCall toolCall(CallNode call) {
    String type = call.object().at("type").optionalText().orElse("function");
    if (!type.equals("function")) {
      throw call.untranslatable("of type " + type);
    }
    CallNode function = call.at("function").object();
    CallNode arguments = function.at("arguments");
    String json = arguments.optionalText().filter(a -> !a.isBlank()).orElse("{}");
    if (Json.parseObject(json).isEmpty()) {
      throw arguments.malformed("must be the JSON text of an object");
    }
    return new Part.ToolCall(call.at("id").text(), function.at("name").text(), json);
  }

  private static Part.ToolResult toolResult(CallNode message) {
    return new Part.ToolResult(message.at("tool_call_id").text(), resultParts(message), false);
  }

  /** Pictures are no part of OpenAI's specification here, but of what compatible servers take. */
  private static List<Part> resultParts(CallNode message) {
    List<Part> parts = userParts(message);
    if (parts.stream().anyMatch(Part.Document.class::isInstance)) {
      throw message.at("content").untranslatable("with a file");
    }
    return parts;
  }

  /** The data URL of inline media. */
  static String dataUrl(Source.Inline inline) {
    return "data:" + inline.mediaType() + ";base64," + inline.data();
  }

  static Optional<String> onlyText(List<? extends Part> parts) {
    return parts.size() == 1 && parts.getFirst() instanceof Part.Text text
        ? Optional.of(text.text())
        : Optional.empty();
  }
}

package dev.keelage.gateway.dialect.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.keelage.gateway.dialect.StreamPiece.Manner;
import dev.keelage.gateway.dialect.StreamPiece.Words;
import dev.keelage.gateway.dialect.json.TextEdits;
import java.util.Set;
import java.util.function.Function;

/**
 * Walks over all words of a chunk, those that only its vendor knows included. What stands in a
 * {@code delta} goes on in the same place of the next one.
 */
final class ChunkWords {
  /** Members whose strings are no words. */
  private static final Set<String> LABELS =
      Set.of(
          "model",
          "role",
          "type",
          "id",
          "tool_call_id",
          "file_id",
          "name",
          "object",
          "format",
          "finish_reason",
          "native_finish_reason",
          "system_fingerprint",
          "service_tier",
          "obfuscation");

  private static final Set<String> OF_CHOICE = Set.of("index", "finish_reason", "logprobs");
  private static final Set<String> MEDIA =
      Set.of("url", "data", "file_data", "b64_json", "signature", "thought_signature");

  /** Of function tools and of custom ones. */
  private static final Set<String> ARGUMENTS = Set.of("arguments", "input");

  /** Asked for what shall stand in each place. */
  private final Function<Words, String> look;

  private ChunkWords(Function<Words, String> look) {
    this.look = look;
  }

  static void walk(ObjectNode chunk, Function<Words, String> look) {
    new ChunkWords(look).chunk(chunk);
  }

  /** The name of a choice among those of its stream. */
  static String answer(JsonNode choice) {
    return choice.path("index").asText("0");
  }

  private void chunk(ObjectNode chunk) {
    chunk
        .properties()
        .forEach(
            member -> {
              if (!member.getKey().equals("choices")) {
                member(chunk, member.getKey(), "", "", false);
              }
            });
    for (JsonNode choice : chunk.path("choices")) {
      if (choice instanceof ObjectNode object) {
        choice(object);
      }
    }
  }

  private void choice(ObjectNode choice) {
    String answer = answer(choice);
    for (var member : choice.properties()) {
      String name = member.getKey();
      if (!OF_CHOICE.contains(name)) {
        boolean delta = name.equals("delta") && member.getValue().isObject();
        member(choice, name, answer, "", delta);
      }
    }
  }

  private void member(ObjectNode parent, String name, String answer, String path, boolean delta) {
    JsonNode value = parent.path(name);
    String place = path + "." + name;
    if (value.isTextual()) {
      if (!LABELS.contains(name)) {
        parent.set(name, text(value, name, answer, place, delta));
      }
    } else {
      inside(value, name, answer, place, delta);
    }
  }

  private void inside(JsonNode value, String name, String answer, String place, boolean delta) {
    if (value instanceof ObjectNode object) {
      object.properties().forEach(m -> member(object, m.getKey(), answer, place, delta));
    } else if (value instanceof ArrayNode list) {
      for (int i = 0; i < list.size(); i++) {
        JsonNode element = list.get(i);
        JsonNode number = element.path("index");
        String at = number.isIntegralNumber() ? place + "[" + number.asText() + "]" : place;
        if (element.isTextual()) {
          list.set(i, text(element, name, answer, at, delta));
        } else {
          inside(element, name, answer, at, delta);
        }
      }
    }
  }

  private JsonNode text(JsonNode value, String name, String answer, String place, boolean delta) {
    String text = value.textValue();
    if (text.isEmpty() || (MEDIA.contains(name) && TextEdits.isMedia(text))) {
      return value;
    }
    Manner manner =
        !delta ? Manner.WHOLE : ARGUMENTS.contains(name) ? Manner.COLLECTED : Manner.FLOWING;
    String instead = look.apply(new Words(answer, place, manner, text));
    return instead.equals(text) ? value : TextNode.valueOf(instead);
  }
}

package dev.keelage.gateway.dialect.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keelage.gateway.dialect.json.Bytes;
import dev.keelage.gateway.dialect.json.Json;
import dev.keelage.gateway.dialect.json.JsonCursor;
import dev.keelage.gateway.dialect.json.Names;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The probabilities of an answer's tokens. They spell the answer, token by token and as bytes, so
 * they cannot stand beside one whose words were edited.
 */
final class OpenAiLogprobs {
  private static final Names CHOICES = Names.of("choices");

  private OpenAiLogprobs() {}

  /** The body without them; the same buffer if it is no answer, or has none. */
  static Buffer removed(Buffer body) {
    if (!isAnswer(body)) {
      return body;
    }
    Optional<ObjectNode> tree = Json.parseObject(Bytes.of(body));
    boolean any = false;
    for (JsonNode choice : tree.map(answer -> answer.path("choices")).orElse(Json.array())) {
      if (choice instanceof ObjectNode has && has.hasNonNull("logprobs")) {
        has.putNull("logprobs");
        any = true;
      }
    }
    return any ? Json.write(tree.orElseThrow()) : body;
  }

  /** Without a tree: a call may be long. */
  private static boolean isAnswer(Buffer body) {
    JsonCursor cursor = new JsonCursor(Bytes.of(body));
    cursor.beginObject();
    while (cursor.nextMember()) {
      if (cursor.keyIn(CHOICES) == 0) {
        return true;
      }
      cursor.skip();
    }
    return false;
  }

  /**
   * Whether those of a streamed choice spell no more and no less than its words do; a choice
   * without any does. A character that is split between chunks makes two that do not.
   */
  static boolean spell(JsonNode choice) {
    JsonNode probabilities = choice.path("logprobs");
    if (!probabilities.isObject()) {
      return probabilities.isNull() || probabilities.isMissingNode();
    }
    for (var member : probabilities.properties()) {
      if (!member.getValue().isNull()) {
        String words = OpenAiReplies.text(choice.path("delta").path(member.getKey())).orElse("");
        if (!words.equals(spelled(member.getValue()))) {
          return false;
        }
      }
    }
    return true;
  }

  private static String spelled(JsonNode tokens) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (JsonNode token : tokens) {
      JsonNode own = token.path("bytes");
      if (own.isArray()) {
        own.forEach(b -> bytes.write(b.asInt()));
      } else {
        bytes.writeBytes(token.path("token").asText("").getBytes(StandardCharsets.UTF_8));
      }
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }
}

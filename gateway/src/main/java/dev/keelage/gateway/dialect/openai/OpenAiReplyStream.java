package dev.keelage.gateway.dialect.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keelage.gateway.dialect.MalformedReply;
import dev.keelage.gateway.dialect.json.Bytes;
import dev.keelage.gateway.dialect.json.Json;
import io.vertx.core.buffer.Buffer;

/**
 * A whole chat completion as the stream that would have said the same: what each choice says in one
 * chunk, why each ended in another, the usage in a last one. Members that only the vendor knows
 * stay.
 */
final class OpenAiReplyStream {
  private final ObjectNode reply;
  private final Buffer out = Buffer.buffer();

  private OpenAiReplyStream(ObjectNode reply) {
    this.reply = reply;
  }

  /**
   * @throws MalformedReply no chat completion
   */
  static Buffer of(Buffer body) {
    ObjectNode reply =
        Json.parseObject(Bytes.of(body))
            .orElseThrow(() -> new MalformedReply("the answer is not a JSON object"));
    JsonNode choices = reply.path("choices");
    if (!choices.isArray() || choices.isEmpty()) {
      throw new MalformedReply("the answer has no choices");
    }
    return new OpenAiReplyStream(reply).told();
  }

  private Buffer told() {
    ObjectNode said = chunk();
    ObjectNode ended = chunk();
    int position = 0;
    for (JsonNode choice : reply.path("choices")) {
      if (!(choice instanceof ObjectNode whole)
          || !(choice.path("message") instanceof ObjectNode message)) {
        throw new MalformedReply("a choice of the answer has no message");
      }
      int index = choice.path("index").asInt(position++);
      said.withArray("choices").add(said(whole, message, index));
      ObjectNode end = ended.withArray("choices").addObject();
      end.put("index", index).putObject("delta");
      end.putNull("logprobs").put("finish_reason", choice.path("finish_reason").asText("stop"));
    }
    frame(said);
    frame(ended);
    if (reply.path("usage").isObject()) {
      ObjectNode usage = chunk();
      usage.putArray("choices");
      frame(usage.set("usage", reply.get("usage")));
    }
    return out.appendString("data: [DONE]\n\n");
  }

  private static ObjectNode said(ObjectNode choice, ObjectNode message, int index) {
    ObjectNode said = choice.deepCopy();
    ObjectNode delta = message.deepCopy();
    int number = 0;
    for (JsonNode call : delta.path("tool_calls")) {
      if (call instanceof ObjectNode numbered) {
        numbered.put("index", number++);
      }
    }
    said.remove("message");
    said.put("index", index).set("delta", delta);
    return said.putNull("finish_reason");
  }

  /** All but what the answer says. */
  private ObjectNode chunk() {
    ObjectNode chunk = Json.object();
    reply
        .properties()
        .forEach(
            member -> {
              if (!member.getKey().equals("choices") && !member.getKey().equals("usage")) {
                chunk.set(member.getKey(), member.getValue());
              }
            });
    return chunk.put("object", "chat.completion.chunk");
  }

  private void frame(JsonNode chunk) {
    out.appendString("data: ").appendBuffer(Json.write(chunk)).appendString("\n\n");
  }
}

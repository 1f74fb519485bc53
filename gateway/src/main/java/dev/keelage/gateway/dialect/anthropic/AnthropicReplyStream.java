package dev.keelage.gateway.dialect.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keelage.gateway.dialect.MalformedReply;
import dev.keelage.gateway.dialect.json.Bytes;
import dev.keelage.gateway.dialect.json.Json;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/**
 * A whole message as the stream that would have said the same: each block with one delta for each
 * of its parts. Blocks of a type that is not known come whole in their start, as Anthropic has it
 * for the results of its own tools.
 */
final class AnthropicReplyStream {
  /** What {@code message_delta} says beside the reason to stop. */
  private static final List<String> LAST = List.of("stop_sequence", "stop_details", "container");

  private final ObjectNode reply;
  private final Buffer out = Buffer.buffer();

  /** That is being made. */
  private ObjectNode event = Json.object();

  private AnthropicReplyStream(ObjectNode reply) {
    this.reply = reply;
  }

  /**
   * @throws MalformedReply no message
   */
  static Buffer of(Buffer body) {
    ObjectNode reply =
        Json.parseObject(Bytes.of(body))
            .orElseThrow(() -> new MalformedReply("the answer is not a JSON object"));
    if (!reply.path("content").isArray()) {
      throw new MalformedReply("the answer has no content");
    }
    return new AnthropicReplyStream(reply).told();
  }

  private Buffer told() {
    ObjectNode message = reply.deepCopy();
    message.putArray("content");
    message.putNull("stop_reason");
    message.putNull("stop_sequence");
    event("message_start").set("message", message);
    frame();
    int index = 0;
    for (JsonNode block : reply.path("content")) {
      if (!(block instanceof ObjectNode whole)) {
        throw new MalformedReply("a block of the answer is not an object");
      }
      block(whole, index++);
    }
    ObjectNode end = event("message_delta");
    ObjectNode delta = end.putObject("delta");
    delta.put("stop_reason", reply.path("stop_reason").asText("end_turn"));
    LAST.stream().filter(reply::has).forEach(name -> delta.set(name, reply.get(name)));
    if (reply.has("context_management")) {
      end.set("context_management", reply.get("context_management"));
    }
    end.set("usage", reply.path("usage").isObject() ? reply.get("usage") : Json.object());
    frame();
    event("message_stop");
    frame();
    return out;
  }

  private void block(ObjectNode block, int index) {
    ObjectNode start = block.deepCopy();
    event("content_block_start").put("index", index).set("content_block", start);
    switch (block.path("type").asText("")) {
      case "text" -> {
        start.put("text", "");
        if (block.path("citations").isArray()) {
          start.putArray("citations");
        }
        frame();
        delta(index, "text_delta", "text", block.path("text"));
        block.path("citations").forEach(each -> delta(index, "citations_delta", "citation", each));
      }
      case "thinking" -> {
        start.put("thinking", "").put("signature", "");
        frame();
        delta(index, "thinking_delta", "thinking", block.path("thinking"));
        delta(index, "signature_delta", "signature", block.path("signature"));
      }
      default -> {
        JsonNode input = block.path("input");
        if (input.isObject()) {
          start.putObject("input");
        }
        frame();
        if (input.isObject()) {
          delta(
              index,
              "input_json_delta",
              "partial_json",
              Json.object().textNode(input.isEmpty() ? "" : Json.text(input)));
        }
      }
    }
    event("content_block_stop").put("index", index);
    frame();
  }

  private void delta(int index, String type, String member, JsonNode value) {
    if (!value.isMissingNode() && !value.isNull()) {
      ObjectNode event = event("content_block_delta").put("index", index);
      event.putObject("delta").put("type", type).set(member, value);
      frame();
    }
  }

  private ObjectNode event(String type) {
    event = Json.object().put("type", type);
    return event;
  }

  private void frame() {
    out.appendString("event: ").appendString(event.path("type").asText());
    out.appendString("\ndata: ").appendBuffer(Json.write(event)).appendString("\n\n");
  }
}

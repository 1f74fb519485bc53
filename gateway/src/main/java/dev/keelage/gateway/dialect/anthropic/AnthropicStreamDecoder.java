package dev.keelage.gateway.dialect.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keelage.gateway.dialect.MalformedReply;
import dev.keelage.gateway.dialect.json.Bytes;
import dev.keelage.gateway.dialect.json.Json;
import dev.keelage.gateway.dialect.json.JsonCursor;
import dev.keelage.gateway.dialect.sse.SseEvent;
import dev.keelage.gateway.dialect.sse.SseStream;
import dev.keelage.gateway.exchange.StreamEvent;
import dev.keelage.gateway.exchange.WireFormat;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;

/** A stream of Messages events. The index of a content block is the index of the part. */
final class AnthropicStreamDecoder extends SseStream {
  private final AnthropicUsage usage = new AnthropicUsage();

  /** Blocks of types that only this dialect knows. */
  private final Set<Integer> foreign = new HashSet<>();

  /** Tool calls whose arguments have not begun. */
  private final Set<Integer> withoutArguments = new HashSet<>();

  private boolean finished;
  private boolean closed;

  @Override
  protected void ended() {
    if (finished && !closed) {
      closed = true;
      emit(new StreamEvent.Closed());
    }
  }

  @Override
  protected boolean whole(SseEvent event) {
    return Json.parseObject(event.data()).isPresent();
  }

  @Override
  protected void event(SseEvent event) {
    if (closed) {
      return;
    }
    ObjectNode data =
        Json.parseObject(event.data())
            .orElseThrow(() -> new MalformedReply("an event of the stream is not a JSON object"));
    int index = data.path("index").asInt(0);
    switch (data.path("type").asText("")) {
      case "message_start" -> {
        usage(data.path("message").path("usage"));
        emit(new StreamEvent.Started(data.path("message").path("id").asText("")));
      }
      case "content_block_start" -> blockStart(index, data);
      case "content_block_delta" -> blockDelta(index, data);
      case "content_block_stop" -> blockStop(index, data);
      case "message_delta" -> {
        usage(data.path("usage"));
        JsonNode reason = data.path("delta").path("stop_reason");
        if (reason.isTextual()) {
          finished = true;
          verbatim("message_delta", data);
          emit(new StreamEvent.Finished(AnthropicReplies.stopReason(reason.asText())));
        }
      }
      case "message_stop" -> {
        closed = true;
        emit(new StreamEvent.Closed());
      }
      case "error" -> {
        finished = false;
        emit(new StreamEvent.Failed(AnthropicErrors.decodeInStream(data)));
      }
      default -> {} // ping, and what may come: the specification asks to pass over unknown events
    }
  }

  private void usage(JsonNode figures) {
    if (figures.isObject()) {
      byte[] json = Json.text(figures).getBytes(StandardCharsets.UTF_8);
      usage.read(new JsonCursor(Bytes.of(json)));
      usage.soFar().map(StreamEvent.UsageReported::new).ifPresent(this::emit);
    }
  }

  private void blockStart(int index, ObjectNode data) {
    JsonNode block = data.path("content_block");
    switch (block.path("type").asText("")) {
      case "text" -> {
        if (block.path("citations").isArray() && block.path("text").asText("").isEmpty()) {
          verbatim("content_block_start", data); // its citations may come before its text
        }
        text(index, block.path("text").asText(""));
      }
      case "thinking" -> thinking(index, block.path("thinking").asText(""));
      case "redacted_thinking" ->
          emit(new StreamEvent.HiddenThinking(index, block.path("data").asText("")));
      case "tool_use" -> {
        emit(
            new StreamEvent.ToolCallStarted(
                index, block.path("id").asText(""), block.path("name").asText("")));
        withoutArguments.add(index);
        if (!block.path("input").isEmpty()) {
          arguments(index, Json.text(block.get("input")));
        }
      }
      default -> {
        foreign.add(index);
        verbatim("content_block_start", data);
      }
    }
  }

  private void blockDelta(int index, ObjectNode data) {
    if (foreign.contains(index)) {
      verbatim("content_block_delta", data);
      return;
    }
    JsonNode delta = data.path("delta");
    switch (delta.path("type").asText("")) {
      case "text_delta" -> text(index, delta.path("text").asText(""));
      case "thinking_delta" -> thinking(index, delta.path("thinking").asText(""));
      case "signature_delta" ->
          emit(new StreamEvent.ThinkingSigned(index, delta.path("signature").asText("")));
      case "input_json_delta" -> arguments(index, delta.path("partial_json").asText(""));
      default -> verbatim("content_block_delta", data);
    }
  }

  /** A call without arguments has an empty object for them, which Anthropic leaves unsaid. */
  private void blockStop(int index, ObjectNode data) {
    if (foreign.contains(index)) {
      verbatim("content_block_stop", data);
    }
    if (withoutArguments.remove(index)) {
      emit(new StreamEvent.ToolArgumentsDelta(index, "{}"));
    }
  }

  private void text(int index, String text) {
    if (!text.isEmpty()) {
      emit(new StreamEvent.TextDelta(index, text));
    }
  }

  private void thinking(int index, String text) {
    if (!text.isEmpty()) {
      emit(new StreamEvent.ThinkingDelta(index, text));
    }
  }

  private void arguments(int index, String json) {
    if (!json.isEmpty()) {
      withoutArguments.remove(index);
      emit(new StreamEvent.ToolArgumentsDelta(index, json));
    }
  }

  private void verbatim(String type, ObjectNode data) {
    emit(new StreamEvent.Verbatim(WireFormat.ANTHROPIC, type, Json.text(data)));
  }
}

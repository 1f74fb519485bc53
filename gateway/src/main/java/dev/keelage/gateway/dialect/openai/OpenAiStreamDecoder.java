package dev.keelage.gateway.dialect.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keelage.gateway.dialect.MalformedReply;
import dev.keelage.gateway.dialect.json.Json;
import dev.keelage.gateway.dialect.sse.SseEvent;
import dev.keelage.gateway.dialect.sse.SseStream;
import dev.keelage.gateway.exchange.StreamEvent;
import dev.keelage.gateway.exchange.WireFormat;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A stream of chat completion chunks. The specification has one text and a list of tool calls; here
 * they become parts in order of appearance.
 */
final class OpenAiStreamDecoder extends SseStream {
  /** What the part at hand is, so that a delta of another sort begins a new one. */
  private enum PartKind {
    NONE,
    TEXT,
    THINKING,
    REFUSAL,
    TOOL_CALL
  }

  private static final List<String> VERBATIM = List.of("function_call", "audio", "annotations");

  private record OpenCall(int part, String id, String name, StringBuilder arguments) {}

  private PartKind kind = PartKind.NONE;
  private int part = -1;
  private final Map<Integer, OpenCall> calls = new HashMap<>();

  /** Index of the call that the last delta was about. */
  private int latest;

  private boolean started;
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
    return event.done() || Json.parseObject(event.data()).isPresent();
  }

  @Override
  protected void event(SseEvent event) {
    if (closed) {
      // Some servers say behind the end what was used.
      usage(event);
      return;
    }
    if (event.done()) {
      closed = true;
      emit(new StreamEvent.Closed());
      return;
    }
    ObjectNode chunk =
        Json.parseObject(event.data())
            .orElseThrow(() -> new MalformedReply("an event of the stream is not a JSON object"));
    // vLLM and others: {"object":"error","message":…} without an envelope.
    if (chunk.hasNonNull("error") || chunk.path("object").asText("").equals("error")) {
      finished = false;
      emit(new StreamEvent.Failed(OpenAiErrors.decodeInStream(chunk)));
      return;
    }
    start(chunk);
    for (JsonNode choice : chunk.path("choices")) {
      choice(choice, chunk);
    }
    if (chunk.path("usage").isObject()) {
      usage(event);
    }
  }

  private void start(ObjectNode chunk) {
    if (!started) {
      started = true;
      emit(new StreamEvent.Started(chunk.path("id").asText("")));
    }
  }

  private void usage(SseEvent event) {
    OpenAiUsage.inReply(event.data()).map(StreamEvent.UsageReported::new).ifPresent(this::emit);
  }

  private void choice(JsonNode choice, ObjectNode chunk) {
    if (choice.path("index").asInt(0) != 0) {
      throw new MalformedReply("the stream has more than one choice");
    }
    JsonNode delta = choice.path("delta");
    OpenAiReplies.thinking(delta)
        .ifPresent(text -> emit(new StreamEvent.ThinkingDelta(at(PartKind.THINKING), text)));
    OpenAiReplies.text(delta.path("content"))
        .ifPresent(text -> emit(new StreamEvent.TextDelta(at(PartKind.TEXT), text)));
    OpenAiReplies.text(delta.path("refusal"))
        .ifPresent(text -> emit(new StreamEvent.RefusalDelta(at(PartKind.REFUSAL), text)));
    for (JsonNode call : delta.path("tool_calls")) {
      toolCall(call);
    }
    if (VERBATIM.stream().anyMatch(delta::hasNonNull)) {
      verbatim(chunk);
    }
    JsonNode reason = choice.path("finish_reason");
    if (reason.isTextual()) {
      finished = true;
      emit(new StreamEvent.Finished(OpenAiReplies.stopReason(reason.asText(), !calls.isEmpty())));
    }
  }

  /** Only what has no event of its own: the rest of the chunk is said already. */
  private void verbatim(ObjectNode chunk) {
    ObjectNode only = chunk.deepCopy();
    only.remove("usage");
    if (only.path("choices").path(0) instanceof ObjectNode choice) {
      choice.putNull("finish_reason").putNull("logprobs");
      if (choice.path("delta") instanceof ObjectNode delta) {
        delta.retain(VERBATIM);
      }
    }
    emit(new StreamEvent.Verbatim(WireFormat.OPENAI, "", Json.text(only)));
  }

  private int at(PartKind next) {
    if (kind != next) {
      kind = next;
      part++;
    }
    return part;
  }

  private void toolCall(JsonNode delta) {
    int index = delta.path("index").asInt(latest);
    String id = delta.path("id").asText("");
    JsonNode function = delta.path("function");
    String name = function.path("name").asText("");
    OpenCall call = calls.get(index);
    if (call == null || another(call, id, name)) {
      call = open(index, id, name);
    }
    latest = index;
    String arguments = function.path("arguments").asText("");
    if (!arguments.isEmpty()) {
      call.arguments().append(arguments);
      emit(new StreamEvent.ToolArgumentsDelta(call.part(), arguments));
    }
  }

  /**
   * Some servers give every call the index 0, or none: a new id then tells that it is another call,
   * and where there are no ids a name does, unless it only repeats that of a call whose arguments
   * still come.
   */
  private static boolean another(OpenCall call, String id, String name) {
    if (!id.isEmpty()) {
      return !id.equals(call.id());
    }
    return !name.isEmpty()
        && (!name.equals(call.name()) || Json.parseObject(call.arguments().toString()).isPresent());
  }

  private OpenCall open(int index, String id, String name) {
    if (name.isEmpty()) {
      throw new MalformedReply("a tool call of the stream has no name");
    }
    kind = PartKind.TOOL_CALL;
    part++;
    OpenCall call = new OpenCall(part, id, name, new StringBuilder());
    calls.put(index, call);
    emit(new StreamEvent.ToolCallStarted(call.part(), call.id(), name));
    return call;
  }
}

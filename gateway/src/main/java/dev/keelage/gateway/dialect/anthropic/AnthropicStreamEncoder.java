package dev.keelage.gateway.dialect.anthropic;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keelage.gateway.dialect.Dialect.ReplyContext;
import dev.keelage.gateway.dialect.MalformedReply;
import dev.keelage.gateway.dialect.StreamEncoder;
import dev.keelage.gateway.dialect.json.Json;
import dev.keelage.gateway.exchange.Rejection;
import dev.keelage.gateway.exchange.StopReason;
import dev.keelage.gateway.exchange.StreamEvent;
import dev.keelage.gateway.exchange.Usage;
import dev.keelage.gateway.exchange.WireFormat;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Optional;

/**
 * Messages events: one content block open at a time, numbered from 0. The vendor's figures may come
 * last, so the input shows in {@code message_delta}, whose usage is cumulative.
 */
final class AnthropicStreamEncoder implements StreamEncoder {
  private static final int NONE = -1;

  private final ReplyContext context;
  private final AnthropicErrors errors;

  private boolean started;
  private int openPart = NONE;
  private int lastPart = NONE;
  private int block = NONE;
  private boolean awaitsArguments;
  private boolean refused;
  private final HeldCalls calls = new HeldCalls();
  private StopReason stopReason = StopReason.END;

  /** The vendor's own, where it speaks this dialect. */
  private Optional<ObjectNode> lastWords = Optional.empty();

  private Usage usage = Usage.NONE;
  private Buffer out = Buffer.buffer();

  AnthropicStreamEncoder(ReplyContext context, AnthropicErrors errors) {
    this.context = context;
    this.errors = errors;
  }

  /**
   * @throws MalformedReply the upstream returned to a part that it had left: blocks cannot be
   *     opened twice
   */
  @Override
  public Buffer encode(List<StreamEvent> events) {
    out = Buffer.buffer();
    events.forEach(this::encode);
    return out;
  }

  private void encode(StreamEvent event) {
    switch (event) {
      case StreamEvent.TextDelta _,
          StreamEvent.RefusalDelta _,
          StreamEvent.ThinkingDelta _,
          StreamEvent.ThinkingSigned _,
          StreamEvent.HiddenThinking _,
          StreamEvent.Verbatim _,
          StreamEvent.Finished _,
          StreamEvent.Closed _ ->
          calls.all().forEach(this::call);
      case StreamEvent.Started _,
          StreamEvent.ToolCallStarted _,
          StreamEvent.ToolArgumentsDelta _,
          StreamEvent.UsageReported _,
          StreamEvent.Failed _ -> {}
    }
    say(event);
  }

  private void say(StreamEvent event) {
    switch (event) {
      case StreamEvent.Started e -> start(e.id());
      case StreamEvent.TextDelta e -> text(e.index(), e.text());
      case StreamEvent.RefusalDelta e -> {
        refused = true;
        text(e.index(), e.text());
      }
      case StreamEvent.ThinkingDelta e -> {
        thinkingBlock(e.index());
        delta(Json.object().put("type", "thinking_delta").put("thinking", e.text()));
      }
      case StreamEvent.ThinkingSigned e -> {
        thinkingBlock(e.index());
        delta(Json.object().put("type", "signature_delta").put("signature", e.signature()));
      }
      case StreamEvent.HiddenThinking e ->
          open(e.index(), Json.object().put("type", "redacted_thinking").put("data", e.data()));
      case StreamEvent.ToolCallStarted e -> {
        if (!calls.wait(e)) {
          toolUse(e);
        }
      }
      case StreamEvent.ToolArgumentsDelta e -> argumentsOf(e);
      case StreamEvent.Verbatim e -> verbatim(e);
      case StreamEvent.UsageReported e -> usage = e.usage();
      case StreamEvent.Finished e -> stopReason = e.reason();
      case StreamEvent.Closed _ -> close();
      case StreamEvent.Failed e ->
          out.appendBuffer(
              errors.renderInStream(new Rejection.UpstreamRefused(e.error(), Optional.empty())));
    }
  }

  private void start(String vendorId) {
    if (started) {
      return;
    }
    started = true;
    ObjectNode event = Json.object().put("type", "message_start");
    ObjectNode message =
        AnthropicReplies.message(AnthropicReplies.id(vendorId, context), context.model());
    message.putArray("content");
    message.putNull("stop_reason");
    message.putNull("stop_sequence");
    message.set("usage", AnthropicUsage.encode(usage));
    event.set("message", message);
    frame(event);
  }

  private void text(int part, String text) {
    open(part, Json.object().put("type", "text").put("text", ""));
    delta(Json.object().put("type", "text_delta").put("text", text));
  }

  private void thinkingBlock(int part) {
    open(part, Json.object().put("type", "thinking").put("thinking", "").put("signature", ""));
  }

  private void toolUse(StreamEvent.ToolCallStarted call) {
    String id = AnthropicReplies.toolId(call.id(), block + 1, context);
    ObjectNode content =
        Json.object().put("type", "tool_use").put("id", id).put("name", call.name());
    content.putObject("input");
    open(call.index(), content);
    awaitsArguments = true;
    calls.began();
  }

  private void argumentsOf(StreamEvent.ToolArgumentsDelta delta) {
    if (delta.index() == openPart) {
      arguments(delta.json());
      for (var next = calls.next(); next.isPresent(); next = calls.next()) {
        call(next.get());
      }
    } else if (!calls.wait(delta)) {
      throw new MalformedReply("the stream returns to a tool call that it had left");
    }
  }

  /** A call that had to wait. */
  private void call(HeldCalls.Held held) {
    toolUse(held.start());
    if (!held.arguments().isEmpty()) {
      arguments(held.arguments().toString());
    }
  }

  private void arguments(String json) {
    awaitsArguments = false;
    calls.sent(json);
    delta(Json.object().put("type", "input_json_delta").put("partial_json", json));
  }

  /** Opens the block of a part unless it is open already. */
  private void open(int part, ObjectNode content) {
    if (part == openPart) {
      return;
    }
    if (part <= lastPart) {
      throw new MalformedReply("the stream returns to a part that it had left");
    }
    start("");
    closeBlock();
    openPart = part;
    lastPart = part;
    block++;
    ObjectNode event = Json.object().put("type", "content_block_start").put("index", block);
    event.set("content_block", content);
    frame(event);
  }

  private void delta(ObjectNode delta) {
    ObjectNode event = Json.object().put("type", "content_block_delta").put("index", block);
    event.set("delta", delta);
    frame(event);
  }

  private void closeBlock() {
    if (openPart != NONE) {
      if (awaitsArguments) {
        arguments("{}"); // SDKs demand some JSON, also of a call that takes nothing
      }
      openPart = NONE;
      calls.over();
      frame(Json.object().put("type", "content_block_stop").put("index", block));
    }
  }

  /**
   * A block of a type that only Anthropic knows comes with its own start, deltas and stop, a text
   * with citations with its own start.
   */
  private void verbatim(StreamEvent.Verbatim event) {
    if (event.format() != WireFormat.ANTHROPIC) {
      return;
    }
    if (event.type().equals("message_delta")) {
      lastWords = Json.parseObject(event.json());
      return;
    }
    if (event.type().equals("content_block_start")) {
      start("");
      closeBlock();
      block++;
      lastPart++;
      openPart = lastPart;
    } else if (event.type().equals("content_block_stop")) {
      openPart = NONE;
    }
    frame(event.type(), Buffer.buffer(event.json()));
  }

  private void close() {
    start("");
    closeBlock();
    frame(lastWords.orElseGet(this::lastWords));
    frame(Json.object().put("type", "message_stop"));
  }

  private ObjectNode lastWords() {
    ObjectNode event = Json.object().put("type", "message_delta");
    ObjectNode delta = event.putObject("delta");
    delta.put("stop_reason", AnthropicReplies.stopReason(stopReason, refused));
    delta.putNull("stop_sequence");
    event.set("usage", AnthropicUsage.encode(usage));
    return event;
  }

  private void frame(ObjectNode event) {
    frame(event.get("type").textValue(), Json.write(event));
  }

  private void frame(String name, Buffer data) {
    out.appendString("event: ").appendString(name);
    out.appendString("\ndata: ").appendBuffer(data).appendString("\n\n");
  }
}

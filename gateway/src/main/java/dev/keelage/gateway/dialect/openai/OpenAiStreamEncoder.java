package dev.keelage.gateway.dialect.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keelage.gateway.dialect.Dialect.ReplyContext;
import dev.keelage.gateway.dialect.StreamEncoder;
import dev.keelage.gateway.dialect.json.Json;
import dev.keelage.gateway.exchange.Rejection;
import dev.keelage.gateway.exchange.StopReason;
import dev.keelage.gateway.exchange.StreamEvent;
import dev.keelage.gateway.exchange.Usage;
import dev.keelage.gateway.exchange.VendorError;
import dev.keelage.gateway.exchange.WireFormat;
import io.vertx.core.buffer.Buffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Chat completion chunks: the first has the role, the last but {@code [DONE]} the usage, with no
 * choice and only if it is wanted.
 */
final class OpenAiStreamEncoder implements StreamEncoder {
  private final ReplyContext context;
  private final boolean usageWanted;
  private final OpenAiErrors errors;

  /** Part index to the number of the tool call. */
  private final Map<Integer, Integer> calls = new HashMap<>();

  private String id;
  private boolean roleSaid;
  private Usage usage = Usage.NONE;

  OpenAiStreamEncoder(ReplyContext context, boolean usageWanted, OpenAiErrors errors) {
    this.context = context;
    this.usageWanted = usageWanted;
    this.errors = errors;
    this.id = OpenAiReplies.id("", context);
  }

  @Override
  public Buffer encode(List<StreamEvent> events) {
    Buffer out = Buffer.buffer();
    events.forEach(event -> encode(event, out));
    return out;
  }

  private void encode(StreamEvent event, Buffer out) {
    switch (event) {
      case StreamEvent.Started started -> {
        id = OpenAiReplies.id(started.id(), context);
        role(out);
      }
      case StreamEvent.TextDelta d -> delta(Json.object().put("content", d.text()), out);
      case StreamEvent.ThinkingDelta d ->
          delta(Json.object().put(OpenAiReplies.THINKING.getFirst(), d.text()), out);
      case StreamEvent.RefusalDelta d -> delta(Json.object().put("refusal", d.text()), out);
      case StreamEvent.ToolCallStarted call -> callStarted(call, out);
      case StreamEvent.ToolArgumentsDelta d -> arguments(d, out);
      case StreamEvent.Finished finished -> finish(finished.reason(), out);
      case StreamEvent.UsageReported reported -> usage = reported.usage();
      case StreamEvent.Closed _ -> close(out);
      case StreamEvent.Failed failed -> fail(failed.error(), out);
      case StreamEvent.Verbatim verbatim -> {
        if (verbatim.format() == WireFormat.OPENAI) {
          frame(Buffer.buffer(verbatim.json()), out);
        }
      }
      case StreamEvent.ThinkingSigned _, StreamEvent.HiddenThinking _ -> {}
    }
  }

  private void callStarted(StreamEvent.ToolCallStarted call, Buffer out) {
    int number = calls.size();
    calls.put(call.index(), number);
    ObjectNode delta = Json.object();
    ObjectNode tree = delta.putArray("tool_calls").addObject();
    // Some servers give their calls no ids, but callers answer by them.
    String id = call.id().isEmpty() ? "call_" + context.callId() + "_" + number : call.id();
    tree.put("index", number).put("id", id).put("type", "function");
    tree.putObject("function").put("name", call.name()).put("arguments", "");
    delta(delta, out);
  }

  private void arguments(StreamEvent.ToolArgumentsDelta arguments, Buffer out) {
    ObjectNode delta = Json.object();
    ObjectNode tree = delta.putArray("tool_calls").addObject();
    tree.put("index", calls.getOrDefault(arguments.index(), 0));
    tree.putObject("function").put("arguments", arguments.json());
    delta(delta, out);
  }

  private void role(Buffer out) {
    if (!roleSaid) {
      roleSaid = true;
      choice(Json.object().put("role", "assistant").put("content", ""), Optional.empty(), out);
    }
  }

  private void delta(ObjectNode delta, Buffer out) {
    role(out);
    choice(delta, Optional.empty(), out);
  }

  private void finish(StopReason reason, Buffer out) {
    role(out);
    choice(Json.object(), Optional.of(OpenAiReplies.finishReason(reason)), out);
  }

  private void close(Buffer out) {
    if (usageWanted) {
      ObjectNode chunk = chunk();
      chunk.putArray("choices");
      chunk.set("usage", OpenAiUsage.encode(usage));
      frame(Json.write(chunk), out);
    }
    frame(Buffer.buffer("[DONE]"), out);
  }

  private void fail(VendorError error, Buffer out) {
    out.appendBuffer(errors.renderInStream(new Rejection.UpstreamRefused(error, Optional.empty())));
  }

  private void choice(ObjectNode delta, Optional<String> finishReason, Buffer out) {
    ObjectNode chunk = chunk();
    ObjectNode choice = chunk.putArray("choices").addObject();
    choice.put("index", 0);
    choice.set("delta", delta);
    choice.putNull("logprobs");
    choice.put("finish_reason", finishReason.orElse(null));
    if (usageWanted) {
      chunk.putNull("usage");
    }
    frame(Json.write(chunk), out);
  }

  private ObjectNode chunk() {
    ObjectNode chunk = Json.object();
    chunk.put("id", id);
    chunk.put("object", "chat.completion.chunk");
    chunk.put("created", context.createdEpochSeconds());
    chunk.put("model", context.model());
    return chunk;
  }

  private static void frame(Buffer data, Buffer out) {
    out.appendString("data: ").appendBuffer(data).appendString("\n\n");
  }
}

package dev.keelage.testkit.vendor;

import io.vertx.core.MultiMap;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code POST /v1/chat/completions} of OpenAI's API reference. */
record OpenAiChat() implements Wire {
  private static final String FINGERPRINT = "fp_6d1ac5a7b2";

  @Override
  public Optional<String> objection(MultiMap headers, JsonObject request) {
    return request.getValue("messages") instanceof JsonArray
        ? Optional.empty()
        : Optional.of("Missing required parameter: 'messages'.");
  }

  @Override
  public int maxOutputTokens(JsonObject request) {
    return request.getInteger(
        "max_completion_tokens", request.getInteger("max_tokens", Integer.MAX_VALUE));
  }

  @Override
  public String id(long number) {
    return "chatcmpl-mock%020d".formatted(number);
  }

  @Override
  public JsonObject answer(Turn turn) {
    var message =
        JsonObject.of("role", "assistant", "content", turn.text().isEmpty() ? null : turn.text());
    message.putNull("refusal");
    if (!turn.toolUses().isEmpty()) {
      var calls = new JsonArray();
      for (int i = 0; i < turn.toolUses().size(); i++) {
        var use = turn.toolUses().get(i);
        calls.add(toolCall(turn, i, use.arguments()));
      }
      message.put("tool_calls", calls);
    }
    var choice = JsonObject.of("index", 0, "message", message, "logprobs", null);
    choice.put("finish_reason", turn.stop().openAi());
    return envelope(turn, "chat.completion", JsonArray.of(choice))
        .put("usage", usage(turn.tokens()));
  }

  @Override
  public List<Event> stream(Turn turn) {
    var events = new ArrayList<Event>();
    events.add(chunk(turn, JsonObject.of("role", "assistant", "content", "", "refusal", null)));
    for (var piece : turn.textPieces()) {
      events.add(chunk(turn, JsonObject.of("content", piece)));
    }
    for (int i = 0; i < turn.toolUses().size(); i++) {
      events.add(toolChunk(turn, toolCall(turn, i, "").put("index", i)));
      for (var piece : turn.pieces(turn.toolUses().get(i).arguments())) {
        events.add(
            toolChunk(
                turn, JsonObject.of("index", i, "function", JsonObject.of("arguments", piece))));
      }
    }
    events.add(chunk(turn, new JsonObject(), turn.stop().openAi()));
    if (turn.usageInStream()) {
      var last = envelope(turn, "chat.completion.chunk", new JsonArray());
      events.add(Event.of(last.put("usage", usage(turn.tokens())).encode()));
    }
    events.add(Event.of("[DONE]"));
    return events;
  }

  @Override
  public JsonObject error(int status, String message) {
    return OpenAiErrors.body(status, message);
  }

  @Override
  public Event errorEvent() {
    return Event.of(error(500, "The server had an error while processing your request.").encode());
  }

  private static JsonObject toolCall(Turn turn, int index, String arguments) {
    var function = JsonObject.of("name", turn.toolUses().get(index).name(), "arguments", arguments);
    return JsonObject.of(
        "id", "call_" + turn.id() + "_" + index, "type", "function", "function", function);
  }

  private static Event toolChunk(Turn turn, JsonObject call) {
    return chunk(turn, JsonObject.of("tool_calls", JsonArray.of(call)));
  }

  private static Event chunk(Turn turn, JsonObject delta) {
    return chunk(turn, delta, null);
  }

  private static Event chunk(Turn turn, JsonObject delta, @Nullable String finish) {
    var choice = JsonObject.of("index", 0, "delta", delta, "logprobs", null);
    choice.put("finish_reason", finish);
    var chunk = envelope(turn, "chat.completion.chunk", JsonArray.of(choice));
    if (turn.usageInStream()) {
      chunk.putNull("usage"); // on all chunks but the last one
    }
    return Event.of(chunk.encode());
  }

  private static JsonObject envelope(Turn turn, String object, JsonArray choices) {
    return new JsonObject()
        .put("id", turn.id())
        .put("object", object)
        .put("created", turn.createdSeconds())
        .put("model", turn.model())
        .put("service_tier", "default")
        .put("system_fingerprint", FINGERPRINT)
        .put("choices", choices);
  }

  private static JsonObject usage(Tokens tokens) {
    return new JsonObject()
        .put("prompt_tokens", tokens.prompt())
        .put("completion_tokens", tokens.completion())
        .put("total_tokens", tokens.prompt() + tokens.completion())
        .put(
            "prompt_tokens_details",
            JsonObject.of("cached_tokens", tokens.cached(), "audio_tokens", 0))
        .put(
            "completion_tokens_details",
            new JsonObject()
                .put("reasoning_tokens", tokens.reasoning())
                .put("audio_tokens", 0)
                .put("accepted_prediction_tokens", 0)
                .put("rejected_prediction_tokens", 0));
  }
}

package dev.keelage.testkit.vendor;

import io.vertx.core.MultiMap;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /v1/messages} of Anthropic's API reference, with the event order of its "Streaming
 * messages" page.
 */
record AnthropicMessages() implements Wire {

  /**
   * From this {@code anthropic-version} on, sampling parameters and documents of the assistant are
   * refused.
   */
  private static final String STRICTER_VERSION = "2026-10-21";

  private static final List<String> SAMPLING = List.of("temperature", "top_p", "top_k");

  @Override
  public Optional<String> objection(MultiMap headers, JsonObject request) {
    var version = headers.get("anthropic-version");
    if (version == null) {
      return Optional.of("anthropic-version: header is required");
    }
    if (!(request.getValue("messages") instanceof JsonArray messages)) {
      return Optional.of("messages: Field required");
    }
    if (!(request.getValue("max_tokens") instanceof Number)) {
      return Optional.of("max_tokens: Field required");
    }
    return version.compareTo(STRICTER_VERSION) < 0
        ? Optional.empty()
        : stricterObjection(messages, request);
  }

  private static Optional<String> stricterObjection(JsonArray messages, JsonObject request) {
    for (var parameter : SAMPLING) {
      if (request.containsKey(parameter)) {
        return Optional.of(parameter + ": Extra inputs are not permitted");
      }
    }
    for (int i = 0; i < messages.size(); i++) {
      var message = messages.getJsonObject(i);
      if ("assistant".equals(message.getString("role"))
          && message.getValue("content") instanceof JsonArray content
          && content.stream()
              .anyMatch(block -> "document".equals(((JsonObject) block).getString("type")))) {
        return Optional.of(
            "messages." + i + ".content: document blocks are not permitted in assistant messages");
      }
    }
    return Optional.empty();
  }

  @Override
  public int maxOutputTokens(JsonObject request) {
    return request.getInteger("max_tokens", Integer.MAX_VALUE);
  }

  @Override
  public String id(long number) {
    return "msg_mock%020d".formatted(number);
  }

  @Override
  public JsonObject answer(Turn turn) {
    var content = new JsonArray();
    if (!turn.text().isEmpty()) {
      content.add(JsonObject.of("type", "text", "text", turn.text()));
    }
    for (int i = 0; i < turn.toolUses().size(); i++) {
      content.add(toolUse(turn, i, new JsonObject(turn.toolUses().get(i).arguments())));
    }
    return message(
        turn, content, turn.stop().anthropic(), usage(turn.tokens(), turn.tokens().completion()));
  }

  @Override
  public List<Event> stream(Turn turn) {
    var events = new ArrayList<Event>();
    // At the start one output token is counted; what message_delta says later includes it.
    var usage = usage(turn.tokens(), Math.min(1, turn.tokens().completion()));
    events.add(event("message_start").with("message", message(turn, new JsonArray(), null, usage)));
    int index = 0;
    if (!turn.text().isEmpty()) {
      block(
          events,
          index++,
          JsonObject.of("type", "text", "text", ""),
          "text_delta",
          "text",
          turn.textPieces());
    }
    for (int i = 0; i < turn.toolUses().size(); i++) {
      var pieces = new ArrayList<>(List.of(""));
      pieces.addAll(turn.pieces(turn.toolUses().get(i).arguments()));
      block(
          events,
          index++,
          toolUse(turn, i, new JsonObject()),
          "input_json_delta",
          "partial_json",
          pieces);
    }
    events.add(Math.min(2, events.size()), event("ping").event());
    var delta = JsonObject.of("stop_reason", turn.stop().anthropic(), "stop_sequence", null);
    var total = usage(turn.tokens(), turn.tokens().completion());
    events.add(event("message_delta").and("delta", delta).with("usage", total));
    events.add(event("message_stop").event());
    return events;
  }

  @Override
  public JsonObject error(int status, String message) {
    var type =
        switch (status) {
          case 401 -> "authentication_error";
          case 403 -> "permission_error";
          case 404 -> "not_found_error";
          case 413 -> "request_too_large";
          case 429 -> "rate_limit_error";
          case 504 -> "timeout_error";
          case 529 -> "overloaded_error";
          default -> status < 500 ? "invalid_request_error" : "api_error";
        };
    return JsonObject.of("type", "error", "error", JsonObject.of("type", type, "message", message));
  }

  @Override
  public Event errorEvent() {
    return new Event(Optional.of("error"), error(529, "Overloaded").encode());
  }

  private static void block(
      List<Event> events,
      int index,
      JsonObject start,
      String deltaType,
      String field,
      List<String> pieces) {
    events.add(event("content_block_start").and("index", index).with("content_block", start));
    for (var piece : pieces) {
      var delta = JsonObject.of("type", deltaType, field, piece);
      events.add(event("content_block_delta").and("index", index).with("delta", delta));
    }
    events.add(event("content_block_stop").with("index", index));
  }

  private static JsonObject toolUse(Turn turn, int index, JsonObject input) {
    var id = "toolu_" + turn.id() + "_" + index;
    return JsonObject.of(
        "type", "tool_use", "id", id, "name", turn.toolUses().get(index).name(), "input", input);
  }

  private static JsonObject message(
      Turn turn, JsonArray content, @Nullable String stopReason, JsonObject usage) {
    return new JsonObject()
        .put("id", turn.id())
        .put("type", "message")
        .put("role", "assistant")
        .put("model", turn.model())
        .put("content", content)
        .put("stop_reason", stopReason)
        .putNull("stop_sequence")
        .put("usage", usage);
  }

  /** Anthropic's input classes exclude each other. */
  private static JsonObject usage(Tokens tokens, int output) {
    return new JsonObject()
        .put("input_tokens", tokens.uncached())
        .put("cache_creation_input_tokens", tokens.cacheWrite())
        .put("cache_read_input_tokens", tokens.cached())
        .put("output_tokens", output)
        .put(
            "output_tokens_details",
            JsonObject.of("thinking_tokens", Math.min(tokens.reasoning(), output)))
        .put("service_tier", "standard");
  }

  private static Draft event(String type) {
    return new Draft(type, JsonObject.of("type", type));
  }

  private record Draft(String type, JsonObject data) {
    Draft and(String field, Object value) {
      data.put(field, value);
      return this;
    }

    Event with(String field, Object value) {
      return and(field, value).event();
    }

    Event event() {
      return new Event(Optional.of(type), data.encode());
    }
  }
}

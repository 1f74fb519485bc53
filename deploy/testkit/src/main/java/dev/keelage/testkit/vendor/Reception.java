package dev.keelage.testkit.vendor;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * Takes requests: writes them down, checks them as a vendor would, and has them answered by the
 * script.
 */
final class Reception implements Handler<HttpServerRequest> {
  private static final OpenAiChat OPENAI = new OpenAiChat();
  private static final AnthropicMessages ANTHROPIC = new AnthropicMessages();

  private final Vertx vertx;
  private final ScriptBook scripts;
  private final CallBook book;
  private final ControlApi control;
  private volatile Optional<String> apiKey = Optional.empty();

  Reception(Vertx vertx, ScriptBook scripts, CallBook book) {
    this.vertx = vertx;
    this.scripts = scripts;
    this.book = book;
    this.control = new ControlApi(scripts, book);
  }

  /** From now on only this key is right. */
  void requireApiKey(Optional<String> key) {
    apiKey = key;
  }

  @Override
  public void handle(HttpServerRequest request) {
    var _ = request.body().onSuccess(body -> route(request, body));
  }

  private void route(HttpServerRequest request, Buffer body) {
    if (ControlApi.owns(path(request))) {
      control.handle(request, body);
      return;
    }
    book.add(record(request, body));
    switch (request.method() + " " + request.path()) {
      case "POST /v1/chat/completions" -> converse(request, body, OPENAI);
      case "POST /v1/messages" -> converse(request, body, ANTHROPIC);
      case "POST /v1/messages/count_tokens" -> count(request, body);
      case "POST /v1/embeddings" -> embed(request, body);
      case "GET /v1/models" -> listModels(request);
      default ->
          refuse(
              request,
              OPENAI,
              404,
              "Invalid URL (" + request.method() + " " + request.path() + ")");
    }
  }

  private void converse(HttpServerRequest request, Buffer body, Wire wire) {
    accept(request, body, wire)
        .ifPresent(
            json -> {
              var objection = wire.objection(request.headers(), json);
              if (objection.isPresent()) {
                refuse(request, wire, 400, objection.get());
              } else {
                answer(request, wire, json, body.length());
              }
            });
  }

  private void answer(HttpServerRequest request, Wire wire, JsonObject json, int bytes) {
    boolean stream = json.getBoolean("stream", false);
    var script = scripts.take(json.getString("model"));
    var turn = turn(wire, json, script, bytes);
    var fault = stream ? script.fault() : withoutEvents(script.fault());
    open(request, turn.id(), turn.model(), stream, fault, turn.tokens());
    var playback =
        stream
            ? Playback.stream(wire, wire.stream(turn), script.pace(), fault)
            : Playback.json(wire.answer(turn).toBuffer(), script.pace(), fault);
    perform(request, wire, turn.id(), script, fault, playback);
  }

  /** Free, and no call: nothing is opened in the book of calls. */
  private void count(HttpServerRequest request, Buffer body) {
    accept(request, body, ANTHROPIC)
        .ifPresent(
            json -> {
              if (json.getValue("messages") instanceof JsonArray) {
                send(request, 200, JsonObject.of("input_tokens", Math.ceilDiv(body.length(), 4)));
              } else {
                refuse(request, ANTHROPIC, 400, "messages: Field required");
              }
            });
  }

  private void embed(HttpServerRequest request, Buffer body) {
    accept(request, body, OPENAI)
        .ifPresent(
            json -> {
              if (json.getValue("input") == null) {
                refuse(request, OPENAI, 400, "Missing required parameter: 'input'.");
                return;
              }
              var script = scripts.take(json.getString("model"));
              var fault = withoutEvents(script.fault());
              var asked = script.tokens().orElse(estimate(body.length(), 0));
              var tokens = new Tokens(asked.prompt(), 0, 0, 0, 0);
              var id = "embd-mock" + book.nextNumber();
              open(request, id, json.getString("model"), false, fault, tokens);
              var answer = OpenAiEmbeddings.answer(json, tokens).toBuffer();
              perform(
                  request, OPENAI, id, script, fault, Playback.json(answer, script.pace(), fault));
            });
  }

  private void listModels(HttpServerRequest request) {
    if (isSignedIn(request, OPENAI)) {
      var data = new JsonArray();
      for (var model : scripts.models()) {
        data.add(
            JsonObject.of(
                "id", model, "object", "model", "created", 1_700_000_000, "owned_by", "mock"));
      }
      send(request, 200, JsonObject.of("object", "list", "data", data));
    }
  }

  /** Signs in, parses and looks for a model; what fails here is answered and no call. */
  private Optional<JsonObject> accept(HttpServerRequest request, Buffer body, Wire wire) {
    if (!isSignedIn(request, wire)) {
      return Optional.empty();
    }
    try {
      var json = new JsonObject(body);
      if (json.getValue("model") instanceof String) {
        return Optional.of(json);
      }
      refuse(request, wire, 400, "model: Field required");
    } catch (DecodeException e) {
      refuse(request, wire, 400, "We could not parse the JSON body of your request.");
    }
    return Optional.empty();
  }

  private boolean isSignedIn(HttpServerRequest request, Wire wire) {
    var key = credential(request, wire);
    if (key.isEmpty() || (apiKey.isPresent() && !apiKey.equals(key))) {
      refuse(
          request,
          wire,
          401,
          key.isEmpty() ? "You didn't provide an API key." : "Incorrect API key provided.");
      return false;
    }
    return true;
  }

  /**
   * Anthropic takes the key in either header: its SDKs send the first since October 2026, the
   * second before.
   */
  private static Optional<String> credential(HttpServerRequest request, Wire wire) {
    var bearer =
        Optional.ofNullable(request.getHeader("authorization"))
            .filter(value -> value.startsWith("Bearer "))
            .map(value -> value.substring("Bearer ".length()));
    return switch (wire) {
      case OpenAiChat _ -> bearer;
      case AnthropicMessages _ ->
          bearer.or(() -> Optional.ofNullable(request.getHeader("x-api-key")));
    };
  }

  private void open(
      HttpServerRequest request,
      String id,
      String model,
      boolean stream,
      Fault fault,
      Tokens tokens) {
    var correlation = Optional.ofNullable(request.getHeader("x-keelage-call-id"));
    var reported = fault instanceof Fault.Status ? Tokens.NONE : tokens;
    book.open(
        new Call(id, correlation, path(request), model, stream, reported, 0, Call.Ending.OPEN));
    request.response().closeHandler(_ -> book.end(id, Call.Ending.ABANDONED));
    request.response().putHeader("x-request-id", id).putHeader("request-id", id);
  }

  private void perform(
      HttpServerRequest request,
      Wire wire,
      String id,
      Script script,
      Fault fault,
      Playback playback) {
    switch (fault) {
      case Fault.HangBeforeHeaders _ -> {} // until the client goes away
      case Fault.Drop _ -> after(script.pace().latency(), () -> Player.cut(book, request, id));
      case Fault.Status status ->
          after(
              script.pace().latency(),
              () -> {
                book.end(id, Call.Ending.REFUSED);
                status
                    .retryAfter()
                    .ifPresent(wait -> request.response().putHeader("retry-after", seconds(wait)));
                refuse(
                    request, wire, status.status(), status.message().orElse("Scripted failure."));
              });
      case Fault.None _, Fault.Cut _, Fault.ErrorEvent _, Fault.Hang _ ->
          after(script.pace().latency(), () -> Player.play(vertx, book, request, id, playback));
    }
  }

  private void after(Duration latency, Runnable action) {
    if (latency.isZero()) {
      action.run();
    } else {
      vertx.setTimer(Math.max(1, latency.toMillis()), _ -> action.run());
    }
  }

  private Turn turn(Wire wire, JsonObject json, Script script, int bytes) {
    int said =
        script.text().length()
            + script.toolUses().stream().mapToInt(use -> use.arguments().length()).sum();
    var wanted = script.tokens().orElseGet(() -> estimate(bytes, said));
    var tokens = wanted.limitedTo(wire.maxOutputTokens(json));
    var natural = script.toolUses().isEmpty() ? Stop.END : Stop.TOOL_USE;
    var stop =
        tokens.completion() < wanted.completion() ? Stop.LENGTH : script.stop().orElse(natural);
    return new Turn(
        wire.id(book.nextNumber()),
        System.currentTimeMillis() / 1000,
        json.getString("model"),
        script.text(),
        script.toolUses(),
        tokens,
        stop,
        script.pace().chunks(),
        json.getJsonObject("stream_options", new JsonObject()).getBoolean("include_usage", false));
  }

  private static Tokens estimate(int promptBytes, int completionChars) {
    return new Tokens(Math.ceilDiv(promptBytes, 4), 0, 0, Math.ceilDiv(completionChars, 4), 0);
  }

  private static Fault withoutEvents(Fault fault) {
    return fault instanceof Fault.ErrorEvent
        ? new Fault.Status(500, Optional.empty(), Optional.empty())
        : fault;
  }

  private static void refuse(HttpServerRequest request, Wire wire, int status, String message) {
    send(request, status, wire.error(status, message));
  }

  private static void send(HttpServerRequest request, int status, JsonObject body) {
    request
        .response()
        .setStatusCode(status)
        .putHeader("content-type", "application/json")
        .end(body.toBuffer());
  }

  private static String path(HttpServerRequest request) {
    return Objects.requireNonNullElse(request.path(), "/");
  }

  private static String seconds(Duration wait) {
    return Long.toString(Math.ceilDiv(wait.toMillis(), 1000));
  }

  private static RecordedRequest record(HttpServerRequest request, Buffer body) {
    var headers = new LinkedHashMap<String, List<String>>();
    request
        .headers()
        .forEach(
            (name, value) ->
                headers
                    .computeIfAbsent(name.toLowerCase(Locale.ROOT), _ -> new ArrayList<>())
                    .add(value));
    HttpMethod method = request.method();
    return new RecordedRequest(method.name(), request.uri(), headers, body);
  }
}

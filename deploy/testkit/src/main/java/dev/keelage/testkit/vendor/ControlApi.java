package dev.keelage.testkit.vendor;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;

/**
 * What {@link MockVendor} offers to tests in other processes:
 *
 * <ul>
 *   <li>{@code GET /__calls}, {@code GET /__requests}
 *   <li>{@code POST /__script} with {@code {"model": "gpt-4o", "always": SCRIPT}} or {@code
 *       {"model": "gpt-4o", "next": [SCRIPT, ...]}}; without a model, for all; SCRIPT as in {@link
 *       ScriptJson}
 *   <li>{@code POST /__reset}: no scripts, no calls, no requests
 * </ul>
 */
final class ControlApi {
  private final ScriptBook scripts;
  private final CallBook book;

  ControlApi(ScriptBook scripts, CallBook book) {
    this.scripts = scripts;
    this.book = book;
  }

  static boolean owns(String path) {
    return path.startsWith("/__");
  }

  void handle(HttpServerRequest request, Buffer body) {
    switch (request.method() + " " + request.path()) {
      case "GET /__calls" -> send(request, calls());
      case "GET /__requests" -> send(request, requests());
      case "POST /__script" -> script(request, body);
      case "POST /__reset" -> {
        scripts.clear();
        book.clear();
        send(request, new JsonArray());
      }
      default -> request.response().setStatusCode(404).end();
    }
  }

  private void script(HttpServerRequest request, Buffer body) {
    try {
      var json = new JsonObject(body);
      var always = json.getJsonObject("always");
      var next = new ArrayList<Script>();
      for (var script : json.getJsonArray("next", new JsonArray())) {
        next.add(ScriptJson.parse((JsonObject) script));
      }
      var model = json.getString("model", ScriptBook.ANY);
      if (always != null) {
        scripts.always(model, ScriptJson.parse(always));
      }
      scripts.next(model, next);
      send(request, new JsonArray());
    } catch (DecodeException | IllegalArgumentException | ClassCastException e) {
      request.response().setStatusCode(400).end(e.toString());
    }
  }

  private JsonArray calls() {
    var list = new JsonArray();
    for (var call : book.calls()) {
      var tokens = call.tokens();
      list.add(
          new JsonObject()
              .put("id", call.id())
              .put("correlation", call.correlation().orElse(null))
              .put("path", call.path())
              .put("model", call.model())
              .put("stream", call.stream())
              .put("prompt", tokens.prompt())
              .put("cached", tokens.cached())
              .put("cacheWrite", tokens.cacheWrite())
              .put("completion", tokens.completion())
              .put("reasoning", tokens.reasoning())
              .put("eventsSent", call.eventsSent())
              .put("ending", call.ending().name()));
    }
    return list;
  }

  private JsonArray requests() {
    var list = new JsonArray();
    for (var request : book.requests()) {
      var headers = new JsonObject();
      request.headers().forEach((name, values) -> headers.put(name, new JsonArray(values)));
      list.add(
          JsonObject.of(
              "method",
              request.method(),
              "uri",
              request.uri(),
              "headers",
              headers,
              "body",
              request.bodyText()));
    }
    return list;
  }

  private static void send(HttpServerRequest request, JsonArray body) {
    request.response().putHeader("content-type", "application/json").end(body.toBuffer());
  }
}

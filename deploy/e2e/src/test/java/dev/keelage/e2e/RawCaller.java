package dev.keelage.e2e;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Calls for tests that look at statuses and headers rather than at an SDK's objects. */
final class RawCaller implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(10))
          .build();

  /** A chat completion, answered whole; a lost connection is a failed future. */
  CompletableFuture<HttpResponse<String>> chatLater(
      Gateway gateway, String key, String model, int maxTokens) {
    return http.sendAsync(
        chatRequest(gateway, key, body(model, maxTokens)), BodyHandlers.ofString());
  }

  /** A chat completion, answered whole. */
  HttpResponse<String> chat(Gateway gateway, String key, String model) {
    return post(gateway, key, body(model, 100).encode());
  }

  /** Any body to chat completions. */
  HttpResponse<String> post(Gateway gateway, String key, String body) {
    return send(chatRequest(gateway, key, body));
  }

  HttpResponse<String> send(HttpRequest request) {
    try {
      return http.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      throw new IllegalStateException("no answer from " + request.uri(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** Whether a call gets this answer; false also when there is none. */
  boolean answers(Gateway gateway, String key, String model, int status) {
    try {
      return chat(gateway, key, model).statusCode() == status;
    } catch (IllegalStateException e) {
      return false;
    }
  }

  static JsonObject body(String model, int maxTokens) {
    return JsonObject.of(
        "model",
        model,
        "max_tokens",
        maxTokens,
        "messages",
        JsonArray.of(JsonObject.of("role", "user", "content", "Are the papers in order?")));
  }

  private static HttpRequest chatRequest(Gateway gateway, String key, JsonObject body) {
    return chatRequest(gateway, key, body.encode());
  }

  private static HttpRequest chatRequest(Gateway gateway, String key, String body) {
    return HttpRequest.newBuilder(URI.create(gateway.url() + "/v1/chat/completions"))
        .timeout(PATIENCE)
        .header("Authorization", "Bearer " + key)
        .header("Content-Type", "application/json")
        .POST(BodyPublishers.ofString(body))
        .build();
  }

  @Override
  public void close() {
    http.close();
  }
}

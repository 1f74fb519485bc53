package dev.keelage.testkit.vendor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonArray;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MockVendorTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final MockVendor vendor = MockVendor.start();
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @AfterEach
  void close() {
    http.close();
    vendor.close();
  }

  @Test
  void writesTheEventsOfAnOpenAiStream() throws Exception {
    vendor.next(Script.text("AB").chunks(2, Duration.ZERO).tokens(3, 2));

    var body = chat("{\"model\":\"m\",\"messages\":[],\"stream\":true}").body();

    assertThat(
            body.lines()
                .filter(line -> !line.isEmpty())
                .map(line -> line.replaceAll(".*\"choices\":", "")))
        .containsExactly(
            "[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\",\"refusal\":null},\"logprobs\":null,\"finish_reason\":null}]}",
            "[{\"index\":0,\"delta\":{\"content\":\"A\"},\"logprobs\":null,\"finish_reason\":null}]}",
            "[{\"index\":0,\"delta\":{\"content\":\"B\"},\"logprobs\":null,\"finish_reason\":null}]}",
            "[{\"index\":0,\"delta\":{},\"logprobs\":null,\"finish_reason\":\"stop\"}]}",
            "data: [DONE]");
  }

  @Test
  void hangsBeforeOrAfterTheHeadersAndSeesTheClientGo() throws Exception {
    vendor.next(
        Script.DEFAULT.with(new Fault.HangBeforeHeaders()), Script.DEFAULT.with(new Fault.Hang(0)));
    var call = request("{\"model\":\"m\",\"messages\":[],\"stream\":true}").build();

    var unanswered = http.sendAsync(call, HttpResponse.BodyHandlers.ofString());
    await().atMost(PATIENCE).until(() -> vendor.calls().size() == 1);
    assertThat(unanswered).isNotDone();
    unanswered.cancel(true);
    try (var body = http.send(call, HttpResponse.BodyHandlers.ofInputStream()).body()) {
      assertThat(body.available()).isZero();
    }

    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(vendor.calls())
                    .extracting(Call::ending)
                    .containsExactly(Call.Ending.ABANDONED, Call.Ending.ABANDONED));
  }

  @Test
  void countsEveryCallOnceUnderLoad() {
    var calls =
        IntStream.range(0, 300)
            .mapToObj(
                _ ->
                    http.sendAsync(
                        request("{\"model\":\"m\",\"messages\":[]}").build(),
                        HttpResponse.BodyHandlers.ofString()))
            .toArray(CompletableFuture[]::new);
    CompletableFuture.allOf(calls).join();

    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(vendor.calls())
                    .extracting(Call::ending)
                    .containsOnly(Call.Ending.COMPLETE));
    assertThat(vendor.calls()).extracting(Call::id).doesNotHaveDuplicates().hasSize(300);
  }

  @Test
  void refusesWhatAVendorRefuses() throws Exception {
    assertThat(chat("{\"model\":").statusCode()).isEqualTo(400);
    assertThat(chat("{\"messages\":[]}").body()).contains("\"type\":\"invalid_request_error\"");
    assertThat(
            send(HttpRequest.newBuilder(URI.create(vendor.url() + "/v1/messages")).POST(body("{}")))
                .statusCode())
        .isEqualTo(401);
    assertThat(messages(HttpRequest.newBuilder(), "").body()).contains("anthropic-version");
    assertThat(vendor.calls()).isEmpty();
    assertThat(vendor.requests()).hasSize(4);
  }

  @Test
  void refusesSamplingParametersFromTheAnthropicVersionOnThatDroppedThem() throws Exception {
    var before = HttpRequest.newBuilder().header("anthropic-version", "2023-06-01");
    var after = HttpRequest.newBuilder().header("anthropic-version", "2026-10-21");

    assertThat(messages(before, ",\"temperature\":1").statusCode()).isEqualTo(200);
    assertThat(messages(after, "").statusCode()).isEqualTo(200);
    assertThat(messages(after, ",\"temperature\":1").body())
        .contains("invalid_request_error", "temperature");
  }

  private HttpResponse<String> messages(HttpRequest.Builder request, String more)
      throws IOException, InterruptedException {
    var json = "{\"model\":\"m\",\"max_tokens\":9,\"messages\":[]" + more + "}";
    return send(
        request
            .uri(URI.create(vendor.url() + "/v1/messages"))
            .setHeader("x-api-key", "k")
            .POST(body(json)));
  }

  @Test
  void isScriptedOverHttp() throws Exception {
    control(
        "/__script",
        "{\"model\":\"m\",\"next\":[{\"fault\":{\"kind\":\"status\",\"status\":429,\"retryAfterSeconds\":7}}]}");
    control(
        "/__script", "{\"always\":{\"text\":\"Moin\",\"tokens\":{\"prompt\":5,\"completion\":2}}}");

    var refused = chat("{\"model\":\"m\",\"messages\":[]}");
    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(refused.headers().firstValue("retry-after")).contains("7");
    assertThat(chat("{\"model\":\"m\",\"messages\":[]}").body()).contains("Moin");

    var calls =
        new JsonArray(send(HttpRequest.newBuilder(URI.create(vendor.url() + "/__calls"))).body());
    assertThat(calls.getJsonObject(1).getString("ending")).isEqualTo("COMPLETE");
    assertThat(calls.getJsonObject(1).getInteger("prompt")).isEqualTo(5);
    assertThat(control("/__script", "{\"always\":{\"texxt\":\"\"}}").statusCode()).isEqualTo(400);
    control("/__reset", "");
    assertThat(vendor.calls()).isEmpty();
  }

  private HttpResponse<String> chat(String json) throws IOException, InterruptedException {
    return http.send(request(json).build(), HttpResponse.BodyHandlers.ofString());
  }

  private HttpRequest.Builder request(String json) {
    return HttpRequest.newBuilder(URI.create(vendor.openAiUrl() + "/chat/completions"))
        .header("authorization", "Bearer sk-test")
        .POST(body(json));
  }

  private HttpResponse<String> control(String path, String json)
      throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(URI.create(vendor.url() + path)).POST(body(json)));
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static HttpRequest.BodyPublisher body(String text) {
    return HttpRequest.BodyPublishers.ofString(text);
  }
}

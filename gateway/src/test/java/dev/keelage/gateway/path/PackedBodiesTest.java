package dev.keelage.gateway.path;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keelage.testkit.vendor.MockVendor;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies under a content-encoding: what is understood, and that no few bytes become many. */
@Timeout(60)
class PackedBodiesTest {
  private static final int MAX_BYTES = 4 << 20;
  private static MockVendor vendor;
  private static RunningGateway gateway;

  @BeforeAll
  static void start() {
    vendor = MockVendor.start();
    gateway =
        RunningGateway.start(
            new Fleet().openAi("openai", vendor.openAiUrl()).model("m", "openai"),
            Map.of(
                "keelage.body.max-bytes", "" + MAX_BYTES,
                "keelage.body.max-total-bytes", "" + 2 * MAX_BYTES));
  }

  @AfterAll
  static void stop() {
    gateway.close();
    vendor.close();
  }

  @BeforeEach
  void reset() {
    vendor.reset();
  }

  /** Also that every body gave back what it took. */
  @AfterEach
  void stillServes() {
    assertThat(post("gzip", gzip(chat(random(MAX_BYTES / 2)))).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "GZIP", "x-gzip"})
  void gzippedCallsReachTheVendorUnpacked(String coding) {
    String call = chat("hello");

    assertThat(post(coding, gzip(call)).statusCode()).isEqualTo(200);
    assertThat(vendor.lastRequest().json().getJsonArray("messages").encode()).contains("hello");
  }

  @Test
  void bombsAreRefusedBeforeTheyAreLarge() {
    byte[] bomb = gzip(chat(" ".repeat(3 * MAX_BYTES)));
    byte[] dense = gzip(chat("y".repeat(MAX_BYTES - 1_000)));

    assertThat(post("gzip", bomb).statusCode()).isEqualTo(413);
    assertThat(post("gzip", dense).statusCode()).isEqualTo(413);
    assertThat(post("gzip", gzip(chat(random(MAX_BYTES)))).statusCode()).isEqualTo(413);
    assertThat(vendor.calls()).isEmpty();
  }

  @Test
  void whatIsNoGzipOrOnlyAPartOfItIsRefused() {
    byte[] whole = gzip(chat("hello"));

    assertThat(post("gzip", chat("hello").getBytes(UTF_8)).statusCode()).isEqualTo(400);
    for (int length = 0; length < whole.length; length++) {
      assertThat(post("gzip", Arrays.copyOf(whole, length)).statusCode()).isEqualTo(400);
    }
    assertThat(vendor.calls()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"br", "zstd", "deflate", "gzip, gzip", "gzip, br"})
  void otherCodingsAreRefusedAsEachSdkKnowsIt(String coding) {
    HttpResponse<String> openAi = post(coding, gzip(chat("hello")));
    HttpResponse<String> anthropic = post("/v1/messages", coding, gzip(chat("hello")));

    assertThat(openAi.statusCode()).isEqualTo(415);
    assertThat(openAi.headers().firstValue("accept-encoding")).contains("gzip, identity");
    assertThat(anthropic.statusCode()).isEqualTo(400);
    assertThat(
            new JsonObject(anthropic.body())
                .getJsonObject("error")
                .getJsonObject("details")
                .getString("error_code"))
        .isEqualTo("request_body_encoding_unsupported");
  }

  private static HttpResponse<String> post(String coding, byte[] body) {
    return post("/v1/chat/completions", coding, body);
  }

  private static HttpResponse<String> post(String path, String coding, byte[] body) {
    return RunningGateway.send(
        HttpRequest.newBuilder(URI.create(gateway.url() + path))
            .header("authorization", "Bearer " + Fleet.KEY)
            .header("content-encoding", coding)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build());
  }

  private static String chat(String said) {
    return "{\"model\":\"m\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}"
        .formatted(said);
  }

  private static String random(int length) {
    return ThreadLocalRandom.current()
        .ints(length, 'a', 'z')
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static byte[] gzip(String text) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(text.getBytes(UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }
}

package dev.keelage.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.keelage.testkit.vendor.MockVendor;
import dev.keelage.testkit.vendor.Script;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What nobody sends by accident, as bytes, at a gateway with a real key: a clear refusal in the
 * caller's dialect, nothing of it at the vendor, a gateway that goes on serving, and no key and no
 * body in any log.
 */
@Timeout(300)
class HostileInputE2E {
  private static final String NAMESPACE = "hostile";
  private static final String OPENAI = "/v1/chat/completions";
  private static final String ANTHROPIC = "/v1/messages";
  private static final int MAX_BYTES = 200_000;

  /** In every body; must be in no log. */
  private static final String CANARY = "canary-7f3e9a";

  private static MockVendor vendor;
  private static Stage stage;
  private static RawCaller caller;
  private static String key;

  @BeforeAll
  static void start() {
    vendor = MockVendor.start();
    stage =
        Stage.named("hostile")
            .gateways(1)
            .env("KEELAGE_BODY_MAX_BYTES", Integer.toString(MAX_BYTES))
            .start();
    caller = new RawCaller();
    stage.apply(
        Fixture.namespace(NAMESPACE)
            + Fixture.vendorSecret(NAMESPACE, "vendor")
            + Fixture.provider(NAMESPACE, "vendor", "OpenAI", vendor.openAiUrl())
            + Fixture.model(NAMESPACE, "m", "vendor")
            + Fixture.key(NAMESPACE, "caller"));
    stage.awaitProgrammed();
    key = stage.key(NAMESPACE, "caller");
  }

  @AfterAll
  static void stop() {
    caller.close();
    stage.close();
    vendor.close();
  }

  @AfterEach
  void servesOnAndTellsNobody() {
    assertThat(vendor.calls()).isEmpty();
    assertThat(caller.chat(stage.gateway(0), key, "m").statusCode()).isEqualTo(200);
    assertThat(stage.gateway(0).process().isAlive()).isTrue();
    vendor.reset();
    for (String log :
        new String[] {stage.gateway(0).process().output(), stage.operator().output()}) {
      assertThat(log)
          .doesNotContain(key)
          .doesNotContain(key.substring(10))
          .doesNotContain(Fixture.VENDOR_KEY)
          .doesNotContain(CANARY)
          .doesNotContain("OutOfMemory")
          .doesNotContain("StackOverflow");
    }
  }

  static Stream<Arguments> bodies() {
    String deep = "[".repeat(90_000);
    return Stream.of(OPENAI, ANTHROPIC)
        .flatMap(
            path ->
                Stream.of(
                        "",
                        "{",
                        "null",
                        "[]",
                        "\"model\"",
                        "{\"model\":\"m\"",
                        "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"" + CANARY,
                        "{\"model\":\"m\",\"model\":\"n\",\"max_tokens\":9,\"messages\":[]}",
                        "{\"model\":\"m\",\"max_tokens\":1e400,\"messages\":[]}",
                        "{\"model\":\"m\",\"max_tokens\":99999999999999999999999,\"messages\":[]}",
                        "{\"model\":\"m\",\"max_tokens\":-5,\"messages\":[]}",
                        "{\"model\":\"m\",\"max_tokens\":0.5,\"messages\":[]}",
                        "{\"model\":{\"m\":1},\"max_tokens\":9,\"messages\":[]}",
                        "{\"model\":\"m\",\"max_tokens\":9,\"messages\":[]} " + CANARY,
                        "{\"model\":\"m\",\"max_tokens\":9,\"messages\":" + deep,
                        "{\"model\":\"m\",\"a\":" + deep + "]".repeat(90_000) + "}",
                        "{\"model\":\"m\",\"max_tokens\":9,\"x\":\"\u00ff\u00fe\",\"messages\":[]}",
                        "{\"model\":\"m\",\"max_tokens\":9,\"x\":\"\u00c0\u0080\",\"messages\":[]}")
                    .map(body -> Arguments.of(path, body)));
  }

  @ParameterizedTest
  @MethodSource("bodies")
  void bodiesThatAreNoCallAreRefused(String path, String body) throws IOException {
    String answer = exchange(path, "Content-Length: " + body.length() + "\r\n", body);

    assertThat(answer).startsWith("HTTP/1.1 400 ");
    assertRefusedInDialect(path, answer);
  }

  static Stream<Arguments> framings() {
    return Stream.of(
            "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
            "Content-Length: 5\r\nContent-Length: 6\r\n",
            "Content-Length: -5\r\n",
            "Content-Length : 5\r\n",
            "Transfer-Encoding: xchunked\r\n",
            "Transfer-Encoding: gzip, chunked\r\n",
            "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n",
            "X-A: a\u0000b\r\nContent-Length: 5\r\n")
        .map(Arguments::of);
  }

  @ParameterizedTest
  @MethodSource("framings")
  void requestsOfDoubtfulLengthAreRefusedAndWhatFollowsIsNotRead(String headers)
      throws IOException {
    String smuggled =
        "0\r\n\r\nPOST "
            + OPENAI
            + " HTTP/1.1\r\nHost: g\r\nAuthorization: Bearer "
            + key
            + "\r\n\r\n";
    for (String path : new String[] {OPENAI, ANTHROPIC}) {
      String answer = exchange(path, headers, smuggled);

      assertThat(answer).startsWith("HTTP/1.1 400 ");
      assertThat(answer.split("HTTP/1.1 ", -1)).hasSize(2);
      assertRefusedInDialect(path, answer);
    }
  }

  @Test
  void oversizedBodiesAreRefusedBeforeTheyAreRead() throws IOException {
    for (String path : new String[] {OPENAI, ANTHROPIC}) {
      String announced = exchange(path, "Content-Length: 900000000000\r\n", "{");
      assertThat(announced).startsWith("HTTP/1.1 413 ");
      assertRefusedInDialect(path, announced);

      String chunk = "2710\r\n" + "x".repeat(10_000) + "\r\n";
      String unannounced = exchange(path, "Transfer-Encoding: chunked\r\n", chunk.repeat(21));
      assertThat(unannounced).startsWith("HTTP/1.1 413 ");
    }
  }

  @Test
  void headersThatAreTooLargeAreRefused() throws IOException {
    String answer = exchange(OPENAI, "X-A: " + "a".repeat(70_000) + "\r\n", "");
    assertThat(answer).startsWith("HTTP/1.1 431 ");
  }

  @Test
  void headersCannotBeInjected() throws IOException {
    String body =
        "{\"model\":\"m\\r\\nX-Injected: 1\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
    for (String path : new String[] {OPENAI, ANTHROPIC}) {
      String answer = exchange(path, "Content-Length: " + body.length() + "\r\n", body);
      assertThat(answer).startsWith("HTTP/1.1 400 ");
      assertThat(head(answer).toLowerCase(Locale.ROOT)).doesNotContain("x-injected");
      assertRefusedInDialect(path, answer);
    }
  }

  @Test
  void theHashOfAKeyIsNoKey() {
    assertThat(caller.chat(stage.gateway(0), sha256(key), "m").statusCode()).isEqualTo(401);
    assertThat(caller.chat(stage.gateway(0), key + "x", "m").statusCode()).isEqualTo(401);
    assertThat(caller.chat(stage.gateway(0), key.toUpperCase(Locale.ROOT), "m").statusCode())
        .isEqualTo(401);
  }

  @Test
  void callersCannotSetWhatTheGatewaySaysToTheVendor() throws IOException {
    vendor.always(Script.text("Ahoy"));
    String body = RawCaller.body("m", 9).encode();
    String answer =
        exchange(
            OPENAI,
            "X-Keelage-Call-Id: forged\r\nX-Api-Key-Vendor: x\r\nHost: evil.example\r\n"
                + "Content-Length: "
                + body.length()
                + "\r\n",
            body);

    assertThat(answer).containsAnyOf("HTTP/1.1 200 ", "HTTP/1.1 400 ");
    assertThat(vendor.requests())
        .allSatisfy(
            request -> {
              assertThat(request.header("x-keelage-call-id"))
                  .isPresent()
                  .get()
                  .isNotEqualTo("forged");
              assertThat(request.header("authorization")).contains("Bearer " + Fixture.VENDOR_KEY);
            });
    vendor.reset();
  }

  @Test
  void callersWhoGoAwayLeaveNothingBehind() throws IOException {
    for (int i = 0; i < 50; i++) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), stage.gateway(0).port())) {
        socket
            .getOutputStream()
            .write(bytes(head(OPENAI, "Content-Length: 500\r\n") + "{\"model\":"));
        socket.getOutputStream().flush();
      }
    }
    await("still answers")
        .atMost(Duration.ofSeconds(60))
        .until(() -> caller.answers(stage.gateway(0), key, "m", 200));
    vendor.reset();
  }

  /** Sends these bytes and reads until the gateway closes, which the request asks for. */
  private static String exchange(String path, String headers, String body) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), stage.gateway(0).port())) {
      socket.setSoTimeout(60_000);
      try {
        socket.getOutputStream().write(bytes(head(path, headers) + body));
        socket.getOutputStream().flush();
      } catch (IOException e) {
        // Refused while we were still sending; the answer is there all the same.
      }
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  private static String head(String path, String headers) {
    return "POST "
        + path
        + " HTTP/1.1\r\nHost: g\r\nConnection: close\r\nAuthorization: Bearer "
        + key
        + "\r\n"
        + headers
        + "\r\n";
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static String head(String answer) {
    return answer.substring(0, answer.indexOf("\r\n\r\n"));
  }

  private static void assertRefusedInDialect(String path, String answer) {
    JsonObject body = new JsonObject(answer.substring(answer.indexOf("\r\n\r\n") + 4));
    JsonObject error = body.getJsonObject("error");
    assertThat(error.getString("message")).isNotBlank().doesNotContain(CANARY);
    assertThat(error.getString("type")).isNotBlank();
    if (path.equals(ANTHROPIC)) {
      assertThat(body.getString("type")).isEqualTo("error");
    } else {
      assertThat(error.containsKey("code")).isTrue();
    }
  }

  private static String sha256(String text) {
    try {
      var digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}

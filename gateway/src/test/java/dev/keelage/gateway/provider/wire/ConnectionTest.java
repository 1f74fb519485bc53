package dev.keelage.gateway.provider.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.keelage.gateway.provider.wire.Loop.Reply;
import io.netty.handler.codec.DecoderException;
import io.vertx.core.http.HttpClosedException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What one connection makes of what a vendor says on it. */
@Timeout(60)
class ConnectionTest {
  private static final String OK = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";

  private static Loop loop;

  @BeforeAll
  static void start() {
    loop = new Loop();
  }

  @AfterAll
  static void stop() {
    loop.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        OK,
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1\r\no\r\n1\r\nk\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2;a=b\r\nok\r\n0\r\nx-t: 1\r\n\r\n",
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n" + OK,
        "HTTP/1.0 200 OK\r\nconnection: keep-alive\r\ncontent-length: 2\r\n\r\nok",
      })
  void goesOnAfterACompleteAnswer(String answer) throws IOException {
    try (RawVendor vendor = RawVendor.answering(answer)) {
      for (int i = 0; i < 3; i++) {
        assertThat(loop.ask(vendor.origin())).isEqualTo(new Reply(200, "ok"));
      }
      assertThat(vendor.connections()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 2\r\n\r\nok",
        "HTTP/1.0 200 OK\r\ncontent-length: 2\r\n\r\nok",
        OK + "HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nevil",
        OK + "HTTP/1.",
        "HTTP/1.1 200 OK\r\nkeep-alive: timeout=1, max=100\r\ncontent-length: 2\r\n\r\nok",
      })
  void isNotUsedAgainAfterSuchAnAnswer(String answer) throws IOException {
    try (RawVendor vendor = RawVendor.answering(answer)) {
      for (int i = 1; i <= 3; i++) {
        assertThat(loop.ask(vendor.origin())).isEqualTo(new Reply(200, "ok"));
        assertThat(vendor.connections()).isEqualTo(i);
      }
    }
  }

  @Test
  void answersWithoutABodyEndAtOnce() throws IOException {
    try (RawVendor vendor = RawVendor.answering("HTTP/1.1 204 No Content\r\n\r\n")) {
      assertThat(loop.ask(vendor.origin())).isEqualTo(new Reply(204, ""));
      assertThat(loop.ask(vendor.origin())).isEqualTo(new Reply(204, ""));
      assertThat(vendor.connections()).isEqualTo(1);
    }
  }

  @Test
  void aBodyMayEndWithTheConnection() throws IOException {
    try (RawVendor vendor =
        RawVendor.start(
            visit -> {
              visit.request();
              visit.say("HTTP/1.1 200 OK\r\n\r\nuntil ");
              visit.say("the end");
            })) {
      assertThat(loop.ask(vendor.origin())).isEqualTo(new Reply(200, "until the end"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 what OK\r\n\r\n",
        "SSH-2.0-OpenSSH_9.2\r\n\r\n",
        "HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n",
        "HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nok",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\nok\r\n0\r\n\r\n",
        "HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\n\r\n",
      })
  void malformedAnswersFail(String answer) throws IOException {
    try (RawVendor vendor = RawVendor.answering(answer)) {
      assertThat(loop.failure(vendor.origin())).isInstanceOf(DecoderException.class);
    }
  }

  @Test
  void headsWithoutBoundFail() throws IOException {
    String endless = "HTTP/1.1 200 OK\r\nx-long: " + "a".repeat(40_000) + "\r\n\r\n";
    try (RawVendor vendor = RawVendor.answering(endless)) {
      assertThat(loop.failure(vendor.origin())).isInstanceOf(DecoderException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "HTTP/1.1 200",
        "HTTP/1.1 200 OK\r\ncontent-",
        "HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nok",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nok\r\n",
      })
  void answersThatBreakOffFail(String answer) throws IOException {
    try (RawVendor vendor =
        RawVendor.start(
            visit -> {
              visit.request();
              visit.say(answer);
            })) {
      assertThat(loop.failure(vendor.origin())).isInstanceOf(HttpClosedException.class);
    }
  }

  @Test
  void aConnectionThatTheVendorClosedWhileIdleIsNotUsed() throws IOException {
    try (RawVendor vendor =
        RawVendor.start(
            visit -> {
              visit.request();
              visit.say(OK);
            })) {
      for (int i = 1; i <= 20; i++) {
        loop.ask(vendor.origin());
        await().atMost(Duration.ofSeconds(30)).until(() -> loop.open(vendor.origin()) == 0);
      }
      assertThat(vendor.connections()).isEqualTo(20);
    }
  }

  @Test
  void largeBodiesArriveWhole() throws IOException {
    String body = "0123456789abcdef".repeat(400_000);
    AtomicReference<String> heard = new AtomicReference<>("");
    try (RawVendor vendor =
        RawVendor.start(
            visit -> {
              while (!visit.head().isEmpty()) {
                byte[] all = visit.socket().getInputStream().readNBytes(body.length());
                heard.set(new String(all, ISO_8859_1));
                visit.say(OK);
              }
            })) {
      assertThat(loop.ask(vendor.origin(), body).body()).isEqualTo("ok");
      assertThat(heard.get().equals(body)).isTrue();
      assertThat(loop.ask(vendor.origin(), body).body()).isEqualTo("ok");
      assertThat(vendor.connections()).isEqualTo(1);
    }
  }

  @Test
  void aRefusalIsHeardWhileTheBodyIsStillBeingSent() throws IOException {
    String body = "0123456789abcdef".repeat(2_000_000);
    try (RawVendor vendor =
        RawVendor.start(
            visit -> {
              visit.head();
              visit.say("HTTP/1.1 413 Too Large\r\ncontent-length: 3\r\n\r\nbig");
              visit.awaitClose();
            })) {
      assertThat(loop.ask(vendor.origin(), body)).isEqualTo(new Reply(413, "big"));
      assertThat(loop.ask(vendor.origin(), body)).isEqualTo(new Reply(413, "big"));
      assertThat(vendor.connections()).isEqualTo(2);
    }
  }

  @Test
  void aRefusalIsHeardEvenIfTheConnectionIsResetBehindIt() throws IOException {
    String body = "0123456789abcdef".repeat(2_000_000);
    try (RawVendor vendor =
        RawVendor.start(
            visit -> {
              visit.head();
              // Closing with unread bytes resets the connection.
              visit.say("HTTP/1.1 413 Too Large\r\ncontent-length: 3\r\n\r\nbig");
            })) {
      assertThat(loop.ask(vendor.origin(), body)).isEqualTo(new Reply(413, "big"));
    }
  }
}

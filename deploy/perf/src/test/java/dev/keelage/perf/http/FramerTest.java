package dev.keelage.perf.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ProtocolException;
import org.junit.jupiter.api.Test;

class FramerTest {
  private static final String CHUNKED =
      "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"
          + "5;x=y\r\ndata:\r\nA\r\n [DONE]\n\r\n\r\n0\r\nTrailer: t\r\n\r\n";
  private static final String SIZED =
      "POST /v1/messages HTTP/1.1\r\nAuthorization: Bearer sk-1\r\nContent-LENGTH: 33\r\n\r\n"
          + "{\"model\": \"mock-1\",\"stream\":true}";

  @Test
  void readsChunksWhereverTheyAreCut() throws ProtocolException {
    for (int cut = 1; cut < CHUNKED.length(); cut++) {
      Framer framer = new Framer();

      assertThat(offer(framer, CHUNKED.substring(0, cut))).isFalse();
      assertThat(offer(framer, CHUNKED.substring(cut))).isTrue();

      assertThat(framer.body()).isEqualTo("data: [DONE]\n\r\n");
      assertThat(framer.status()).isEqualTo(200);
    }
  }

  @Test
  void readsASizedBodyWhereverItIsCut() throws ProtocolException {
    for (int cut = 1; cut < SIZED.length(); cut++) {
      Framer framer = new Framer();

      assertThat(offer(framer, SIZED.substring(0, cut))).isFalse();
      assertThat(offer(framer, SIZED.substring(cut))).isTrue();

      assertThat(framer.credentials()).isEqualTo("sk-1");
      assertThat(framer.member("\"model\"".getBytes(US_ASCII))).isEqualTo("mock-1");
      assertThat(framer.member("\"stream\"".getBytes(US_ASCII))).isEqualTo("true");
    }
  }

  @Test
  void refusesBytesAfterTheEnd() {
    assertThatThrownBy(() -> offer(new Framer(), SIZED + "x"))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining("after the end");
  }

  @Test
  void refusesABodyThatEndsWithTheConnection() {
    assertThatThrownBy(() -> offer(new Framer(), "HTTP/1.1 200 OK\r\n\r\nbody"))
        .isInstanceOf(ProtocolException.class);
  }

  @Test
  void startsAgainAfterAReset() throws ProtocolException {
    Framer framer = new Framer();
    offer(framer, CHUNKED);

    framer.reset();

    assertThat(offer(framer, SIZED)).isTrue();
    assertThat(framer.body()).hasSize(33);
  }

  private static boolean offer(Framer framer, String text) throws ProtocolException {
    framer.space().put(text.getBytes(US_ASCII));
    return framer.received(text.length());
  }
}

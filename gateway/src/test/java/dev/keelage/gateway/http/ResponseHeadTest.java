package dev.keelage.gateway.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.http.HttpHeaders;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResponseHeadTest {
  private final HttpDate date = new HttpDate(Instant.parse("2026-03-01T04:05:06.789Z"));
  private final ResponseHead head = new ResponseHead(date);

  @Test
  void saysWhatItWasTold() {
    head.begin(200);
    head.header(HttpHeaders.CONTENT_TYPE, "application/json");
    head.header("x-a", "b\tc \u00e9");
    head.contentLength(1234567890);

    assertThat(written())
        .isEqualTo(
            "HTTP/1.1 200 OK\r\ndate: Sun, 01 Mar 2026 04:05:06 GMT\r\n"
                + "content-type: application/json\r\nx-a: b\tc \u00e9\r\n"
                + "content-length: 1234567890\r\n\r\n");
  }

  @Test
  void forgetsWhatNeverLeft() {
    head.begin(200);
    head.header("x-cost", "1");
    head.begin(503);
    head.closes();
    head.end();

    assertThat(written())
        .isEqualTo(
            "HTTP/1.1 503 Service Unavailable\r\ndate: Sun, 01 Mar 2026 04:05:06 GMT\r\n"
                + "connection: close\r\n\r\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a\r\nx-evil: 1",
        "a\nx-evil: 1",
        "a\rx-evil: 1",
        "a\u0000b",
        "a\u000bb",
        "a\u007fb",
        "a\u010a\u010dx-evil: 1"
      })
  void noValueEndsItsLine(String value) {
    head.begin(200);
    head.header("x-request-id", value);
    head.end();

    assertThat(written().split("\r\n", -1)).hasSize(5);
    assertThat(written())
        .matches(text -> text.chars().allMatch(c -> c >= ' ' && c < 0x7f || c == '\r' || c == '\n'))
        .doesNotContain("\rx", "\nx-evil");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x y", "x:", "x\r\n", "x\u00e9"})
  void namesAreTokens(String name) {
    head.begin(200);

    assertThatThrownBy(() -> head.header(name, "v")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void growsWithWhatIsSaid() {
    head.begin(200);
    for (int i = 0; i < 1000; i++) {
      head.header("x-" + i, "v".repeat(i));
    }
    head.end();

    assertThat(written()).contains("x-999: " + "v".repeat(999) + "\r\n\r\n");
  }

  private String written() {
    ByteBuf out = Unpooled.buffer();
    head.writeTo(out);
    return out.toString(ISO_8859_1);
  }
}

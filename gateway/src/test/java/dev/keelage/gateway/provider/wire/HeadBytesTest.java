package dev.keelage.gateway.provider.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeadBytesTest {
  private static final Origin ORIGIN = new Origin("vendor.example", 8443, true);

  @Test
  void writesRequestLineAndFields() {
    byte[] head =
        HeadBytes.post("/v1/chat", ORIGIN).field("authorization", "Bearer a\tb é").bytes();

    assertThat(new String(head, StandardCharsets.ISO_8859_1))
        .isEqualTo(
            """
            POST /v1/chat HTTP/1.1\r
            host: vendor.example:8443\r
            authorization: Bearer a\tb é\r
            """);
  }

  @Test
  void thePortIsSaidWhereItIsNotTheSchemesOwn() {
    assertThat(new Origin("a", 443, true).authority()).isEqualTo("a");
    assertThat(new Origin("a", 80, false).authority()).isEqualTo("a");
    assertThat(new Origin("a", 443, false).authority()).isEqualTo("a:443");
    assertThat(new Origin("[::1]", 80, true).authority()).isEqualTo("[::1]:80");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\r\nx-evil: 1", "a\nb", "a\rb", "a\0b", "a\u007fb", "a\u010ab"})
  void refusesValuesThatWouldEndTheirField(String value) {
    assertThatThrownBy(() -> HeadBytes.fields().field("x-name", value))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("x-name")
        .hasMessageNotContaining("evil");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x name", "x:name", "x\r\nname", "nämé"})
  void refusesNamesThatAreNoTokens(String name) {
    assertThatThrownBy(() -> HeadBytes.fields().field(name, "value"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/a b", "/a\r\nb", "/é"})
  void refusesTargetsThatWouldEndTheRequestLine(String uri) {
    assertThatThrownBy(() -> HeadBytes.post(uri, ORIGIN))
        .isInstanceOf(IllegalArgumentException.class);
  }
}

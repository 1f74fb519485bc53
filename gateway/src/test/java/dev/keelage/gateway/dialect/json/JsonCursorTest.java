package dev.keelage.gateway.dialect.json;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonCursorTest {
  private static final ObjectMapper JACKSON =
      new ObjectMapper(
          JsonFactory.builder()
              .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
              .build());

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "[",
        "[1",
        "[1,",
        "[1,]",
        "[,1]",
        "{\"a\"",
        "{\"a\":",
        "{\"a\":1",
        "{\"a\":1,",
        "{\"a\":1,}",
        "{a:1}",
        "{'a':1}",
        "{\"a\" 1}",
        "{\"a\":1 \"b\":2}",
        "\"",
        "\"a",
        "\"\\",
        "\"\\\"",
        "\"\\u12\"",
        "\"\\u12g4\"",
        "\"\\x\"",
        "\"a\nb\"",
        "\"\\ud800\"",
        "\"\\udc00\"",
        "\"\\ud800\\u0041\"",
        "\"\\ud83d",
        "tru",
        "trux",
        "nul",
        "01",
        "-",
        "+1",
        ".5",
        "1.",
        "1e",
        "1e+",
        "0x10",
        "NaN",
        "Infinity",
        "1 2",
        "{} {}",
        "[1] x",
        "// c\n1",
        "[1}",
        "{\"a\":1]"
      })
  void refusesWhatIsNotJson(String text) {
    assertThatThrownBy(() -> walk(text.getBytes(UTF_8))).isInstanceOf(InvalidJson.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"\u0080\"",
        "\"\u00c0\u0080\"",
        "\"\u00c1\u00bf\"",
        "\"\u00e0\u0080\u0080\"",
        "\"\u00ed\u00a0\u0080\"",
        "\"\u00f0\u0080\u0080\u0080\"",
        "\"\u00f4\u0090\u0080\u0080\"",
        "\"\u00f5\u0080\u0080\u0080\"",
        "\"\u00ff\"",
        "\"\u00e2\u0082\"",
        "\"abcdefghijk\u00e2\"",
        "\u00ef\u00bb\u00bf{}"
      })
  void refusesInvalidUtf8AndByteOrderMarks(String latin1) {
    assertThatThrownBy(() -> walk(latin1.getBytes(ISO_8859_1))).isInstanceOf(InvalidJson.class);
  }

  @Test
  void refusesDeepNestingButNotItsBound() {
    walk(nested(JsonCursor.MAX_DEPTH));
    assertThatThrownBy(() -> walk(nested(JsonCursor.MAX_DEPTH + 1)))
        .hasMessageContaining("nesting");
    assertThatThrownBy(() -> walk(nested(1_000_000))).hasMessageContaining("nesting");
  }

  @Test
  void refusesNumbersWithoutEnd() {
    assertThatThrownBy(() -> walk("9".repeat(1_000).getBytes(UTF_8)))
        .hasMessageContaining("number is too long");
  }

  @Test
  void namesTheOffsetAndNoContent() {
    assertThatThrownBy(() -> walk("{\"secret\":\"word\" oops}".getBytes(UTF_8)))
        .hasMessage("expected a comma or } at byte 17");
  }

  @Test
  void understandsEscapedMemberNames() {
    JsonCursor cursor = new JsonCursor(Bytes.of("{\"mod\\u0065l\":1}".getBytes(UTF_8)));
    cursor.beginObject();
    assertThat(cursor.nextMember()).isTrue();
    assertThat(cursor.keyIn(Names.of("model"))).isZero();
  }

  /** Whatever Jackson writes, the cursor walks over and reads the same. */
  @Property
  void readsStringsAsJacksonDoes(@ForAll("texts") String text) throws IOException {
    byte[] json = JACKSON.writeValueAsBytes(text);
    JsonCursor cursor = new JsonCursor(Bytes.of(json));
    assertThat(cursor.string()).isEqualTo(text);
    cursor.end();
    assertThat(Escapes.quote(text)).isEqualTo(json);
  }

  /** On arbitrary bytes it says no or yes, and never says yes where Jackson says no. */
  @Property(tries = 5_000)
  void isAtLeastAsStrictAsJackson(@ForAll("nearlyJson") byte[] bytes) throws IOException {
    try {
      walk(bytes);
    } catch (InvalidJson e) {
      return;
    }
    JACKSON.readTree(bytes);
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.strings().ofMaxLength(40).filter(s -> UTF_8.newEncoder().canEncode(s));
  }

  @Provide
  Arbitrary<byte[]> nearlyJson() {
    Arbitrary<String> tokens =
        Arbitraries.of(
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "\"a\"",
            "\"",
            "1",
            "-1.5e3",
            "true",
            "null",
            " ",
            "\\",
            "\\u00e9",
            "é",
            "\u0000",
            "\"model\":");
    Arbitrary<String> texts = tokens.list().ofMaxSize(24).map(l -> String.join("", l));
    return Combinators.combine(texts, Arbitraries.integers().between(0, 200))
        .as(
            (text, cut) -> {
              byte[] bytes = text.getBytes(UTF_8);
              return cut < bytes.length ? java.util.Arrays.copyOf(bytes, cut) : bytes;
            });
  }

  private static byte[] nested(int depth) {
    return ("[".repeat(depth) + "]".repeat(depth)).getBytes(UTF_8);
  }

  private static void walk(byte[] bytes) {
    JsonCursor cursor = new JsonCursor(Bytes.of(bytes));
    cursor.skip();
    cursor.end();
  }
}

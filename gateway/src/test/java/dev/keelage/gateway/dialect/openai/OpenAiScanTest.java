package dev.keelage.gateway.dialect.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keelage.gateway.dialect.Compat;
import dev.keelage.gateway.dialect.Dialect;
import dev.keelage.gateway.dialect.MalformedCall;
import dev.keelage.gateway.exchange.Envelope;
import dev.keelage.gateway.exchange.Operation;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpenAiScanTest {
  private static final String HI = "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]";

  private final Dialect dialect = new OpenAiDialect(Compat.LITELLM_1_104);

  @Test
  void findsWhatDecides() {
    String body =
        "{ \"stream\" : true, \"model\":\"gpt-4o\",\"n\":3,\"max_completion_tokens\":100,"
            + "\"max_tokens\":70,\"stream_options\":{\"include_usage\":true},"
            + HI
            + "}";

    Envelope envelope = chat(body);

    assertThat(envelope.model()).isEqualTo("gpt-4o");
    assertThat(body.substring(envelope.modelSpan().start(), envelope.modelSpan().end()))
        .isEqualTo("\"gpt-4o\"");
    assertThat(envelope.stream()).isTrue();
    assertThat(envelope.usageInStream()).isTrue();
    assertThat(envelope.maxOutputTokens()).hasValue(100);
    assertThat(envelope.choices()).isEqualTo(3);
    assertThat(envelope.objectStart()).isEqualTo(1);
  }

  @Test
  void takesNullForAbsent() {
    Envelope envelope =
        chat(
            "{\"model\":\"m\",\"stream\":null,\"stream_options\":null,\"n\":null,\"max_tokens\":null,"
                + HI
                + "}");

    assertThat(envelope.stream()).isFalse();
    assertThat(envelope.maxOutputTokens()).isEmpty();
    assertThat(envelope.choices()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      textBlock =
          """
          model                 | {"model":"a","model":"b",HI}
          model                 | {"model":"a","mod\\u0065l":"b",HI}
          model                 | {HI}
          model                 | {"model":null,HI}
          model                 | {"model":7,HI}
          model                 | {"model":"",HI}
          model                 | {"model":"a\\r\\nx-evil: 1",HI}
          model                 | {"model":"a\\u0000",HI}
          messages              | {"model":"a"}
          messages              | {"model":"a","messages":[]}
          messages              | {"model":"a","messages":"Hi"}
          messages              | {"model":"a","messages":["Hi"]}
          messages              | {"model":"a",HI,HI}
          stream                | {"model":"a","stream":"true",HI}
          stream                | {"model":"a","stream":1,HI}
          stream                | {"model":"a","stream":true,"stream":false,HI}
          stream_options        | {"model":"a","stream_options":[],HI}
          include_usage         | {"model":"a","stream_options":{"include_usage":1},HI}
          include_usage         | {"model":"a","stream_options":{"include_usage":true,"include_usage":false},HI}
          max_tokens            | {"model":"a","max_tokens":1e400,HI}
          max_tokens            | {"model":"a","max_tokens":-1,HI}
          max_tokens            | {"model":"a","max_tokens":0,HI}
          max_tokens            | {"model":"a","max_tokens":1.5,HI}
          max_tokens            | {"model":"a","max_tokens":"10",HI}
          max_tokens            | {"model":"a","max_tokens":99999999999999999999,HI}
          max_completion_tokens | {"model":"a","max_completion_tokens":true,HI}
          n                     | {"model":"a","n":0,HI}
          n                     | {"model":"a","n":129,HI}
          tags                  | {"model":"a","metadata":{"tags":{"a":"b"}},HI}
          tags                  | {"model":"a","metadata":{"tags":7},HI}
          tags                  | {"model":"a","metadata":{"tags":["a",7]},HI}
          tags                  | {"model":"a","metadata":{"tags":["a",["b"]]},HI}
          tags                  | {"model":"a","metadata":{"tags":["a"],"t\\u0061gs":["b"]},HI}
          tags                  | {"model":"a","metadata":{"tags":["a\\u0000b"]},HI}
          tags                  | {"model":"a","metadata":{"tags":"a,b\\n"},HI}
          tags                  | {"model":"a","tags":true,HI}
          metadata              | {"model":"a","metadata":{"tags":["a"]},"metadata":{},HI}
          """)
  void refusesWhatIsAmbiguousOrAbsurdAndNamesTheMember(String parameter, String body) {
    assertThatThrownBy(() -> chat(body.replace("HI", HI)))
        .isInstanceOfSatisfying(
            MalformedCall.class, e -> assertThat(e.parameter()).isEqualTo(Optional.of(parameter)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "\"x\"", "null", "{\"model\":\"a\"", "{} x"})
  void refusesBodiesThatAreNoObject(String body) {
    assertThatThrownBy(() -> chat(body)).isInstanceOf(MalformedCall.class);
  }

  @Test
  void letsUndecisiveDuplicatesPass() {
    assertThat(chat("{\"model\":\"a\",\"store\":\"x\",\"store\":\"y\"," + HI + "}").model())
        .isEqualTo("a");
  }

  @Test
  void countsPicturesAsPicturesAndNotAsText() {
    String picture = Base64.getEncoder().encodeToString(new byte[600_000]);
    String body =
        "{\"model\":\"a\",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\","
            + "\"image_url\":{\"url\":\"data:image/png;base64,"
            + picture
            + "\"}}]}]}";

    assertThat(chat(body).inputTokensEstimate()).isBetween(1_600L, 1_700L);
  }

  @Test
  void countsTextUnderTheNamesOfMediaElsewhere() {
    String words = "count every word of this ".repeat(400);
    String body =
        new JsonObject()
            .put("model", "a")
            .put("metadata", new JsonObject().put("url", words))
            .put(
                "messages",
                new io.vertx.core.json.JsonArray().add(new JsonObject().put("content", "x")))
            .encode();

    assertThat(chat(body).inputTokensEstimate()).isGreaterThan(2_000);
  }

  @Test
  void scansEmbeddings() {
    Envelope envelope =
        dialect.scan(
            Operation.EMBEDDINGS, Buffer.buffer("{\"model\":\"e\",\"input\":[\"a\",\"b c\"]}"));

    assertThat(envelope.model()).isEqualTo("e");
    assertThat(envelope.stream()).isFalse();
    assertThatThrownBy(
            () ->
                dialect.scan(Operation.EMBEDDINGS, Buffer.buffer("{\"model\":\"e\",\"input\":7}")))
        .isInstanceOf(MalformedCall.class);
    assertThatThrownBy(() -> dialect.scan(Operation.EMBEDDINGS, Buffer.buffer("{\"model\":\"e\"}")))
        .isInstanceOf(MalformedCall.class);
  }

  @Test
  void findsTheUserThatTheCallNames() {
    String call = "{\"model\":\"a\",\"messages\":[{\"content\":\"x\"}]%s}";

    assertThat(chat(call.formatted("")).user()).isEmpty();
    assertThat(chat(call.formatted(",\"user\":\"u-1\"")).user()).contains("u-1");
    assertThat(chat(call.formatted(",\"safety_identifier\":\"s-1\",\"user\":\"u-1\"")).user())
        .contains("s-1");
    assertThat(chat(call.formatted(",\"user\":null")).user()).isEmpty();
    assertThat(chat(call.formatted(",\"user\":{\"user\":\"u-1\"}")).user()).isEmpty();
    assertThatThrownBy(() -> chat(call.formatted(",\"user\":\"u-1\",\"user\":\"u-2\"")))
        .isInstanceOf(MalformedCall.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      textBlock =
          """
          {"metadata":{"tags":["a","b"]},C}                     | a,b
          {"metadata":{"other":"x","tags":[" a ","","b","a"]},C} | a,b
          {"tags":["a"],C,"metadata":{"tags":["b"]}}            | a,b
          {"metadata":{"tags":"a, b,,"},C}                      | a,b
          {"met\\u0061data":{"t\\u0061gs":["\\u0061"]},C}          | a
          {"metadata":{"other":{"tags":["a"]}},C}               | ^^
          {"metadata":{"tags":null},C,"tags":null}              | ^^
          {"metadata":null,C}                                   | ^^
          {"metadata":["tags"],C}                               | ^^
          """)
  void findsTheTagsThatTheBodySays(String body, String tags) {
    assertThat(chat(body.replace("C", "\"model\":\"a\"," + HI)).tags())
        .containsExactlyInAnyOrder(tags.isEmpty() ? new String[0] : tags.split(","));
  }

  @Test
  void embeddingsSayTagsToo() {
    Buffer body =
        Buffer.buffer("{\"model\":\"a\",\"input\":\"x\",\"metadata\":{\"tags\":[\"b\"]}}");

    assertThat(dialect.scan(Operation.EMBEDDINGS, body).tags()).containsExactly("b");
  }

  @Test
  void looksAtSoManyTagsAndAtNoneThatNoResourceCouldName() {
    List<String> many = IntStream.range(0, 100_000).mapToObj(i -> "t" + i).toList();
    String tooLong = "x".repeat(65);
    List<String> some = List.of(tooLong, "y".repeat(1_000_000), "\u00e4".repeat(64), "z");

    assertThat(tagged(many)).containsExactlyInAnyOrderElementsOf(many.subList(0, 16));
    assertThat(tagged(some)).containsExactlyInAnyOrder("\u00e4".repeat(64), "z");
    assertThat(tagged(String.join(",", many))).isEmpty();
    assertThat(tagged(String.join(",", many.subList(0, 20))))
        .containsExactlyInAnyOrderElementsOf(many.subList(0, 16));
  }

  private Set<String> tagged(Object tags) {
    return chat(new JsonObject("{\"model\":\"a\"," + HI + "}")
            .put("metadata", new JsonObject().put("tags", tags))
            .encode())
        .tags();
  }

  @Property
  void neverThrowsAnythingElse(@ForAll byte[] bytes) {
    try {
      dialect.scan(Operation.CHAT, Buffer.buffer(bytes));
    } catch (MalformedCall e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  private Envelope chat(String body) {
    return dialect.scan(Operation.CHAT, Buffer.buffer(body));
  }
}

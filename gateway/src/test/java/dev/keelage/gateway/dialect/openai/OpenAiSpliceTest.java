package dev.keelage.gateway.dialect.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelage.gateway.dialect.Compat;
import dev.keelage.gateway.dialect.Dialect;
import dev.keelage.gateway.exchange.Operation;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.UniqueElements;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpenAiSpliceTest {
  private static final String HI = "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]";
  private static final String TAIL =
      "\"messages\":[{\"role\":\"user\",\"content\":\"Hé\\n\"}],\"x\": [1.50, 1E2] }";

  private final Dialect dialect = new OpenAiDialect(Compat.LITELLM_1_104);

  @Test
  void replacesNothingButTheModel() {
    assertThat(splice("{ \"model\" :\"fast\" , " + TAIL, "gpt-4o"))
        .isEqualTo("{ \"model\" :\"gpt-4o\" , " + TAIL);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      textBlock =
          """
          {"model":"a","stream":true,T | {"stream_options":{"include_usage":true},"model":"b","stream":true,T
          {"model":"a","stream":true,"stream_options":null,T | {"model":"b","stream":true,"stream_options":{"include_usage":true},T
          {"stream_options":{},"model":"a","stream":true,T | {"stream_options":{"include_usage":true},"model":"b","stream":true,T
          {"stream_options":{"include_usage":false,"include_obfuscation":false},"stream":true,"model":"a",T | {"stream_options":{"include_usage":true,"include_obfuscation":false},"stream":true,"model":"b",T
          {"model":"a","stream":true,"stream_options":{"include_usage":true},T | {"model":"b","stream":true,"stream_options":{"include_usage":true},T
          {"model":"a","stream":false,"stream_options":{},T | {"model":"b","stream":false,"stream_options":{},T
          """)
  void asksForUsageInStreams(String before, String after) {
    assertThat(splice(before.replace("T", TAIL), "b")).isEqualTo(after.replace("T", TAIL));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      textBlock =
          """
          {"metadata":{"tags":["x"]},"model":"a",T                              | {"model":"b",T
          {"model":"a" , "metadata" : { "tags" : ["x"] } , T                    | {"model":"b"  , T
          {"tags":["x"],"metadata":{"tags":["x"]},"model":"a",T                 | {"model":"b",T
          {"model":"a","tags":["x"],"metadata":{"tags":["x"]},T                 | {"model":"b",T
          {"tags":[],"model":"a","metadata":{"tags":["x"]},T                    | {"model":"b",T
          {"metadata":{"tags":["x"],"k":"v"},"model":"a",T                      | {"metadata":{"k":"v"},"model":"b",T
          {"metadata":{"k":"v","tags":["x"]},"model":"a",T                      | {"metadata":{"k":"v"},"model":"b",T
          {"model":"a","metadata":{"tags":["x"],"k":"v"},T                      | {"model":"b","metadata":{"k":"v"},T
          {"model":"a","metadata":{"k":"v", "tags":["x"] , "l":"w" },T          | {"model":"b","metadata":{"k":"v" , "l":"w" },T
          {"model":"a","metadata":{"tags":"x,y"},T                              | {"model":"b","metadata":{"tags":"x,y"},T
          {"model":"a","metadata":{},T                                          | {"model":"b","metadata":{},T
          {"metadata":{"tags":["x"]},"stream":true,"model":"a","tags":["x"],T   | {"stream_options":{"include_usage":true},"stream":true,"model":"b",T
          {"model":"a","tags":["x"],"stream_options":{},"stream":true,T         | {"model":"b","stream_options":{"include_usage":true},"stream":true,T
          {"stream_options":{},"tags":["x"],"stream":true,"model":"a",T         | {"stream_options":{"include_usage":true},"stream":true,"model":"b",T
          """)
  void leavesOutTagsThatNoVendorKnows(String before, String after) {
    assertThat(splice(before.replace("T", TAIL), "b")).isEqualTo(after.replace("T", TAIL));
  }

  /** Whatever the order of the members is, and whichever of them are there. */
  @Property
  void changesNothingElse(
      @ForAll @Size(max = 6) @UniqueElements List<@From("members") String> members,
      @ForAll @From("gaps") String gap) {
    String others = String.join("," + gap, members);
    String body = "{" + gap + others + (members.isEmpty() ? "" : gap + ",") + gap + "M" + gap + "}";
    for (String model : List.of("\"model\":\"a\"," + HI, HI + ",\"model\":\"a\"")) {
      JsonObject expected = new JsonObject(body.replace("M", model));
      expected.put("model", "b").remove("tags");
      JsonObject metadata = expected.getJsonObject("metadata", new JsonObject());
      if (metadata.remove("tags") != null && metadata.isEmpty()) {
        expected.remove("metadata");
      }

      assertThat(new JsonObject(splice(body.replace("M", model), "b"))).isEqualTo(expected);
    }
  }

  @Provide
  Arbitrary<String> members() {
    return Arbitraries.of(
        "\"tags\":[\"x\",\"y\"]",
        "\"metadata\":{\"k\":[1] , \"tags\" :[\"x\"]}",
        "\"seed\" : 1",
        "\"stop\":[\"}\",\",\"]",
        "\"user\":\"tags\"");
  }

  @Provide
  Arbitrary<String> gaps() {
    return Arbitraries.of("", " ", "\n\t ");
  }

  @Test
  void leavesEmbeddingsWithoutStreamOptions() {
    Buffer body = Buffer.buffer("{\"model\":\"a\",\"stream\":true,\"input\":\"x\"}");

    assertThat(
            dialect
                .splice(Operation.EMBEDDINGS, dialect.scan(Operation.EMBEDDINGS, body), "b")
                .toString())
        .isEqualTo("{\"model\":\"b\",\"stream\":true,\"input\":\"x\"}");
  }

  @Property
  void escapesTheModelName(
      @ForAll @CharRange(from = '\0', to = '\u00ff') @Chars({'"', '\\'}) String model) {
    Buffer body = Buffer.buffer("{\"model\":\"a\"," + TAIL);
    Buffer spliced = dialect.splice(Operation.CHAT, dialect.scan(Operation.CHAT, body), model);

    assertThat(spliced.toJsonObject().getString("model")).isEqualTo(model);
  }

  private String splice(String body, String model) {
    return dialect
        .splice(Operation.CHAT, dialect.scan(Operation.CHAT, Buffer.buffer(body)), model)
        .toString();
  }
}

package dev.keelage.gateway.dialect.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelage.gateway.dialect.Compat;
import dev.keelage.gateway.dialect.Dialect;
import dev.keelage.gateway.exchange.Operation;
import io.vertx.core.buffer.Buffer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpenAiSpliceTest {
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

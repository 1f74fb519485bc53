package dev.keelage.gateway.dialect.anthropic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keelage.gateway.dialect.Compat;
import dev.keelage.gateway.dialect.Dialect;
import dev.keelage.gateway.dialect.MalformedCall;
import dev.keelage.gateway.exchange.Envelope;
import dev.keelage.gateway.exchange.Operation;
import io.vertx.core.buffer.Buffer;
import java.util.Base64;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnthropicScanTest {
  private static final String HI = "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]";

  private final Dialect dialect = new AnthropicDialect(Compat.LITELLM_1_104, 4_096);

  @Test
  void findsWhatDecidesAndReplacesNothingButTheModel() {
    String body =
        "{\"max_tokens\":100, \"model\" : \"fast\",\"stream\":true,\"system\":\"S\"," + HI + "}";

    Envelope envelope = scan(body);

    assertThat(envelope.model()).isEqualTo("fast");
    assertThat(envelope.stream()).isTrue();
    assertThat(envelope.usageInStream()).isTrue();
    assertThat(envelope.maxOutputTokens()).hasValue(100);
    assertThat(dialect.splice(Operation.CHAT, envelope, "claude-\"5\"").toString())
        .isEqualTo(body.replace("\"fast\"", "\"claude-\\\"5\\\"\""));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      textBlock =
          """
          model      | {"max_tokens":1,HI}
          model      | {"max_tokens":1,"model":"a","m\\u006fdel":"b",HI}
          max_tokens | {"model":"a",HI}
          max_tokens | {"model":"a","max_tokens":-1,HI}
          max_tokens | {"model":"a","max_tokens":1.0,HI}
          max_tokens | {"model":"a","max_tokens":1,"max_tokens":2,HI}
          messages   | {"model":"a","max_tokens":1}
          messages   | {"model":"a","max_tokens":1,"messages":[]}
          system     | {"model":"a","max_tokens":1,"system":7,HI}
          system     | {"model":"a","max_tokens":1,"system":"x","system":"y",HI}
          tools      | {"model":"a","max_tokens":1,"tools":{},HI}
          stream     | {"model":"a","max_tokens":1,"stream":"yes",HI}
          """)
  void refusesWhatIsAmbiguousOrAbsurdAndNamesTheMember(String parameter, String body) {
    assertThatThrownBy(() -> scan(body.replace("HI", HI)))
        .isInstanceOfSatisfying(
            MalformedCall.class, e -> assertThat(e.parameter()).isEqualTo(Optional.of(parameter)));
  }

  @Test
  void countsMediaByTheirKindAndTextDocumentsByTheirText() {
    String bytes = Base64.getEncoder().encodeToString(new byte[640_000]);

    assertThat(estimate("image", "base64", bytes)).isBetween(1_600L, 1_800L);
    assertThat(estimate("document", "base64", "JVBERi0x" + bytes)).isGreaterThan(25_000);
    assertThat(estimate("document", "text", "many words ".repeat(10_000)))
        .isBetween(20_000L, 80_000L);
  }

  @Test
  void countsWhatToolsAddUnseen() {
    String call = "{\"model\":\"a\",\"max_tokens\":1," + HI + ",\"tools\":%s}";

    long without = scan(call.formatted("[]")).inputTokensEstimate();
    long with =
        scan(call.formatted("[{\"name\":\"f\",\"input_schema\":{}}]")).inputTokensEstimate();

    assertThat(with - without).isGreaterThan(1_000);
  }

  @Test
  void findsTheUserThatTheMetadataNames() {
    String call = "{\"model\":\"a\",\"max_tokens\":1," + HI + "%s}";

    assertThat(scan(call.formatted("")).user()).isEmpty();
    assertThat(
            scan(call.formatted(",\"metadata\":{\"x\":{\"user_id\":\"no\"},\"user_id\":\"u-1\"}"))
                .user())
        .contains("u-1");
    assertThat(scan(call.formatted(",\"metadata\":null")).user()).isEmpty();
    assertThat(scan(call.formatted(",\"user_id\":\"u-1\"")).user()).isEmpty();
  }

  @Property
  void neverThrowsAnythingElse(@ForAll byte[] bytes) {
    try {
      dialect.scan(Operation.CHAT, Buffer.buffer(bytes));
    } catch (MalformedCall e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  private long estimate(String block, String type, String data) {
    return scan("{\"model\":\"a\",\"max_tokens\":1,\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"%s\",\"source\":{\"data\":\"%s\",\"media_type\":\"x\",\"type\":\"%s\"}}]}]}"
            .formatted(block, data, type))
        .inputTokensEstimate();
  }

  private Envelope scan(String body) {
    return dialect.scan(Operation.CHAT, Buffer.buffer(body));
  }

  @Test
  void takesNoNewMessagesWhereTheVendorHoldsTheConversation() {
    Envelope envelope =
        scan(
            "{\"model\":\"a\",\"max_tokens\":1,\"messages\":[],\"thread\":{\"type\":\"continue\",\"previous_message_id\":\"msg_1\"}}");

    assertThat(envelope.model()).isEqualTo("a");
  }
}

package dev.keelage.gateway.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class JsonTextTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  @Property(tries = 500)
  void anyTextIsReadBackAsItWas(@ForAll String value) throws Exception {
    Utf8 text = new Utf8(8);
    JsonText json = new JsonText(text);
    json.writeStartArray();
    json.writeStartObject();
    json.writeStringField("text", value);
    json.writeEndObject();
    json.writeString(value);
    json.writeEndArray();

    JsonNode read = MAPPER.readTree(text.toString());

    assertThat(read.path(0).path("text").textValue()).isEqualTo(value);
    assertThat(read.path(1).textValue()).isEqualTo(value);
    assertThat(text.toString()).doesNotContain("\n", "\t");
  }

  @Test
  void writesTheGrammarThatItsCallsSpell() {
    Utf8 text = new Utf8(8);
    JsonText json = new JsonText(text);
    json.writeStartObject();
    json.writeArrayFieldStart("empty");
    json.writeEndArray();
    json.writeArrayFieldStart("held");
    json.writeStartArray();
    json.writeString("R");
    json.writeNumber(Long.MIN_VALUE);
    json.writeEndArray();
    json.writeStartArray();
    json.writeEndArray();
    json.writeEndArray();
    json.writeObjectFieldStart("parts");
    json.writeNumberField("input", 1);
    json.writeEndObject();
    json.writeBooleanField("priced", false);
    json.writeStringField("say", "\"a\\b\"\u0001");
    json.writeEndObject();

    assertThat(text)
        .hasToString(
            "{\"empty\":[],\"held\":[[\"R\",-9223372036854775808],[]],\"parts\":{\"input\":1},"
                + "\"priced\":false,\"say\":\"\\\"a\\\\b\\\"\\u0001\"}");
  }
}

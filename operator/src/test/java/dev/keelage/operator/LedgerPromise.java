package dev.keelage.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;

/** Holds answers of the ledger API against the OpenAPI document in docs/reference. */
final class LedgerPromise {
  private static final Path DOCUMENT = Path.of("../docs/reference/ledger-api.yaml");
  private static final JsonNode PROMISED = read();

  private LedgerPromise() {}

  private static JsonNode read() {
    try {
      return new ObjectMapper(new YAMLFactory()).readTree(DOCUMENT.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Fails where the answer is not what the document says; other paths are passed over. */
  static HttpResponse<String> kept(HttpResponse<String> answer) {
    String type = answer.headers().firstValue("content-type").orElse("").replaceFirst(";.*", "");
    JsonNode path = PROMISED.path("paths").path(path(answer.uri().getPath()));
    if (!path.isMissingNode() && type.endsWith("json")) {
      JsonNode status =
          path.path("get").path("responses").path(Integer.toString(answer.statusCode()));
      if (answer.statusCode() / 100 == 2 || status.isObject()) {
        JsonNode schema = status.path("content").path(type).path("schema");
        check(schema, LedgerDesk.json(answer), answer.uri().toString());
      }
    }
    return answer;
  }

  private static String path(String asked) {
    return asked.replaceFirst("^/ledger/v1/calls/[^/]+$", "/ledger/v1/calls/{call}");
  }

  private static void check(JsonNode schema, JsonNode value, String where) {
    assertThat(schema.isObject()).as("promised: " + where).isTrue();
    if (schema.has("$ref")) {
      check(PROMISED.at(schema.get("$ref").asText().substring(1)), value, where);
      return;
    }
    switch (schema.path("type").asText()) {
      case "object" -> object(schema, value, where);
      case "array" -> {
        assertThat(value.isArray()).as(where).isTrue();
        value.forEach(each -> check(schema.path("items"), each, where + "[]"));
      }
      case "integer" -> assertThat(value.isIntegralNumber()).as(where).isTrue();
      case "boolean" -> assertThat(value.isBoolean()).as(where).isTrue();
      case "string" ->
          assertThat(value.isTextual() ? value.asText() : "no text")
              .as(where)
              .matches(schema.path("pattern").asText("(?s).*"));
      default -> throw new AssertionError(where + ": no such type");
    }
  }

  private static void object(JsonNode schema, JsonNode value, String where) {
    assertThat(value.isObject()).as(where).isTrue();
    schema
        .path("required")
        .forEach(name -> assertThat(value.has(name.asText())).as(where + " " + name).isTrue());
    value
        .properties()
        .forEach(
            member ->
                check(
                    schema.path("properties").path(member.getKey()),
                    member.getValue(),
                    where + "." + member.getKey()));
  }
}

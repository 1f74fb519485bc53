package dev.keelage.testkit.vendor;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A request as it arrived.
 *
 * @param method HTTP method
 * @param uri path and query
 * @param headers values by lower-case name, in the order they came
 * @param body the raw bytes
 */
public record RecordedRequest(
    String method, String uri, Map<String, List<String>> headers, Buffer body) {

  /** The first value of a header, whatever its case. */
  public Optional<String> header(String name) {
    return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of()).stream().findFirst();
  }

  public String bodyText() {
    return body.toString(StandardCharsets.UTF_8);
  }

  /** The body as a JSON object; throws when it is none. */
  public JsonObject json() {
    return new JsonObject(body);
  }
}

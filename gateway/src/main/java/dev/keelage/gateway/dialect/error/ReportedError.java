package dev.keelage.gateway.dialect.error;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keelage.gateway.dialect.json.Bytes;
import dev.keelage.gateway.dialect.json.InvalidJson;
import dev.keelage.gateway.dialect.json.Json;
import dev.keelage.gateway.dialect.json.JsonCursor;
import dev.keelage.gateway.dialect.json.JsonKind;
import dev.keelage.gateway.dialect.json.Names;
import dev.keelage.gateway.exchange.VendorError;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;
import java.util.function.Function;

/**
 * Finds out whether a body under a status of success is an error all the same, as some compatible
 * servers and the routers before them have it.
 */
public final class ReportedError {
  private static final Names MEMBERS =
      Names.of("error", "object", "type", "choices", "content", "data", "usage");
  private static final int ERROR = 0;
  private static final int OBJECT = 1;
  private static final int TYPE = 2;

  private static final Names AN_ERROR = Names.of("error");

  private ReportedError() {}

  /**
   * The error, if the body is one.
   *
   * @param decode reads it, in its dialect
   */
  public static Optional<VendorError> in(Buffer body, Function<JsonNode, VendorError> decode) {
    Bytes bytes = Bytes.of(body);
    return isIn(bytes) ? Json.parseObject(bytes).map(decode) : Optional.empty();
  }

  /** Reads no further than to where an answer begins. */
  private static boolean isIn(Bytes body) {
    try {
      JsonCursor cursor = new JsonCursor(body);
      cursor.beginObject();
      while (cursor.nextMember()) {
        switch (cursor.keyIn(MEMBERS)) {
          case ERROR -> {
            JsonKind kind = cursor.peek();
            if (kind == JsonKind.OBJECT || kind == JsonKind.STRING) {
              return true;
            }
            cursor.skip();
          }
          case OBJECT, TYPE -> {
            if (cursor.stringIn(AN_ERROR) == 0) {
              return true;
            }
          }
          case -1 -> cursor.skip();
          default -> {
            return false;
          }
        }
      }
      return false;
    } catch (InvalidJson e) {
      return false;
    }
  }
}

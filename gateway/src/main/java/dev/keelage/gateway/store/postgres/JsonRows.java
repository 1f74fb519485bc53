package dev.keelage.gateway.store.postgres;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Takes an array of entries apart: only done when Postgres refuses one of them, otherwise the text
 * is handed on as it is.
 */
final class JsonRows {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private JsonRows() {}

  /**
   * @return one text per element; empty if the text is no JSON array, or has no elements
   */
  static Optional<List<String>> split(String array) {
    try {
      List<String> rows = new ArrayList<>();
      for (JsonNode row : MAPPER.readTree(array)) {
        rows.add(row.toString());
      }
      return rows.isEmpty() ? Optional.empty() : Optional.of(rows);
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  static String join(List<String> rows) {
    return "[" + String.join(",", rows) + "]";
  }
}

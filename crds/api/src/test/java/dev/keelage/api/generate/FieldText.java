package dev.keelage.api.generate;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One field of a schema in words for a table. */
final class FieldText {
  private FieldText() {}

  static String type(JSONSchemaProps field) {
    if (field.getItems() != null) {
      return "list of " + type(field.getItems().getSchema());
    }
    if (field.getAdditionalProperties() != null) {
      return "map of " + type(field.getAdditionalProperties().getSchema());
    }
    return switch (field.getFormat()) {
      case String format when format.equals("date-time") -> "date and time";
      case null, default -> field.getType();
    };
  }

  /** What a list holds; anything else itself. */
  static JSONSchemaProps element(JSONSchemaProps field) {
    return field.getItems() == null ? field : field.getItems().getSchema();
  }

  static String defaultValue(JSONSchemaProps field) {
    JsonNode value = field.getDefault();
    return value == null || value.isContainerNode() ? "" : "`" + value.asText() + "`";
  }

  /** Choices, number ranges, lengths, patterns; of the field itself and of what it holds. */
  static String bounds(JSONSchemaProps field) {
    List<String> bounds = new ArrayList<>();
    own(field, bounds);
    if (field.getItems() != null) {
      own(field.getItems().getSchema(), bounds);
    }
    if (field.getAdditionalProperties() != null) {
      own(field.getAdditionalProperties().getSchema(), bounds);
    }
    return String.join("; ", bounds);
  }

  private static void own(JSONSchemaProps field, List<String> bounds) {
    if (field.getEnum() != null && !field.getEnum().isEmpty()) {
      bounds.add(
          field.getEnum().stream()
              .map(value -> "`" + value.asText() + "`")
              .collect(Collectors.joining(", ")));
    }
    range(field.getMinimum(), field.getMaximum(), "", bounds);
    range(field.getMinItems(), field.getMaxItems(), " entries", bounds);
    range(field.getMinProperties(), field.getMaxProperties(), " entries", bounds);
    range(field.getMinLength(), field.getMaxLength(), " characters", bounds);
    if (field.getXKubernetesListMapKeys() != null && !field.getXKubernetesListMapKeys().isEmpty()) {
      bounds.add("unique by `" + field.getXKubernetesListMapKeys().getFirst() + "`");
    }
    if ("set".equals(field.getXKubernetesListType())) {
      bounds.add("unique");
    }
    if (field.getPattern() != null) {
      bounds.add(code(field.getPattern()));
    }
  }

  /** Code in a table cell: a bar would end the cell, a back tick the code. */
  private static String code(String text) {
    String quote = text.contains("`") ? "``" : "`";
    return quote + text.replace("|", "\\|") + quote;
  }

  private static void range(
      @Nullable Number min, @Nullable Number max, String unit, List<String> bounds) {
    if (min != null && min.equals(max)) {
      bounds.add(number(min) + unit);
    } else if (min != null && max != null) {
      bounds.add(number(min) + " to " + number(max) + unit);
    } else if (max != null) {
      bounds.add("at most " + number(max) + unit);
    } else if (min != null) {
      bounds.add("at least " + number(min) + unit);
    }
  }

  private static String number(Number number) {
    return String.valueOf(number.longValue());
  }
}

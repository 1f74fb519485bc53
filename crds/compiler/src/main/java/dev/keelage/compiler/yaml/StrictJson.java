package dev.keelage.compiler.yaml;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;

/**
 * Binds as an API server does with strict field validation: no unknown fields, no text for a
 * number, no number for a text.
 */
final class StrictJson {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .withCoercionConfig(
              LogicalType.Textual,
              texts -> {
                texts.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail);
                texts.setCoercion(CoercionInputShape.Float, CoercionAction.Fail);
                texts.setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
              })
          .build();

  private StrictJson() {}

  /** The value, or empty after a fault was told. */
  static <T> Optional<T> bind(
      JsonNode json, Class<T> type, FieldPath at, BiConsumer<FieldPath, String> faults) {
    try {
      return Optional.of(JSON.treeToValue(json, type));
    } catch (JsonMappingException e) {
      FieldPath path = at.then(e.getPath());
      faults.accept(path, path + ": " + explain(e));
    } catch (JsonProcessingException e) {
      faults.accept(at, at + ": " + e.getOriginalMessage());
    }
    return Optional.empty();
  }

  private static String explain(JsonMappingException e) {
    return switch (e) {
      case UnrecognizedPropertyException unknown ->
          "there is no such field; there are " + names(unknown.getKnownPropertyIds());
      case InvalidFormatException value when value.getTargetType().isEnum() ->
          "\"%s\" is none of %s".formatted(value.getValue(), constants(value.getTargetType()));
      case ValueInstantiationException value when value.getCause() != null ->
          String.valueOf(value.getCause().getMessage());
      case MismatchedInputException value -> "it has to be " + kindOf(value.getTargetType());
      default -> e.getOriginalMessage();
    };
  }

  private static String names(Collection<Object> known) {
    return known.stream().map(String::valueOf).sorted().collect(Collectors.joining(", "));
  }

  private static String constants(Class<?> type) {
    return Arrays.stream(type.getFields())
        .filter(Field::isEnumConstant)
        .map(
            field ->
                Optional.ofNullable(field.getAnnotation(JsonProperty.class))
                    .map(JsonProperty::value)
                    .orElse(field.getName()))
        .collect(Collectors.joining(", "));
  }

  private static String kindOf(Class<?> type) {
    if (type == String.class) {
      return "a text; put quotes around it";
    }
    if (type == Boolean.class || type == boolean.class) {
      return "true or false";
    }
    if (type == Integer.class || type == int.class || type == Long.class || type == long.class) {
      return "a whole number without quotes";
    }
    if (Collection.class.isAssignableFrom(type)) {
      return "a list";
    }
    if (type.isEnum()) {
      return "one of " + constants(type);
    }
    return "an object with fields";
  }
}

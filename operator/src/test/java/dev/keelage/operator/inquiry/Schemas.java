package dev.keelage.operator.inquiry;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** JSON Schema (2020-12) of answers, from the records that they are made of. */
final class Schemas {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final List<String> AMOUNTS = List.of("cost", "amount");
  private static final List<String> INSTANTS = List.of("startedAt", "from", "to", "begin");

  private final Comments comments;
  private final Map<String, ObjectNode> all = new TreeMap<>();

  Schemas(Comments comments) {
    this.comments = comments;
  }

  /** Of that record, and of all that are in it. */
  ObjectNode reference(Class<?> type) {
    String name = type.getSimpleName();
    if (!all.containsKey(name)) {
      ObjectNode schema = JSON.objectNode();
      all.put(name, schema);
      schema.put("type", "object");
      comments.of(type).ifPresent(text -> schema.put("description", text));
      ArrayNode required = JSON.arrayNode();
      ObjectNode properties = JSON.objectNode();
      add(type, false, properties, required);
      schema.set("required", required);
      schema.set("properties", properties);
    }
    return JSON.objectNode().put("$ref", "#/components/schemas/" + name);
  }

  Map<String, ObjectNode> all() {
    return all;
  }

  private void add(Class<?> type, boolean optional, ObjectNode properties, ArrayNode required) {
    for (RecordComponent component : type.getRecordComponents()) {
      boolean absent = optional || component.getAnnotatedType().isAnnotationPresent(Nullable.class);
      if (annotated(component, JsonUnwrapped.class).isPresent()) {
        add(component.getType(), absent, properties, required);
      } else {
        String name =
            annotated(component, JsonProperty.class)
                .map(JsonProperty::value)
                .orElse(component.getName());
        ObjectNode schema = of(component.getGenericType(), name);
        comments.of(type, component.getName()).ifPresent(text -> schema.put("description", text));
        properties.set(name, schema);
        if (!absent) {
          required.add(name);
        }
      }
    }
  }

  private static <A extends java.lang.annotation.Annotation> Optional<A> annotated(
      RecordComponent component, Class<A> annotation) {
    AnnotatedElement accessor = component.getAccessor();
    return Optional.ofNullable(component.getAnnotation(annotation))
        .or(() -> Optional.ofNullable(accessor.getAnnotation(annotation)))
        .or(() -> field(component, annotation));
  }

  private static <A extends java.lang.annotation.Annotation> Optional<A> field(
      RecordComponent component, Class<A> annotation) {
    try {
      return Optional.ofNullable(
          component
              .getDeclaringRecord()
              .getDeclaredField(component.getName())
              .getAnnotation(annotation));
    } catch (NoSuchFieldException e) {
      throw new IllegalStateException(e);
    }
  }

  private ObjectNode of(Type type, String name) {
    ObjectNode schema = JSON.objectNode();
    return switch (type) {
      case ParameterizedType list when list.getRawType() == List.class ->
          schema.put("type", "array").set("items", of(list.getActualTypeArguments()[0], name));
      case Class<?> record when record.isRecord() -> reference(record);
      case Class<?> text when text == String.class -> text(schema.put("type", "string"), name);
      case Class<?> yes when yes == boolean.class -> schema.put("type", "boolean");
      case Class<?> number when number == int.class ->
          schema.put("type", "integer").put("format", "int32");
      case Class<?> number when number == long.class || number == Long.class ->
          schema.put("type", "integer").put("format", "int64");
      case Type other -> throw new IllegalStateException("no schema for " + other);
    };
  }

  private static ObjectNode text(ObjectNode schema, String name) {
    if (AMOUNTS.contains(name)) {
      schema.put("pattern", "^-?[0-9]+\\.[0-9]{10}$");
    }
    return INSTANTS.contains(name) ? schema.put("format", "date-time") : schema;
  }
}

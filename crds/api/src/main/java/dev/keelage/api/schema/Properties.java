package dev.keelage.api.schema;

import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import java.util.Objects;

/** Properties of a generated schema by name. */
final class Properties {
  private Properties() {}

  /** Fails generation when an annotation names a property that is not there. */
  static JSONSchemaProps of(JSONSchemaProps schema, String name) {
    return Objects.requireNonNull(
        schema.getProperties().get(name), () -> "no property \"" + name + "\" to refine");
  }
}

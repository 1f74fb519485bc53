package dev.keelage.api.schema;

import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;

/**
 * Makes an object one value to server-side apply: who writes it writes all of it. For a status,
 * which has one author: a record of who set which field of which condition is longer than the
 * status, and costs the API server a fifth of each write.
 */
public final class Whole implements SchemaCustomizer.Customizer {
  @Override
  public JSONSchemaProps apply(
      JSONSchemaProps props, String input, KubernetesSerialization serialization) {
    props.setXKubernetesMapType("atomic");
    return props;
  }
}

package dev.keelage.api.schema;

import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;

/**
 * Makes a list a map: entries are unique by one field, and server-side apply merges them one by
 * one. Input: {@code property:key}.
 */
public final class ListMap implements SchemaCustomizer.Customizer {
  @Override
  public JSONSchemaProps apply(
      JSONSchemaProps props, String input, KubernetesSerialization serialization) {
    int colon = input.indexOf(':');
    JSONSchemaProps list = Properties.of(props, input.substring(0, colon));
    list.setXKubernetesListType("map");
    list.setXKubernetesListMapKeys(List.of(input.substring(colon + 1)));
    return props;
  }
}

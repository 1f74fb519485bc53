package dev.keelage.api.generate;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import dev.keelage.api.ApiGroup;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crdv2.generator.CRDGenerator;
import io.fabric8.crdv2.generator.CRDPostProcessor;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceColumnDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionVersion;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.CustomResource;
import java.io.OutputStream;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The CRDs of all kinds: the generator's, with what it cannot know added. */
final class Crds {
  private Crds() {}

  /** In the order of {@link ApiGroup#KINDS}. */
  static List<CustomResourceDefinition> all() {
    Map<String, CustomResourceDefinition> crds = new HashMap<>();
    new CRDGenerator()
        .customResourceClasses(List.copyOf(ApiGroup.KINDS))
        .withOutput(new Discarded())
        .withPostProcessor(
            new CRDPostProcessor() {
              @Override
              public HasMetadata process(HasMetadata crd, String version) {
                crds.put(crd.getMetadata().getName(), (CustomResourceDefinition) crd);
                return crd;
              }
            })
        .generate();
    return ApiGroup.KINDS.stream().map(kind -> complete(kind, crds)).toList();
  }

  private static CustomResourceDefinition complete(
      Class<? extends CustomResource<?, ?>> kind, Map<String, CustomResourceDefinition> crds) {
    CustomResourceDefinition crd =
        Objects.requireNonNull(crds.get(CustomResource.getCRDName(kind)), kind.getName());
    // Uninstalling the chart would otherwise delete every resource in the cluster.
    crd.getMetadata().setAnnotations(Map.of("helm.sh/resource-policy", "keep"));
    CustomResourceDefinitionVersion version = crd.getSpec().getVersions().getFirst();
    version.setAdditionalPrinterColumns(
        inDeclaredOrder(kind, version.getAdditionalPrinterColumns()));
    JSONSchemaProps schema = version.getSchema().getOpenAPIV3Schema();
    ParameterizedType types = (ParameterizedType) kind.getGenericSuperclass();
    schema.setDescription(description(kind));
    schema.setRequired(List.of("spec"));
    property(schema, "spec").setDescription(description(types.getActualTypeArguments()[0]));
    property(schema, "status").setDescription(description(types.getActualTypeArguments()[1]));
    return crd;
  }

  static JSONSchemaProps property(JSONSchemaProps schema, String name) {
    return Objects.requireNonNull(schema.getProperties().get(name), name);
  }

  private static String description(Type type) {
    JsonClassDescription description = ((Class<?>) type).getAnnotation(JsonClassDescription.class);
    return Objects.requireNonNull(description, () -> type + " has no description").value();
  }

  /** The generator sorts columns by path; people read them from left to right. */
  private static List<CustomResourceColumnDefinition> inDeclaredOrder(
      Class<?> kind, List<CustomResourceColumnDefinition> columns) {
    List<String> order =
        Arrays.stream(kind.getAnnotationsByType(AdditionalPrinterColumn.class))
            .map(AdditionalPrinterColumn::name)
            .toList();
    return columns.stream()
        .sorted(Comparator.comparingInt(column -> order.indexOf(column.getName())))
        .toList();
  }

  /** The CRDs are caught as objects; their text is written after they are complete. */
  private static final class Discarded implements CRDGenerator.CRDOutput<OutputStream> {
    @Override
    public OutputStream outputFor(String crdName) {
      return OutputStream.nullOutputStream();
    }

    @Override
    public void close() {}
  }
}

package dev.keelage.api.generate;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionNames;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apiextensions.v1.ValidationRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code docs/reference/crds.md}: every field of every kind, from its schema. */
final class CrdReference {
  private final StringBuilder page = new StringBuilder();

  private final Samples samples;

  private CrdReference(Samples samples) {
    this.samples = samples;
  }

  static String render(List<CustomResourceDefinition> crds, Samples samples) {
    CrdReference reference = new CrdReference(samples);
    reference.introduction(crds);
    crds.forEach(reference::kind);
    return reference.page.toString();
  }

  private void introduction(List<CustomResourceDefinition> crds) {
    page.append(
        """
        <!-- Generated from the records in crds/api; change those and run `make crds`. -->
        # Kinds

        All kinds belong to `keelage.dev/v1alpha1` and to a namespace; `kubectl get keelage -A` lists them all,
        `kubectl explain model.spec --recursive` shows the same texts as this page. What conditions mean is in
        [conditions.md](conditions.md); the examples are from `deploy/samples`.

        | Kind | Short name | What it is |
        |---|---|---|
        """);
    for (CustomResourceDefinition crd : crds) {
      CustomResourceDefinitionNames names = crd.getSpec().getNames();
      page.append(
          "| [%s](#%s) | `%s` | %s |\n"
              .formatted(
                  names.getKind(),
                  names.getSingular(),
                  names.getShortNames().getFirst(),
                  schema(crd).getDescription()));
    }
  }

  private void kind(CustomResourceDefinition crd) {
    JSONSchemaProps schema = schema(crd);
    page.append("\n## %s\n\n".formatted(crd.getSpec().getNames().getKind()));
    page.append(schema.getDescription()).append("\n");
    page.append("\n```yaml\n%s```\n".formatted(samples.of(crd.getSpec().getNames().getKind())));
    for (String part : List.of("spec", "status")) {
      JSONSchemaProps properties = Crds.property(schema, part);
      page.append("\n### %s %s\n\n".formatted(crd.getSpec().getNames().getKind(), part));
      page.append("| Field | Type | Default | Bounds | |\n|---|---|---|---|---|\n");
      List<String> rules = new ArrayList<>();
      rules(part, properties, rules);
      fields(part, properties, rules);
      if (!rules.isEmpty()) {
        page.append("\nRules:\n\n");
        rules.forEach(rule -> page.append("- ").append(rule).append("\n"));
      }
    }
  }

  private void fields(String path, JSONSchemaProps object, List<String> rules) {
    for (Map.Entry<String, JSONSchemaProps> entry : object.getProperties().entrySet()) {
      JSONSchemaProps field = entry.getValue();
      String name = path + "." + entry.getKey();
      boolean required = object.getRequired().contains(entry.getKey());
      page.append(
          "| `%s` | %s | %s | %s | %s |\n"
              .formatted(
                  name,
                  FieldText.type(field),
                  required ? "required" : FieldText.defaultValue(field),
                  FieldText.bounds(field),
                  cell(field.getDescription())));
      JSONSchemaProps inner = FieldText.element(field);
      rules(name, field, rules);
      if (inner != field) {
        rules(name + "[]", inner, rules);
      }
      if (inner.getProperties() != null && !name.equals("status.conditions")) {
        fields(inner == field ? name : name + "[]", inner, rules);
      }
    }
  }

  private static void rules(String path, JSONSchemaProps schema, List<String> rules) {
    for (ValidationRule rule : schema.getXKubernetesValidations()) {
      rules.add("`%s`: %s".formatted(path, rule.getMessage()));
    }
  }

  private static JSONSchemaProps schema(CustomResourceDefinition crd) {
    return crd.getSpec().getVersions().getFirst().getSchema().getOpenAPIV3Schema();
  }

  private static String cell(@Nullable String text) {
    return text == null ? "" : text.replace("|", "\\|");
  }
}

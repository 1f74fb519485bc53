package dev.keelage.api.generate;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Every file that is generated from the kinds, by its path in the repository. */
public final class GeneratedFiles {
  private static final String CRDS = "charts/keelage-crds/templates/";
  private static final String REFERENCE = "docs/reference/";
  private static final String NOTICE =
      "# Generated from the records in crds/api; change those and run `make crds`.\n";

  private GeneratedFiles() {}

  /** The same code and samples give the same texts. */
  static SortedMap<String, String> render(Path repository) {
    SortedMap<String, String> files = new TreeMap<>();
    var crds = Crds.all();
    for (CustomResourceDefinition crd : crds) {
      files.put(CRDS + crd.getSpec().getNames().getPlural() + ".yaml", NOTICE + yaml(crd));
    }
    files.put(REFERENCE + "crds.md", CrdReference.render(crds, new Samples(repository)));
    files.put(REFERENCE + "conditions.md", ConditionReference.render());
    return files;
  }

  private static String yaml(CustomResourceDefinition crd) {
    return Serialization.asYaml(crd).substring("---\n".length());
  }

  /** Writes all of them. Argument: the repository's directory. */
  public static void main(String[] args) throws IOException {
    Path root = Path.of(args[0]);
    for (Map.Entry<String, String> file : render(root).entrySet()) {
      Path path = root.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.writeString(path, file.getValue());
    }
  }
}

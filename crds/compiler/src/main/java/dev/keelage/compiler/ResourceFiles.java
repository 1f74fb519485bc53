package dev.keelage.compiler;

import dev.keelage.api.Budget;
import dev.keelage.api.Guardrail;
import dev.keelage.api.Model;
import dev.keelage.api.Provider;
import dev.keelage.api.Team;
import dev.keelage.api.VirtualKey;
import dev.keelage.compiler.yaml.Content;
import dev.keelage.snapshot.Sensitive;
import io.fabric8.kubernetes.client.CustomResource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The resources of a directory, for a gateway without Kubernetes and for tests. Files are read as
 * strictly as an API server reads them; what cannot be used is a finding with file and line, and
 * everything else is there.
 */
public record ResourceFiles(
    List<CustomResource<?, ?>> resources,
    Map<String, Map<String, String>> namespaceLabels,
    Map<SecretId, Map<String, Sensitive>> secrets,
    List<FileFinding> findings) {
  /** Every namespace of a cluster carries its name in it. */
  private static final String NAME_LABEL = "kubernetes.io/metadata.name";

  public ResourceFiles {
    resources = List.copyOf(resources);
    namespaceLabels = Map.copyOf(namespaceLabels);
    secrets = Map.copyOf(secrets);
    findings = List.copyOf(findings);
  }

  /**
   * Reads texts: YAML and JSON by the names {@code *.yaml}, {@code *.yml}, {@code *.json}, others
   * are passed over. Where two files declare one resource, the first by file name counts.
   *
   * @param files contents by path
   */
  public static ResourceFiles read(Map<Path, String> files) {
    Reader reader = new Reader();
    new TreeMap<>(files)
        .forEach(
            (file, text) -> {
              if (file.toString().matches("(?i).*\\.(ya?ml|json)")) {
                reader.read(file, Content.read(text));
              }
            });
    return new ResourceFiles(
        List.copyOf(reader.resources.values()), reader.namespaces, reader.secrets, reader.findings);
  }

  /** What the compiler takes. */
  public Resources with(Map<ObjectId, List<KeyMaterial>> issuedKeys, CompilerSettings settings) {
    return new Resources(
        of(Provider.class),
        of(Model.class),
        of(Team.class),
        of(VirtualKey.class),
        of(Budget.class),
        of(Guardrail.class),
        namespaceLabels,
        secrets,
        issuedKeys,
        settings);
  }

  /** The resources of one kind. */
  public <T extends CustomResource<?, ?>> List<T> of(Class<T> kind) {
    return resources.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  private static final class Reader {
    private final SortedMap<ObjectId, CustomResource<?, ?>> resources = new TreeMap<>();
    private final Map<String, Map<String, String>> namespaces = new TreeMap<>();
    private final SortedMap<SecretId, Map<String, Sensitive>> secrets = new TreeMap<>();
    private final Map<Object, String> places = new HashMap<>();
    private final List<FileFinding> findings = new ArrayList<>();

    void read(Path file, Content content) {
      content
          .faults()
          .forEach(fault -> findings.add(new FileFinding(file, fault.line(), fault.message())));
      for (var resource : content.resources()) {
        ObjectId id = ObjectId.of(resource.value());
        once(id, file, resource, value -> resources.put(id, value));
        label(id.namespace(), Map.of());
      }
      for (var secret : content.secrets()) {
        SecretId id = new SecretId(secret.value().namespace(), secret.value().name());
        once(id, file, secret, value -> secrets.put(id, value.values()));
      }
      for (var namespace : content.namespaces()) {
        String name = namespace.value().name();
        once("Namespace " + name, file, namespace, value -> label(name, value.labels()));
      }
    }

    private <T> void once(Object id, Path file, Content.Located<T> found, Consumer<T> keep) {
      String place = places.putIfAbsent(id, file + ":" + found.line());
      if (place == null) {
        keep.accept(found.value());
      } else {
        findings.add(
            new FileFinding(file, found.line(), "%s is there already, at %s".formatted(id, place)));
      }
    }

    private void label(String namespace, Map<String, String> labels) {
      Map<String, String> all =
          namespaces.computeIfAbsent(namespace, name -> new TreeMap<>(Map.of(NAME_LABEL, name)));
      all.putAll(labels);
    }
  }
}

package dev.keelage.compiler.yaml;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keelage.api.ApiGroup;
import dev.keelage.api.Budget;
import dev.keelage.api.BudgetSpec;
import dev.keelage.api.Guardrail;
import dev.keelage.api.GuardrailSpec;
import dev.keelage.api.Model;
import dev.keelage.api.ModelSpec;
import dev.keelage.api.Provider;
import dev.keelage.api.ProviderSpec;
import dev.keelage.api.Team;
import dev.keelage.api.TeamSpec;
import dev.keelage.api.VirtualKey;
import dev.keelage.api.VirtualKeySpec;
import dev.keelage.snapshot.Sensitive;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.CustomResource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/**
 * What a text declares.
 *
 * @param resources of the six kinds
 */
public record Content(
    List<Located<CustomResource<?, ?>>> resources,
    List<Located<Secret>> secrets,
    List<Located<Namespace>> namespaces,
    List<Fault> faults) {

  /**
   * @param line where it begins, from 1
   */
  public record Located<T>(T value, int line) {}

  /** A Secret with its decoded values. */
  public record Secret(String namespace, String name, Map<String, Sensitive> values) {}

  public record Namespace(String name, Map<String, String> labels) {}

  public Content {
    resources = List.copyOf(resources);
    secrets = List.copyOf(secrets);
    namespaces = List.copyOf(namespaces);
    faults = List.copyOf(faults);
  }

  /**
   * Reads YAML or JSON, any number of documents. A document with a fault is left out, the others
   * are read.
   */
  public static Content read(String text) {
    return new Reader().read(text);
  }

  private static final class Reader {
    private static final List<KindOf<?, ?>> KINDS =
        List.of(
            new KindOf<>("Provider", Provider::new, ProviderSpec.class),
            new KindOf<>("Model", Model::new, ModelSpec.class),
            new KindOf<>("Team", Team::new, TeamSpec.class),
            new KindOf<>("VirtualKey", VirtualKey::new, VirtualKeySpec.class),
            new KindOf<>("Budget", Budget::new, BudgetSpec.class),
            new KindOf<>("Guardrail", Guardrail::new, GuardrailSpec.class));

    private final List<Located<CustomResource<?, ?>>> resources = new ArrayList<>();
    private final List<Located<Secret>> secrets = new ArrayList<>();
    private final List<Located<Namespace>> namespaces = new ArrayList<>();
    private final List<Fault> faults = new ArrayList<>();

    private record KindOf<S extends Record, R extends CustomResource<S, ?>>(
        String kind, Supplier<R> resource, Class<S> spec) {}

    Content read(String text) {
      for (Document document : Documents.read(text, faults::add)) {
        read(document);
      }
      return new Content(resources, secrets, namespaces, faults);
    }

    private void read(Document document) {
      String kind = document.json().path("kind").asText();
      String apiVersion = document.json().path("apiVersion").asText();
      switch (apiVersion + "/" + kind) {
        case "v1/List" -> {
          for (int i = 0; i < document.json().path("items").size(); i++) {
            read(document.item(i));
          }
        }
        case "v1/Secret" ->
            PlainObjects.secret(document, fault(document))
                .ifPresent(secret -> secrets.add(located(secret, document)));
        case "v1/Namespace" ->
            PlainObjects.namespace(document, fault(document))
                .ifPresent(namespace -> namespaces.add(located(namespace, document)));
        default -> {
          Optional<KindOf<?, ?>> known =
              apiVersion.equals(ApiGroup.API_VERSION)
                  ? KINDS.stream().filter(each -> each.kind().equals(kind)).findFirst()
                  : Optional.empty();
          known.ifPresentOrElse(
              each -> resource(document, each), () -> unknown(document, apiVersion, kind));
        }
      }
    }

    private void unknown(Document document, String apiVersion, String kind) {
      String message =
          kind.isEmpty() || apiVersion.isEmpty()
              ? "apiVersion and kind are missing; a resource says what it is"
              : "%s of %s is nothing that is read here; kinds of %s, and Secret and Namespace of v1 are"
                  .formatted(kind, apiVersion, ApiGroup.API_VERSION);
      faults.add(new Fault(document.line(FieldPath.of("kind")), message));
    }

    private <S extends Record, R extends CustomResource<S, ?>> void resource(
        Document document, KindOf<S, R> kind) {
      int before = faults.size();
      BiConsumer<FieldPath, String> fault = fault(document);
      PlainObjects.refuseOthers(
          document.json(),
          Set.of("apiVersion", "kind", "metadata", "spec", "status"),
          FieldPath.ROOT,
          fault);
      Optional<ObjectMeta> metadata = PlainObjects.metadata(document, fault);
      JsonNode json = document.json().path("spec");
      if (json.isMissingNode()) {
        fault.accept(FieldPath.of("kind"), "spec is missing");
        return;
      }
      Optional<S> spec = StrictJson.bind(json, kind.spec(), FieldPath.of("spec"), fault);
      spec.ifPresent(each -> new Bounds(fault).check(each, FieldPath.of("spec")));
      if (metadata.isPresent() && spec.isPresent() && faults.size() == before) {
        R resource = kind.resource().get();
        resource.setMetadata(metadata.get());
        resource.setSpec(spec.get());
        resources.add(located(resource, document));
      }
    }

    private static <T> Located<T> located(T value, Document document) {
      return new Located<>(value, document.line(FieldPath.of("kind")));
    }

    private BiConsumer<FieldPath, String> fault(Document document) {
      return (path, message) -> faults.add(new Fault(document.line(path), message));
    }
  }
}

package dev.keelage.perf.scale;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What one change made the operator write.
 *
 * @param snapshotSecrets that are new or different: shards and the index
 * @param snapshotBytes of these, as the API server sends them
 * @param keyObjects VirtualKeys that are different, the changed one included
 */
public record Written(int snapshotSecrets, long snapshotBytes, int keyObjects) {
  /** All objects of interest at one time. */
  record Before(Map<String, String> secrets, Map<String, String> keys) {}

  static Before look(KubernetesClient client) {
    return new Before(versions(secrets(client)), versions(keys(client)));
  }

  static Written since(Before before, KubernetesClient client) {
    List<Secret> secrets = changed(secrets(client), before.secrets());
    long bytes = secrets.stream().mapToLong(secret -> Serialization.asJson(secret).length()).sum();
    return new Written(secrets.size(), bytes, changed(keys(client), before.keys()).size());
  }

  private static List<Secret> secrets(KubernetesClient client) {
    return client.secrets().inNamespace(Platform.NAMESPACE).list().getItems();
  }

  private static List<GenericKubernetesResource> keys(KubernetesClient client) {
    return client
        .genericKubernetesResources("keelage.dev/v1alpha1", "VirtualKey")
        .inAnyNamespace()
        .list()
        .getItems();
  }

  private static Map<String, String> versions(List<? extends HasMetadata> objects) {
    Function<HasMetadata, String> version = object -> object.getMetadata().getResourceVersion();
    return objects.stream().collect(Collectors.toMap(Written::name, version));
  }

  private static <T extends HasMetadata> List<T> changed(
      List<T> objects, Map<String, String> before) {
    return objects.stream()
        .filter(o -> !o.getMetadata().getResourceVersion().equals(before.get(name(o))))
        .toList();
  }

  private static String name(HasMetadata object) {
    return object.getMetadata().getNamespace() + "/" + object.getMetadata().getName();
  }
}

package dev.keelage.operator.issue;

import dev.keelage.api.VirtualKey;
import dev.keelage.compiler.SecretId;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Brings the Secret of an issued key into the shape that it should have. */
final class KeySecretWriter {
  private static final int UNPROCESSABLE = 422;
  private static final String ALREADY_EXISTS = "AlreadyExists";
  private static final Set<Integer> REFUSALS =
      Set.of(
          HttpURLConnection.HTTP_BAD_REQUEST,
          HttpURLConnection.HTTP_FORBIDDEN,
          HttpURLConnection.HTTP_ENTITY_TOO_LARGE,
          UNPROCESSABLE);

  private final KubernetesClient client;

  KeySecretWriter(KubernetesClient client) {
    this.client = client;
  }

  /**
   * Creates or changes the Secret, where it says something else.
   *
   * @param present as a watch shows it; what has changed since is not overwritten
   * @throws KubernetesClientException see {@link #refusal}
   */
  void write(Secret wanted, Optional<Secret> present) {
    if (present.isEmpty()) {
      client.resource(wanted).create();
    } else if (!KeySecret.holds(present.get(), wanted)) {
      if (Boolean.TRUE.equals(present.get().getImmutable())) {
        // Somebody made it so. It can only be replaced.
        client
            .resource(present.get())
            .lockResourceVersion(present.get().getMetadata().getResourceVersion())
            .delete();
        client.resource(wanted).create();
      } else {
        client.resource(merged(present.get(), wanted)).update();
      }
    }
  }

  void remove(Secret secret) {
    client
        .secrets()
        .inNamespace(secret.getMetadata().getNamespace())
        .withName(secret.getMetadata().getName())
        .delete();
  }

  /**
   * Why the API server will not have the Secret: a quota, a policy. Empty for everything that
   * passes by itself: it is away, or somebody else was faster.
   */
  static Optional<String> refusal(KubernetesClientException failure) {
    return REFUSALS.contains(failure.getCode()) && failure.getStatus() != null
        ? Optional.ofNullable(failure.getStatus().getMessage())
        : Optional.empty();
  }

  /** Whether something of that name was there before; also our own, which no watch shows yet. */
  static boolean taken(KubernetesClientException failure) {
    return failure.getStatus() != null && ALREADY_EXISTS.equals(failure.getStatus().getReason());
  }

  /** Whether the API server has a Secret of that name that is not this VirtualKey's. */
  boolean isOthers(VirtualKey key, SecretId id) {
    Secret present = client.secrets().inNamespace(id.namespace()).withName(id.name()).get();
    return present != null && !KeySecret.belongsTo(key, present);
  }

  /** With what others added, and with the version that was looked at: no change is overwritten. */
  private static Secret merged(Secret present, Secret wanted) {
    Map<String, String> labels = new HashMap<>();
    Optional.ofNullable(present.getMetadata().getLabels()).ifPresent(labels::putAll);
    labels.keySet().removeAll(KeySecret.templateNames(present, KeySecret.TEMPLATE_LABELS));
    labels.putAll(wanted.getMetadata().getLabels());
    Map<String, String> annotations = new HashMap<>();
    Optional.ofNullable(present.getMetadata().getAnnotations()).ifPresent(annotations::putAll);
    Set<String> ours = KeySecret.templateNames(present, KeySecret.TEMPLATE_ANNOTATIONS);
    annotations.keySet().removeIf(name -> KeySecret.isOwn(name) || ours.contains(name));
    annotations.putAll(wanted.getMetadata().getAnnotations());
    return new SecretBuilder(wanted)
        .editMetadata()
        .withLabels(labels)
        .withAnnotations(annotations)
        .withResourceVersion(present.getMetadata().getResourceVersion())
        .endMetadata()
        .build();
  }
}

package dev.keelage.operator.issue;

import dev.keelage.api.ApiGroup;
import dev.keelage.api.VirtualKey;
import dev.keelage.api.VirtualKeySpec.SecretTemplate;
import dev.keelage.snapshot.codec.SnapshotObjects;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** How the Secret of an issued key looks, and whose a Secret is. */
final class KeySecret {
  private static final String KIND = VirtualKey.class.getSimpleName();
  private static final String PREFIX = ApiGroup.NAME + "/";

  /** Names of the labels that come from the template: they go when the template drops them. */
  static final String TEMPLATE_LABELS = PREFIX + "template-labels";

  /** Names of the annotations that come from the template. */
  static final String TEMPLATE_ANNOTATIONS = PREFIX + "template-annotations";

  private static final String SEPARATOR = ",";

  private KeySecret() {}

  /** The VirtualKey that owns the Secret. */
  static Optional<OwnerReference> owner(Secret secret) {
    return Optional.ofNullable(secret.getMetadata().getOwnerReferences()).orElse(List.of()).stream()
        .filter(each -> KIND.equals(each.getKind()))
        .filter(each -> each.getApiVersion().startsWith(PREFIX))
        .filter(each -> Boolean.TRUE.equals(each.getController()))
        .findFirst();
  }

  static boolean belongsTo(VirtualKey key, Secret secret) {
    return owner(secret)
        .filter(each -> each.getUid().equals(key.getMetadata().getUid()))
        .isPresent();
  }

  static Secret of(VirtualKey key, IssuedKey issued, String baseUrl) {
    String plaintext = encode(issued.plaintext().value().reveal());
    String url = encode(baseUrl);
    Optional<SecretTemplate> template = Optional.ofNullable(key.getSpec().secretTemplate());
    return new SecretBuilder()
        .withNewMetadata()
        .withName(key.getSpec().secretNameOr(key.getMetadata().getName()))
        .withNamespace(key.getMetadata().getNamespace())
        .withLabels(template.map(SecretTemplate::labels).orElse(Map.of()))
        .addToLabels(SnapshotObjects.MANAGED_BY_LABEL, SnapshotObjects.MANAGED_BY)
        .withAnnotations(template.map(SecretTemplate::annotations).orElse(Map.of()))
        .addToAnnotations(issued.annotations())
        .addToAnnotations(record(template))
        .withOwnerReferences(
            new OwnerReferenceBuilder()
                .withApiVersion(ApiGroup.API_VERSION)
                .withKind(KIND)
                .withName(key.getMetadata().getName())
                .withUid(key.getMetadata().getUid())
                .withController(true)
                .build())
        .endMetadata()
        .withType("Opaque")
        .withData(
            Map.of(
                IssuedKey.API_KEY,
                plaintext,
                "base-url",
                url,
                "OPENAI_API_KEY",
                plaintext,
                "OPENAI_BASE_URL",
                url))
        .build();
  }

  /**
   * Whether the Secret in the cluster says all that the wanted one does. What others added in
   * labels and annotations of their own is theirs.
   */
  static boolean holds(Secret present, Secret wanted) {
    return wanted.getData().equals(present.getData())
        && contains(present.getMetadata().getLabels(), wanted.getMetadata().getLabels())
        && contains(present.getMetadata().getAnnotations(), wanted.getMetadata().getAnnotations())
        && own(present.getMetadata().getAnnotations())
            .equals(own(wanted.getMetadata().getAnnotations()));
  }

  /** What the last write took from the template. */
  static Set<String> templateNames(Secret present, String annotation) {
    return Optional.ofNullable(present.getMetadata().getAnnotations())
        .map((Map<String, String> all) -> all.get(annotation))
        .map(names -> Set.of(names.split(SEPARATOR, -1)))
        .orElse(Set.of());
  }

  /** Whether the annotation is the operator's alone. */
  static boolean isOwn(String annotation) {
    return annotation.startsWith(PREFIX);
  }

  private static Map<String, String> record(Optional<SecretTemplate> template) {
    Map<String, String> annotations = new HashMap<>();
    template.ifPresent(
        each -> {
          record(annotations, TEMPLATE_LABELS, each.labels());
          record(annotations, TEMPLATE_ANNOTATIONS, each.annotations());
        });
    return annotations;
  }

  private static void record(
      Map<String, String> annotations, String name, Map<String, String> entries) {
    if (!entries.isEmpty()) {
      annotations.put(name, String.join(SEPARATOR, new TreeSet<>(entries.keySet())));
    }
  }

  private static boolean contains(Map<String, String> present, Map<String, String> wanted) {
    return present != null && present.entrySet().containsAll(wanted.entrySet());
  }

  private static Map<String, String> own(Map<String, String> annotations) {
    Map<String, String> own = new HashMap<>(annotations == null ? Map.of() : annotations);
    own.keySet().removeIf(name -> !isOwn(name));
    return own;
  }

  private static String encode(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}

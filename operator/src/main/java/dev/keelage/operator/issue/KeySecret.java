package dev.keelage.operator.issue;

import dev.keelage.api.ApiGroup;
import dev.keelage.api.VirtualKey;
import dev.keelage.api.VirtualKeySpec.SecretTemplate;
import dev.keelage.snapshot.SnapshotObjects;
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

/** How the Secret of an issued key looks, and whose a Secret is. */
public final class KeySecret {
  private static final String KIND = "VirtualKey";
  private static final String PREFIX = ApiGroup.NAME + "/";

  private KeySecret() {}

  /** Name of the VirtualKey that owns the Secret, by its owner reference. */
  public static Optional<OwnerReference> owner(Secret secret) {
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
        .addToAnnotations(record(issued))
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

  private static Map<String, String> record(IssuedKey issued) {
    Map<String, String> annotations = new HashMap<>();
    annotations.put(IssuedKey.HASH, issued.hash());
    annotations.put(IssuedKey.ISSUED_AT, issued.issuedAt().toString());
    issued.rotation().ifPresent(value -> annotations.put(IssuedKey.ROTATION, value));
    issued
        .previous()
        .ifPresent(
            previous -> {
              annotations.put(IssuedKey.PREVIOUS_HASH, previous.hash());
              annotations.put(IssuedKey.PREVIOUS_PREFIX, previous.prefix());
              annotations.put(IssuedKey.PREVIOUS_EXPIRES_AT, previous.expiresAt().toString());
            });
    return annotations;
  }

  private static boolean contains(Map<String, String> present, Map<String, String> wanted) {
    return present != null && present.entrySet().containsAll(wanted.entrySet());
  }

  private static Map<String, String> own(Map<String, String> annotations) {
    Map<String, String> own = new HashMap<>(annotations == null ? Map.of() : annotations);
    own.keySet().removeIf(name -> !name.startsWith(PREFIX));
    return own;
  }

  private static String encode(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}

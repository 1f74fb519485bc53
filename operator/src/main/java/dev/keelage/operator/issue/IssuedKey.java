package dev.keelage.operator.issue;

import dev.keelage.compiler.KeyMaterial;
import io.fabric8.kubernetes.api.model.Secret;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A key as its Secret tells of it; the Secret is the only record there is.
 *
 * @param rotation value of the annotation {@code keelage.dev/rotate} that it was issued under
 * @param previous the key before it, while that still works
 */
public record IssuedKey(
    Plaintext plaintext, Instant issuedAt, Optional<String> rotation, Optional<Previous> previous) {
  static final String API_KEY = "api-key";
  static final String HASH = "keelage.dev/key-hash";
  static final String ISSUED_AT = "keelage.dev/issued-at";
  static final String ROTATION = "keelage.dev/rotation";
  static final String PREVIOUS_HASH = "keelage.dev/previous-key-hash";
  static final String PREVIOUS_PREFIX = "keelage.dev/previous-key-prefix";
  static final String PREVIOUS_EXPIRES_AT = "keelage.dev/previous-expires-at";

  /** A replaced key and the instant from which it is refused. */
  public record Previous(String hash, String prefix, Instant expiresAt) {}

  /**
   * Reads a Secret that the operator wrote.
   *
   * @return empty if what it holds is not what was issued: somebody changed it, and what somebody
   *     chose is no key
   */
  static Optional<IssuedKey> of(Secret secret) {
    Map<String, String> annotations =
        Optional.ofNullable(secret.getMetadata().getAnnotations()).orElse(Map.of());
    String encoded = Optional.ofNullable(secret.getData()).orElse(Map.of()).get(API_KEY);
    if (encoded == null) {
      return Optional.empty();
    }
    try {
      String text = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
      if (!Plaintext.shaped(text)) {
        return Optional.empty();
      }
      Plaintext plaintext = Plaintext.of(text);
      if (!plaintext.hash().equals(annotations.get(HASH))) {
        return Optional.empty();
      }
      return Optional.of(
          new IssuedKey(
              plaintext,
              Instant.parse(annotations.getOrDefault(ISSUED_AT, "")),
              Optional.ofNullable(annotations.get(ROTATION)),
              previous(annotations)));
    } catch (IllegalArgumentException | DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Optional<Previous> previous(Map<String, String> annotations) {
    String hash = annotations.get(PREVIOUS_HASH);
    String expiresAt = annotations.get(PREVIOUS_EXPIRES_AT);
    return hash == null || expiresAt == null
        ? Optional.empty()
        : Optional.of(
            new Previous(
                hash, annotations.getOrDefault(PREVIOUS_PREFIX, ""), Instant.parse(expiresAt)));
  }

  public String prefix() {
    return plaintext.prefix();
  }

  String hash() {
    return plaintext.hash();
  }

  IssuedKey withoutPrevious() {
    return new IssuedKey(plaintext, issuedAt, rotation, Optional.empty());
  }

  /** What gateways accept at this instant. */
  List<KeyMaterial> material(Instant now) {
    List<KeyMaterial> material = new ArrayList<>();
    material.add(new KeyMaterial(hash(), prefix(), Optional.empty()));
    previous
        .filter(each -> now.isBefore(each.expiresAt()))
        .ifPresent(
            each ->
                material.add(
                    new KeyMaterial(each.hash(), each.prefix(), Optional.of(each.expiresAt()))));
    return material;
  }
}

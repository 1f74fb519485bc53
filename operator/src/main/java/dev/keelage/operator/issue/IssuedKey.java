package dev.keelage.operator.issue;

import dev.keelage.compiler.KeyMaterial;
import io.fabric8.kubernetes.api.model.Secret;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A key as its Secret tells of it; the Secret is the only record there is.
 *
 * @param rotation value of the annotation {@code keelage.dev/rotate} that it was issued under
 * @param previous keys before it that still work, the newest first
 */
public record IssuedKey(
    Plaintext plaintext, Instant issuedAt, Optional<String> rotation, List<Previous> previous) {
  static final String API_KEY = "api-key";
  static final String HASH = "keelage.dev/key-hash";
  static final String ISSUED_AT = "keelage.dev/issued-at";
  static final String ROTATION = "keelage.dev/rotation";
  static final String PREVIOUS_HASH = "keelage.dev/previous-key-hash";
  static final String PREVIOUS_PREFIX = "keelage.dev/previous-key-prefix";
  static final String PREVIOUS_EXPIRES_AT = "keelage.dev/previous-expires-at";

  /** So that many rotations within one overlap do not fill the Secret: the oldest ends early. */
  private static final int MOST_PREVIOUS = 16;

  private static final String SEPARATOR = ",";

  public IssuedKey {
    previous = previous.stream().limit(MOST_PREVIOUS).toList();
  }

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

  private static List<Previous> previous(Map<String, String> annotations) {
    List<String> hashes = list(annotations, PREVIOUS_HASH);
    List<String> prefixes = list(annotations, PREVIOUS_PREFIX);
    List<String> ends = list(annotations, PREVIOUS_EXPIRES_AT);
    List<Previous> previous = new ArrayList<>();
    for (int i = 0; i < Math.min(hashes.size(), ends.size()); i++) {
      previous.add(
          new Previous(
              hashes.get(i),
              i < prefixes.size() ? prefixes.get(i) : "",
              Instant.parse(ends.get(i))));
    }
    return previous;
  }

  private static List<String> list(Map<String, String> annotations, String name) {
    String text = annotations.getOrDefault(name, "");
    return text.isEmpty() ? List.of() : List.of(text.split(SEPARATOR, -1));
  }

  /** What its Secret says about it, by annotation. */
  Map<String, String> annotations() {
    Map<String, String> annotations = new HashMap<>();
    annotations.put(HASH, hash());
    annotations.put(ISSUED_AT, issuedAt.toString());
    rotation.ifPresent(value -> annotations.put(ROTATION, value));
    if (!previous.isEmpty()) {
      annotations.put(PREVIOUS_HASH, joined(Previous::hash));
      annotations.put(PREVIOUS_PREFIX, joined(Previous::prefix));
      annotations.put(PREVIOUS_EXPIRES_AT, joined(each -> each.expiresAt().toString()));
    }
    return annotations;
  }

  private String joined(Function<Previous, String> what) {
    return previous.stream().map(what).collect(Collectors.joining(SEPARATOR));
  }

  public String prefix() {
    return plaintext.prefix();
  }

  String hash() {
    return plaintext.hash();
  }

  /** Without replaced keys that work no more. */
  IssuedKey at(Instant now) {
    return previous.stream().allMatch(each -> now.isBefore(each.expiresAt()))
        ? this
        : new IssuedKey(plaintext, issuedAt, rotation, working(now));
  }

  /**
   * What is to work besides the key that replaces this one.
   *
   * @param overlap how long this one still works; not positive: neither it nor those before it
   */
  List<Previous> replacedAt(Instant now, Duration overlap) {
    if (!overlap.isPositive()) {
      return List.of();
    }
    List<Previous> replaced = new ArrayList<>();
    Instant end = now.plus(overlap).truncatedTo(ChronoUnit.SECONDS);
    replaced.add(new Previous(hash(), prefix(), end));
    replaced.addAll(working(now));
    return replaced;
  }

  private List<Previous> working(Instant now) {
    return previous.stream().filter(each -> now.isBefore(each.expiresAt())).toList();
  }

  /** What gateways accept at this instant. */
  List<KeyMaterial> material(Instant now) {
    List<KeyMaterial> material = new ArrayList<>();
    material.add(new KeyMaterial(hash(), prefix(), Optional.empty()));
    working(now)
        .forEach(
            each ->
                material.add(
                    new KeyMaterial(each.hash(), each.prefix(), Optional.of(each.expiresAt()))));
    return material;
  }
}

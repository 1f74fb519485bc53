package dev.keelage.gateway.standalone.key;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.keelage.compiler.KeyMaterial;
import dev.keelage.snapshot.Digests;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What was issued for one VirtualKey.
 *
 * @param apiKey in use, plaintext
 * @param previous replaced by rotations, and each good until its overlap ends; the newest first
 * @param rotation the value of {@code keelage.dev/rotate} that was acted upon
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record IssuedKey(
    String apiKey,
    Instant issuedAt,
    @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        List<Previous> previous,
    @Nullable String rotation) {
  /** As in a cluster: with more rotations within one overlap, the oldest ends early. */
  private static final int MOST_PREVIOUS = 16;

  private static final int PREFIX_CHARACTERS = 7;

  IssuedKey {
    previous = previous == null ? List.of() : previous.stream().limit(MOST_PREVIOUS).toList();
  }

  /** A key that still works for a while. */
  record Previous(String apiKey, Instant validUntil) {}

  List<KeyMaterial> material() {
    List<KeyMaterial> material = new ArrayList<>();
    material.add(material(apiKey, Optional.empty()));
    previous.forEach(each -> material.add(material(each.apiKey(), Optional.of(each.validUntil()))));
    return material;
  }

  private static KeyMaterial material(String apiKey, Optional<Instant> validUntil) {
    return new KeyMaterial(
        Digests.sha256Hex(apiKey), apiKey.substring(0, PREFIX_CHARACTERS) + "…", validUntil);
  }

  /** Without the secret. */
  @Override
  public String toString() {
    return "IssuedKey[" + apiKey.substring(0, PREFIX_CHARACTERS) + "…]";
  }
}

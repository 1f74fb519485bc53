package dev.keelage.gateway.standalone.key;

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
 * @param previous replaced by a rotation, and good until its overlap ends
 * @param rotation the value of {@code keelage.dev/rotate} that was acted upon
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record IssuedKey(
    String apiKey, Instant issuedAt, @Nullable Previous previous, @Nullable String rotation) {
  private static final int PREFIX_CHARACTERS = 7;

  /** A key that still works for a while. */
  record Previous(String apiKey, Instant validUntil) {}

  List<KeyMaterial> material() {
    List<KeyMaterial> material = new ArrayList<>();
    material.add(material(apiKey, Optional.empty()));
    if (previous != null) {
      material.add(material(previous.apiKey(), Optional.of(previous.validUntil())));
    }
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

package dev.keelage.compiler;

import dev.keelage.api.SecretKeyRef;
import dev.keelage.api.VirtualKeySpec;
import dev.keelage.snapshot.Digests;
import dev.keelage.snapshot.Sensitive;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where a virtual key comes from: issued by the operator, imported from a Secret, or known by its
 * hash only.
 */
final class KeySources {
  /** Shorter ones can be guessed. */
  static final int MIN_IMPORTED_CHARACTERS = 20;

  private static final int PREFIX_CHARACTERS = 7;
  private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");

  private final Secrets secrets;
  private final Map<ObjectId, List<KeyMaterial>> issued;

  KeySources(Secrets secrets, Map<ObjectId, List<KeyMaterial>> issued) {
    this.secrets = secrets;
    this.issued = issued;
  }

  /** The accepted secrets, by their hashes; none before the operator issued the first. */
  List<KeyMaterial> of(Declared<VirtualKeySpec> key) {
    VirtualKeySpec spec = key.spec();
    IssuedKeyRules.check(key);
    String hash = spec.keyHash();
    SecretKeyRef ref = spec.secretRef();
    long sources =
        (hash == null ? 0 : 1) + (ref == null ? 0 : 1) + (spec.secretTemplate() == null ? 0 : 1);
    if (sources > 1) {
      key.verdict().invalid("choose one of spec.secretTemplate, spec.secretRef and spec.keyHash");
      return List.of();
    }
    if (hash != null) {
      return known(key, hash);
    }
    if (ref != null) {
      return imported(key, ref);
    }
    return issued.getOrDefault(key.id(), List.of());
  }

  private static List<KeyMaterial> known(Declared<VirtualKeySpec> key, String hash) {
    if (!SHA_256.matcher(hash).matches()) {
      key.verdict()
          .invalid("spec.keyHash is no SHA-256: write 64 digits of lower-case hexadecimal");
      return List.of();
    }
    return List.of(
        new KeyMaterial(
            hash, "sha256:" + hash.substring(0, PREFIX_CHARACTERS) + "…", Optional.empty()));
  }

  private List<KeyMaterial> imported(Declared<VirtualKeySpec> key, SecretKeyRef ref) {
    key.verdict().refers();
    return switch (secrets.find(key.namespace(), ref, "spec.secretRef")) {
      case Secrets.Lookup.None(Verdict.Problem problem) -> {
        key.verdict().leaveOut(problem);
        yield List.of();
      }
      case Secrets.Lookup.Value(Sensitive value) -> imported(key, ref, value.reveal());
    };
  }

  private static List<KeyMaterial> imported(
      Declared<VirtualKeySpec> key, SecretKeyRef ref, String plaintext) {
    if (plaintext.length() < MIN_IMPORTED_CHARACTERS) {
      key.verdict()
          .invalid(
              "%s: the key in \"%s\" is shorter than %d characters and could be guessed; import a longer one"
                  .formatted(
                      new SecretId(key.namespace(), ref.name()),
                      ref.key(),
                      MIN_IMPORTED_CHARACTERS));
      return List.of();
    }
    return List.of(
        new KeyMaterial(
            Digests.sha256Hex(plaintext),
            plaintext.substring(0, PREFIX_CHARACTERS) + "…",
            Optional.empty()));
  }
}

package dev.keelage.gateway.standalone.key;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.keelage.api.VirtualKey;
import dev.keelage.compiler.KeyMaterial;
import dev.keelage.compiler.ObjectId;
import dev.keelage.gateway.standalone.embedded.StateDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The keys issued here, in a JSON file that only its owner may read. Not thread-safe: one loader
 * thread uses it.
 */
public final class KeyRing {
  private static final String ROTATE = "keelage.dev/rotate";
  private static final String ALPHABET =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

  /** 62^43 is more than 2^256. */
  private static final int KEY_CHARACTERS = 43;

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Path file;
  private final KeyIssuance issuance = new KeyIssuance(KeyRing::newKey);
  private SortedMap<String, IssuedKey> keys;
  private Optional<Instant> nextChange = Optional.empty();

  private KeyRing(Path file, SortedMap<String, IssuedKey> keys) {
    this.file = file;
    this.keys = keys;
  }

  /**
   * @param file need not exist
   */
  public static KeyRing open(Path file) {
    try {
      return new KeyRing(
          file,
          Files.exists(file)
              ? JSON.readValue(
                  Files.readString(file), new TypeReference<TreeMap<String, IssuedKey>>() {})
              : new TreeMap<>());
    } catch (IOException e) {
      throw new UncheckedIOException(
          "%s cannot be read; mend it, or remove it to have new keys issued".formatted(file), e);
    }
  }

  public Path file() {
    return file;
  }

  /**
   * Issues and rotates what is due.
   *
   * @param virtualKeys all there are
   * @param complete a VirtualKey that is not among them is gone, and so is its key; if not, it may
   *     stand in a file that could not be read, and its key is kept
   */
  public Map<ObjectId, List<KeyMaterial>> issue(
      List<VirtualKey> virtualKeys, boolean complete, Instant now) {
    SortedMap<String, IssuedKey> after = complete ? new TreeMap<>() : new TreeMap<>(keys);
    Map<ObjectId, List<KeyMaterial>> material = new HashMap<>();
    nextChange = Optional.empty();
    for (VirtualKey virtualKey : virtualKeys) {
      if (virtualKey.getSpec() != null && virtualKey.getSpec().keyIsIssued()) {
        ObjectId id = ObjectId.of(virtualKey);
        IssuedKey key =
            issuance.at(
                now,
                Optional.ofNullable(keys.get(id.path())),
                virtualKey.getSpec(),
                annotation(virtualKey));
        after.put(id.path(), key);
        material.put(id, key.material());
        sooner(KeyIssuance.next(key, virtualKey.getSpec()));
      }
    }
    keep(after);
    return material;
  }

  /** When {@link #issue} has something to do again. */
  public Optional<Instant> nextChange() {
    return nextChange;
  }

  /**
   * The plaintext in use.
   *
   * @param path {@code namespace/name} of the VirtualKey
   */
  public Optional<String> apiKey(String path) {
    return Optional.ofNullable(keys.get(path)).map(IssuedKey::apiKey);
  }

  private void sooner(Optional<Instant> when) {
    if (when.isPresent() && (nextChange.isEmpty() || when.get().isBefore(nextChange.get()))) {
      nextChange = when;
    }
  }

  private void keep(SortedMap<String, IssuedKey> after) {
    if (after.equals(keys)) {
      return;
    }
    try {
      StateDirectory.write(file, JSON.writeValueAsString(after) + "\n");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("texts and instants can be written", e);
    }
    keys = after;
  }

  private static Optional<String> annotation(VirtualKey virtualKey) {
    Map<String, String> annotations = virtualKey.getMetadata().getAnnotations();
    return Optional.ofNullable(annotations).map(all -> all.get(ROTATE));
  }

  private static String newKey() {
    StringBuilder key = new StringBuilder("kl-");
    RANDOM
        .ints(KEY_CHARACTERS, 0, ALPHABET.length())
        .forEach(digit -> key.append(ALPHABET.charAt(digit)));
    return key.toString();
  }
}

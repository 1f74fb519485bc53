package dev.keelage.snapshot;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Objects;

/**
 * A secret text. It prints as a digest prefix wherever it lands by accident (logs, exceptions,
 * {@code toString} of a record around it); {@link #reveal()} is called only where the secret leaves
 * the process on purpose: the codec of a shard, and the signing of an upstream request.
 */
public final class Sensitive {
  private final String value;

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public Sensitive(String value) {
    this.value = Objects.requireNonNull(value);
  }

  /** The plaintext. */
  @JsonValue
  public String reveal() {
    return value;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Sensitive that && value.equals(that.value);
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }

  @Override
  public String toString() {
    return "sensitive:" + Digests.sha256Hex(value).substring(0, 8);
  }
}

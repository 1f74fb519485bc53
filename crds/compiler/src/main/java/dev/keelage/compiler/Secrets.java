package dev.keelage.compiler;

import dev.keelage.api.Reason;
import dev.keelage.api.SecretKeyRef;
import dev.keelage.snapshot.Sensitive;
import java.util.Map;

/** Values from Secrets. */
final class Secrets {
  /**
   * Servers take headers of 8 to 64 KiB. A Secret may have a megabyte: of a few of these a snapshot
   * could not be published, for nobody.
   */
  private static final int LONGEST = 16_384;

  private final Map<SecretId, Map<String, Sensitive>> secrets;

  Secrets(Map<SecretId, Map<String, Sensitive>> secrets) {
    this.secrets = secrets;
  }

  /** What a reference to a Secret gives. */
  sealed interface Lookup {
    /** A value that fits into a header. */
    record Value(Sensitive value) implements Lookup {}

    /** None, and why. */
    record None(Verdict.Problem problem) implements Lookup {}
  }

  /**
   * Looks a value up. White space around it (a line end, most often) is no part of it.
   *
   * @param field of the referrer, for the message
   */
  Lookup find(String namespace, SecretKeyRef ref, String field) {
    SecretId id = new SecretId(namespace, ref.name());
    Map<String, Sensitive> secret = secrets.get(id);
    if (secret == null) {
      return none(Reason.SECRET_NOT_FOUND, "%s does not exist; create it or change %s", id, field);
    }
    Sensitive value = secret.get(ref.key());
    if (value == null) {
      return none(
          Reason.KEY_MISSING_IN_SECRET,
          "%s has no key \"%s\"; add it or change %s",
          id,
          ref.key(),
          field);
    }
    String text = value.reveal().strip();
    if (text.isEmpty()) {
      return none(
          Reason.KEY_MISSING_IN_SECRET,
          "%s has an empty \"%s\"; fill it or change %s",
          id,
          ref.key(),
          field);
    }
    if (text.length() > LONGEST) {
      return none(
          Reason.KEY_MISSING_IN_SECRET,
          "%s has %d characters in \"%s\", and no header is longer than %d; shorten it or change %s",
          id,
          text.length(),
          ref.key(),
          LONGEST,
          field);
    }
    if (!text.chars().allMatch(c -> c >= 0x20 && c < 0x7f)) {
      return none(
          Reason.KEY_MISSING_IN_SECRET,
          "%s has characters in \"%s\" that fit into no header; write visible ASCII or change %s",
          id,
          ref.key(),
          field);
    }
    return new Lookup.Value(new Sensitive(text));
  }

  private static Lookup none(Reason reason, String format, Object... values) {
    return new Lookup.None(new Verdict.Problem(reason, format.formatted(values)));
  }
}

package dev.keelage.compiler;

import dev.keelage.api.Durations;
import dev.keelage.api.VirtualKeySpec;
import java.time.Duration;
import java.util.Set;
import java.util.regex.Pattern;

/** How an issued key is replaced, and how its Secret may look. */
final class IssuedKeyRules {
  private static final Duration SHORTEST_ROTATION = Duration.ofHours(1);
  private static final String OPERATOR_PREFIX = "keelage.dev/";
  private static final String MANAGED_BY = "app.kubernetes.io/managed-by";

  /** A qualified name: an optional DNS prefix, and a name of at most 63 characters. */
  private static final Pattern QUALIFIED_NAME =
      Pattern.compile(
          "([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?");

  private IssuedKeyRules() {}

  static void check(Declared<VirtualKeySpec> key) {
    VirtualKeySpec.SecretTemplate template = key.spec().secretTemplate();
    if (template != null) {
      checkNames(key, "labels", template.labels().keySet());
      checkNames(key, "annotations", template.annotations().keySet());
    }
    checkRotation(key);
  }

  private static void checkNames(Declared<VirtualKeySpec> key, String field, Set<String> names) {
    for (String name : names) {
      if (name.startsWith(OPERATOR_PREFIX) || name.equals(MANAGED_BY)) {
        key.verdict()
            .invalid("spec.secretTemplate.%s: %s belongs to the operator".formatted(field, name));
      } else if (!QUALIFIED_NAME.matcher(name).matches()) {
        key.verdict()
            .invalid(
                "spec.secretTemplate.%s: \"%s\" is no key; write a name, or a DNS prefix, / and a name"
                    .formatted(field, name));
      }
    }
  }

  private static void checkRotation(Declared<VirtualKeySpec> key) {
    VirtualKeySpec.Rotation rotation = key.spec().rotation();
    if (rotation == null) {
      return;
    }
    if (!key.spec().keyIsIssued()) {
      key.verdict()
          .invalid(
              "spec.rotation: only an issued key can be rotated; leave it out with secretRef and keyHash");
    }
    try {
      Duration overlap = Durations.parse(rotation.overlap());
      String text = rotation.every();
      if (text == null) {
        return;
      }
      Duration every = Durations.parse(text);
      if (every.compareTo(SHORTEST_ROTATION) < 0) {
        key.verdict().invalid("spec.rotation.every: at least 1h");
      }
      if (overlap.compareTo(every) >= 0) {
        key.verdict().invalid("spec.rotation.overlap has to be shorter than every");
      }
    } catch (IllegalArgumentException e) {
      key.verdict().invalid("spec.rotation: " + e.getMessage());
    }
  }
}

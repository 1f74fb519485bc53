package dev.keelage.api.generate;

import dev.keelage.api.ConditionType;
import dev.keelage.api.Reason;

/** {@code docs/reference/conditions.md}: every condition and every reason. */
final class ConditionReference {
  private ConditionReference() {}

  static String render() {
    StringBuilder page =
        new StringBuilder(
            """
            <!-- Generated from the records in crds/api; change those and run `make crds`. -->
            # Conditions

            Every object carries its state in `status.conditions`. Each entry has a `reason` from the closed list below,
            a `message` that says what to do where something is wrong, and the `observedGeneration` it speaks of.
            `lastTransitionTime` moves only when `status` changes. `Ready` sums them up, so
            `kubectl wait --for=condition=Ready keelage --all -A` and deployment tools need to know no other.
            """);
    for (ConditionType type : ConditionType.values()) {
      page.append("\n## %s\n\n%s\n\n".formatted(type.text(), type.meaning()));
      page.append("| Reason | Meaning |\n|---|---|\n");
      for (Reason reason : Reason.values()) {
        if (reason.types().contains(type)) {
          page.append("| `%s` | %s |\n".formatted(reason.text(), reason.meaning()));
        }
      }
    }
    return page.toString();
  }
}

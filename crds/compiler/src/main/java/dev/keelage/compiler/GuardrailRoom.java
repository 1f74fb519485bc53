package dev.keelage.compiler;

import dev.keelage.api.GuardrailSpec;
import dev.keelage.snapshot.GuardrailEntry;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How much the guardrails may look for, all together and those of one namespace: each gateway has
 * all of them in memory, about 30 bytes for a letter of a word and 150 for a step of an expression,
 * and whoever may write guardrails in one namespace must not end the gateways of all. Namespaces of
 * the platform go first and have no bound of their own; then the older goes before the younger.
 */
final class GuardrailRoom {
  static final long OF_NAMESPACE = 400_000;
  static final long OF_ALL = 1_600_000;
  private static final int STEP = 5;

  private final CompilerSettings settings;
  private final Map<String, Long> taken = new HashMap<>();
  private long takenByAll;

  GuardrailRoom(CompilerSettings settings) {
    this.settings = settings;
  }

  /** Who takes room before whom. */
  Comparator<Declared<GuardrailSpec>> order() {
    return Comparator.<Declared<GuardrailSpec>, Boolean>comparing(
            each -> !settings.platform(each.namespace()))
        .thenComparing(Declared.BY_AGE);
  }

  /** Takes the room that it needs; where there is none left, the guardrail is told. */
  void take(Declared<GuardrailSpec> guardrail, GuardrailEntry entry) {
    long size = size(entry);
    String namespace = guardrail.namespace();
    long ofNamespace = taken.getOrDefault(namespace, 0L) + size;
    if (ofNamespace > OF_NAMESPACE && !settings.platform(namespace)) {
      tell(
          guardrail,
          size,
          "the older ones of this namespace leave",
          OF_NAMESPACE - ofNamespace + size);
    } else if (takenByAll + size > OF_ALL) {
      tell(guardrail, size, "the older ones of all namespaces leave", OF_ALL - takenByAll);
    } else {
      taken.put(namespace, ofNamespace);
      takenByAll += size;
    }
  }

  private static void tell(Declared<GuardrailSpec> guardrail, long size, String others, long left) {
    guardrail
        .verdict()
        .invalid(
            "it looks for too much: %d letters of words and steps of expressions (a step counts %d), and %s room for %d; shorten it, or them"
                .formatted(size, STEP, others, left));
  }

  private static long size(GuardrailEntry entry) {
    List<GuardrailEntry.NamedPattern> patterns = entry.patterns();
    return entry.keywords().stream().mapToLong(String::length).sum()
        + STEP * patterns.stream().mapToLong(each -> RegexSize.of(each.expression())).sum();
  }
}

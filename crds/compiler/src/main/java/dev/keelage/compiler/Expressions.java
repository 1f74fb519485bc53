package dev.keelage.compiler;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.keelage.api.GuardrailSpec;
import dev.keelage.snapshot.GuardrailEntry.NamedPattern;
import java.util.ArrayList;
import java.util.List;

/** What a guardrail looks for. Users write it, so it is tried here before a gateway loads it. */
final class Expressions {
  private Expressions() {}

  static List<String> keywords(Declared<GuardrailSpec> guardrail, List<String> words) {
    if (words.isEmpty() || words.stream().anyMatch(String::isBlank)) {
      guardrail
          .verdict()
          .invalid("spec.keywords.words: name at least one word, and none that is blank");
    }
    FieldRules.unique(guardrail, "spec.keywords.words", words);
    return words;
  }

  static List<NamedPattern> patterns(
      Declared<GuardrailSpec> guardrail, List<GuardrailSpec.NamedPattern> patterns) {
    List<NamedPattern> compiled = new ArrayList<>();
    if (patterns.isEmpty()) {
      guardrail.verdict().invalid("spec.regex.patterns: name at least one");
    }
    FieldRules.unique(guardrail, "spec.regex.patterns", patterns, GuardrailSpec.NamedPattern::name);
    for (GuardrailSpec.NamedPattern pattern : patterns) {
      check(guardrail, pattern);
      compiled.add(new NamedPattern(pattern.name(), pattern.pattern()));
    }
    return compiled;
  }

  private static void check(Declared<GuardrailSpec> guardrail, GuardrailSpec.NamedPattern pattern) {
    if (RegexSize.tooLarge(pattern.pattern())) {
      refuse(
          guardrail,
          pattern,
          "is too large: with its counted repetitions written out it has more than %d steps; lower the counts"
              .formatted(RegexSize.MAX_STEPS));
      return;
    }
    try {
      if (Pattern.compile(pattern.pattern()).matcher("").find()) {
        refuse(guardrail, pattern, "matches the empty text, which is everywhere; use + for *");
      }
    } catch (PatternSyntaxException e) {
      refuse(
          guardrail,
          pattern,
          "is no RE2 expression: %s (RE2 has no look-around and no back references)"
              .formatted(e.getDescription()));
    }
  }

  private static void refuse(
      Declared<GuardrailSpec> guardrail, GuardrailSpec.NamedPattern pattern, String why) {
    guardrail.verdict().invalid("spec.regex.patterns[%s] %s".formatted(pattern.name(), why));
  }
}

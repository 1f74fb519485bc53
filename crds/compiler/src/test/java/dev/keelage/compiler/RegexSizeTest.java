package dev.keelage.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegexSizeTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "((a{1000}){1000}){1000}",
        "((a{100}){100}){100}",
        "(?:a{50}){50}",
        "(a|b{1000}){3}",
        "([a{2}]{1000}){3}",
        "(\\Qaaaa\\E{900}){3}",
        "((((((((((a{9}){9}){9}){9}){9}){9}){9}){9}){9}){9})",
        "(\\pL{1000}){3}",
        "(\\p{Greek}{1000}){3}",
        "((a{1000}){1000}"
      })
  void refusesWhatGrowsTooLarge(String expression) {
    assertThat(RegexSize.tooLarge(expression)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "AKIA[0-9A-Z]{16}",
        "\\b(?:\\d[ -]?){13,16}\\b",
        ".{0,500}",
        "a{2,1}",
        "a{b}",
        "{1000000}a",
        "\\{1000\\}",
        "\\x{1F600}",
        "[{1000}{1000}]",
        "[]{9}{999}]",
        "[[:alpha:]{99}{99}{99}]",
        "\\Q{1000}{1000}{1000}\\E",
        "(?i)project (nightfall|daybreak)"
      })
  void letsOrdinaryExpressionsPass(String expression) {
    assertThat(RegexSize.tooLarge(expression)).isFalse();
  }

  @Property(tries = 500)
  void readsAnyText(@ForAll Random random) {
    String alphabet = "ab(){}[]\\,0123456789Q*+?|^$:pxE-";
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(60); i > 0; i--) {
      text.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }

    assertThat(RegexSize.tooLarge(text.toString())).isIn(true, false);
  }
}

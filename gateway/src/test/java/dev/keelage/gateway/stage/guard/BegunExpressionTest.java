package dev.keelage.gateway.stage.guard;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class BegunExpressionTest {
  private static int begunAt(String expression, String text) {
    Matcher matcher = BegunExpression.of(expression).orElseThrow().matcher(text);
    return matcher.find() ? matcher.start() : text.length();
  }

  @Test
  void holdsBackFromWhereAMatchHasBegunAndNotBefore() {
    assertThat(begunAt("sk-[A-Za-z0-9]{20,}", "the key is sk-abc")).isEqualTo(11);
    assertThat(begunAt("sk-[A-Za-z0-9]{20,}", "the key is s")).isEqualTo(11);
    assertThat(begunAt("sk-[A-Za-z0-9]{20,}", "the key is sk-abc, or")).isEqualTo(21);
    assertThat(begunAt("(?i)(secret|token)\\s*=\\s*\\S+", "x SECRET = ")).isEqualTo(2);
    assertThat(begunAt("BEGIN KEY[\\s\\S]+?END KEY", "a BEGIN KEY\n" + "b\n".repeat(999)))
        .isEqualTo(2);
    assertThat(begunAt("^top$", "not top")).isEqualTo(7);
    assertThat(begunAt("\\bfoo\\b", "a foo")).isEqualTo(2);
    assertThat(begunAt("\\bfoo\\b", "afoo")).isEqualTo(4);
  }

  @Test
  void takesTheWholeSyntaxApart() {
    String text = "ab";
    for (String expression :
        List.of(
            "(a)(?:b)(?P<n>c)(?<m>d)",
            "(?i)A|(?-i:b)c(?s:.)(?m)^x$",
            "(?U)a+?b*c??",
            "[]a-][^]b][[:alpha:][:^digit:]\\d\\pN\\p{Greek}\\x{1F600}\\]]",
            "\\Qa.b|c\\E+\\x41\\07\\n\\.\\A\\z\\B",
            "a{2}b{2,}c{2,3}?x{y}{,3}",
            "\\077",
            "\\0777",
            "(|a)()*",
            "😀{2}é|\\p{L}+ß")) {
      assertThat(Pattern.compile(expression).matcher(text)).isNotNull();
      assertThat(BegunExpression.of(expression)).as(expression).isPresent();
    }
  }

  @Test
  void leavesWhatItDoesNotKnow() {
    assertThat(BegunExpression.of("a(?=b)")).isEmpty();
    assertThat(BegunExpression.of("a)")).isEmpty();
    assertThat(BegunExpression.of("(a")).isEmpty();
  }

  @Test
  void reachesAsFarAsExpressionsMay() {
    assertThat(begunAt("x".repeat(500), "y" + "x".repeat(499))).isEqualTo(1);
    assertThat(begunAt("(".repeat(200) + "a" + ")?".repeat(200) + "b", "ca")).isEqualTo(1);
  }

  @Property
  void seesEveryMatchComing(
      @ForAll("expressions") String expression, @ForAll("texts") String text) {
    Pattern begun = BegunExpression.of(expression).orElseThrow();
    Matcher matches = Pattern.compile(expression).matcher(text);
    for (int at = 0; at <= text.length() && matches.find(at); ) {
      for (int cut = matches.start() + 1; cut < matches.end(); cut++) {
        Matcher beginning = begun.matcher(text.substring(0, cut));
        assertThat(beginning.find()).isTrue();
        assertThat(beginning.start()).isLessThanOrEqualTo(matches.start());
      }
      at = Math.max(matches.end(), matches.start() + 1);
    }
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.strings().withChars("abcAB1 -\n").ofMaxLength(24);
  }

  @Provide
  Arbitrary<String> expressions() {
    return expressions(3);
  }

  private static Arbitrary<String> expressions(int depth) {
    Arbitrary<String> atoms =
        Arbitraries.of(
            "a", "b", "c", "ab", "[a-c]", "[^a]", ".", "\\d", "\\w", "\\s", "\\b", "-", "1");
    if (depth == 0) {
      return atoms;
    }
    Arbitrary<String> inner = expressions(depth - 1);
    return Arbitraries.oneOf(
        atoms,
        inner.list().ofMinSize(1).ofMaxSize(3).map(list -> String.join("", list)),
        inner.list().ofMinSize(2).ofMaxSize(3).map(list -> "(?:" + String.join("|", list) + ")"),
        Combinators.combine(inner, Arbitraries.of("*", "+", "?", "*?", "{2}", "{1,3}", "{2,}"))
            .as((repeated, count) -> "(" + repeated + ")" + count),
        Combinators.combine(inner, Arbitraries.of("(?i:", "(?s:"))
            .as((flagged, flag) -> flag + flagged + ")"));
  }
}

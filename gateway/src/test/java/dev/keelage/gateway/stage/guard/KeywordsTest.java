package dev.keelage.gateway.stage.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelage.gateway.stage.guard.Rule.Match;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class KeywordsTest {
  private static List<String> found(Keywords keywords, String text) {
    List<String> found = new ArrayList<>();
    keywords.search(text, 0, match -> found.add(text.substring(match.start(), match.end())));
    return found;
  }

  private static int begun(Keywords keywords, String text) {
    return keywords.search(text, 0, match -> true);
  }

  @Test
  void findsWordsInsideAndAcrossEachOther() {
    Keywords keywords = new Keywords(List.of("she", "hers", "he", "his"), true);

    assertThat(found(keywords, "ushers")).containsExactly("she", "hers");
    assertThat(found(keywords, "he is there")).containsExactly("he", "he");
    assertThat(found(keywords, "SHE")).isEmpty();
  }

  @Test
  void foldsCaseInEveryScript() {
    Keywords keywords = new Keywords(List.of("Straße", "ΣΟΦΟΣ", "kelvin", "𐐷x", "москва"), false);

    assertThat(found(keywords, "STRAẞE σοφος σοφοσ \u212Aelvin 𐐏X МОСКВА"))
        .containsExactly("STRAẞE", "σοφος", "σοφοσ", "\u212Aelvin", "𐐏X", "МОСКВА");
  }

  @Test
  void needsLittleMemoryForManyLongWords() {
    Random random = new Random(1);
    List<String> words =
        Stream.generate(
                () -> Long.toString(random.nextLong() >>> 1, 36).repeat(20).substring(0, 190))
            .limit(500)
            .toList();
    long letters = words.stream().mapToLong(String::length).sum();
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();

    Keywords keywords = new Keywords(words, false);

    // What it keeps and what it needs for building, tables that it has outgrown included.
    assertThat((threads.getCurrentThreadAllocatedBytes() - before) / letters).isLessThan(160);
    assertThat(found(keywords, "- " + words.get(77).toUpperCase(Locale.ROOT) + " -")).hasSize(1);
  }

  @Test
  void foldingNeverChangesALength() {
    for (int letter = 0; letter <= Character.MAX_CODE_POINT; letter++) {
      int folded = Character.toLowerCase(Character.toUpperCase(letter));
      assertThat(Character.charCount(folded)).isEqualTo(Character.charCount(letter));
    }
  }

  @Test
  void tellsHowMuchOfAWordHasBegun() {
    Keywords keywords = new Keywords(List.of("nightfall", "all good"), false);

    assertThat(begun(keywords, "the NIGHT")).isEqualTo(5);
    assertThat(begun(keywords, "nightfall")).isEqualTo(9);
    assertThat(begun(keywords, "nightfall g")).isEqualTo(5);
    assertThat(begun(keywords, "day")).isZero();
    assertThat(begun(new Keywords(List.of(), false), "day")).isZero();
  }

  @Property
  void findsWhatANaiveSearchFinds(
      @ForAll("words") List<String> words, @ForAll("texts") String text) {
    TreeSet<Integer> covered = new TreeSet<>();
    for (String word : words) {
      for (int at = 0; at + word.length() <= text.length(); at++) {
        if (text.regionMatches(true, at, word, 0, word.length())) {
          for (int each = at; each < at + word.length(); each++) {
            covered.add(each);
          }
        }
      }
    }

    TreeSet<Integer> found = new TreeSet<>();
    new Keywords(words, false)
        .search(
            text,
            0,
            (Match match) -> {
              for (int each = match.start(); each < match.end(); each++) {
                found.add(each);
              }
              return true;
            });
    assertThat(found).isEqualTo(covered);
  }

  @Provide
  Arbitrary<List<String>> words() {
    return Arbitraries.strings()
        .withChars("abAß")
        .ofMinLength(1)
        .ofMaxLength(4)
        .list()
        .ofMaxSize(5);
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.strings().withChars("abABß ").ofMaxLength(30);
  }
}

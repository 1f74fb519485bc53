package dev.keelage.gateway.stage.admit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

class OutputLengthsTest {
  private static final long AT_MOST = 4096;

  private final OutputLengths lengths = new OutputLengths(AT_MOST);

  @Example
  void reservesTheMostUntilEnoughIsLearned() {
    assertThat(lengths.expected("m")).isEqualTo(AT_MOST);
    for (int i = 0; i < OutputLengths.ENOUGH - 1; i++) {
      lengths.learn("m", 10);
    }
    assertThat(lengths.expected("m")).isEqualTo(AT_MOST);
    lengths.learn("m", 10);
    assertThat(lengths.expected("m")).isBetween(10L, 15L);
    assertThat(lengths.expected("other")).isEqualTo(AT_MOST);
  }

  @Example
  void followsAModelWhoseAnswersBecomeLonger() {
    for (int i = 0; i < 20_000; i++) {
      lengths.learn("m", 10);
    }
    for (int i = 0; i < 200; i++) {
      lengths.learn("m", 2000);
    }
    assertThat(lengths.expected("m")).isGreaterThanOrEqualTo(2000);
  }

  @Property(tries = 200)
  void isNeverExceededByMoreThanOneInAHundredAndNeverAboveTheBound(
      @ForAll @Size(min = 300, max = 1000) List<@LongRange(min = 0, max = 20_000) Long> answers) {
    OutputLengths fresh = new OutputLengths(AT_MOST);
    // Learned in rounds, so that what is looked at now and then has been looked at.
    answers.forEach(tokens -> fresh.learn("m", tokens));
    for (int i = 0; i < 32; i++) {
      fresh.learn("m", answers.get(i));
    }

    long expected = fresh.expected("m");

    assertThat(expected).isLessThanOrEqualTo(AT_MOST);
    long longer = answers.stream().filter(tokens -> tokens > expected).count();
    assertThat(expected == AT_MOST || longer <= 0.011 * answers.size() + 1).isTrue();
  }
}

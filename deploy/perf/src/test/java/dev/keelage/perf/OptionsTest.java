package dev.keelage.perf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keelage.perf.leg.Gateway.Rule;
import dev.keelage.perf.load.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

class OptionsTest {
  @Test
  void measuresEveryShapeOfTheMainLegsUnlessToldOtherwise() {
    Options options = Options.parse(List.of());

    assertThat(options.rules()).containsExactly(Rule.PLAIN, Rule.GOVERNED);
    assertThat(options.plan().shapes()).containsExactly(Shape.values());
    assertThat(options.wants(Rule.PLAIN.title())).isTrue();
    assertThat(Options.parse(List.of("--legs", "governed")).wants(Rule.PLAIN.title())).isFalse();
  }

  @Test
  void policiesAreMeasuredWithAndWithoutLoansOnSmallCalls() {
    Options options = Options.parsePolicies(List.of("--rounds", "1"));

    assertThat(options.rules()).hasSize(6).doesNotContain(Rule.GOVERNED);
    assertThat(options.plan().shapes()).containsExactly(Shape.SMALL_JSON);
    assertThat(options.plan().rounds()).isEqualTo(1);
  }

  @Test
  void whatIsNotUnderstoodIsAnsweredWithTheUsage() {
    assertThatThrownBy(() -> Options.parse(List.of("--leg")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("--legs A,B");
  }
}

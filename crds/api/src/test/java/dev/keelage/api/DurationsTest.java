package dev.keelage.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {
  @ParameterizedTest
  @CsvSource({
    "0s, PT0S",
    "50ms, PT0.05S",
    "1s500ms, PT1.5S",
    "1h30m, PT1H30M",
    "90d, P90D",
    "999999d999999d999999d999999d, P3999996D"
  })
  void readsNumbersWithUnits(String text, Duration expected) {
    assertThat(Durations.parse(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5", "5 s", "s", "-5s", "1.5s", "5S", "5s ", "1234567s", "٥s"})
  void refusesEverythingElse(String text) {
    assertThatThrownBy(() -> Durations.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"" + text + "\" is no duration");
  }

  @Test
  void readsEveryDefault() {
    assertThat(Durations.parse(ModelSpec.Timeouts.DEFAULT_TOTAL)).isEqualTo(Duration.ofMinutes(10));
    assertThat(Durations.parse(VirtualKeySpec.Rotation.DEFAULT_OVERLAP))
        .isEqualTo(Duration.ofHours(24));
    assertThat(Durations.parse(ProviderSpec.Mock.DEFAULT_LATENCY)).isEqualTo(Duration.ofMillis(50));
  }
}

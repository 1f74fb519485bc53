package dev.keelage.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MoneyTest {
  @ParameterizedTest
  @ValueSource(strings = {"0", "500", "500.00", "0.0000000001", "999999999.9999999999"})
  void readsDecimals(String text) {
    assertThat(Money.parse(text)).isEqualTo(new BigDecimal(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "+1", "1e3", ".5", "5.", "1,5", "1000000000", "0.00000000001"})
  void refusesEverythingElse(String text) {
    assertThatThrownBy(() -> Money.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"" + text + "\" is no amount");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0.00",
    "500, 500.00",
    "12.4, 12.40",
    "12.4000000000, 12.40",
    "0.0001250000, 0.000125",
    "1E+3, 1000.00"
  })
  void printsAtLeastCents(BigDecimal amount, String expected) {
    assertThat(Money.format(amount)).isEqualTo(expected);
  }
}

package dev.keelage.snapshot.cost;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.RoundingMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class UsdTest {
  @Property
  void unitsAndAmountAreTheSameNumber(@ForAll long units) {
    assertThat(Usd.saturatedUnits(Usd.of(units))).isEqualTo(Math.max(units, -Long.MAX_VALUE));
  }

  @Test
  void amountsBeyondSixtyFourBitsSaturate() {
    assertThat(Usd.saturatedUnits(new BigDecimal("999999999999"))).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void roundsAsAsked() {
    BigDecimal amount = new BigDecimal("0.00000000015");

    assertThat(Usd.units(amount, RoundingMode.CEILING)).isEqualTo(2);
    assertThat(Usd.units(amount, RoundingMode.DOWN)).isEqualTo(1);
  }

  @Test
  void textIsForPeople() {
    assertThat(Usd.text(124_000_000_000L)).isEqualTo("12.40");
    assertThat(Usd.text(25_000L)).isEqualTo("0.0000025");
    assertThat(Usd.text(0)).isEqualTo("0.00");
    assertThat(Usd.text(5_000_000_000_000L)).isEqualTo("500.00");
  }
}

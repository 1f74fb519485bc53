package dev.keelage.operator.inquiry.book;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CallDaysTest {
  @Test
  void findsTheDayInAnIdThatAGatewayGave() {
    long high = (Instant.parse("2026-11-07T23:59:59.999Z").toEpochMilli() << 16) | 0x7abcL;

    assertThat(CallDays.of(new UUID(high, 0x8000000000000000L).toString()))
        .isEqualTo(new CallDays(LocalDate.of(2026, 11, 6), LocalDate.of(2026, 11, 8)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"call", "ffffffff-ffff-4fff-8fff-ffffffffffff", "~", "1-1-1-1-1", "0190-"})
  void looksEverywhereForAnyOther(String call) {
    assertThat(CallDays.of(call).first()).isEqualTo(LocalDate.of(2000, 1, 1));
    assertThat(CallDays.of(call).last()).isEqualTo(LocalDate.of(2999, 12, 31));
  }

  @Test
  void takesAnIdOfAnyTimeForATime() {
    assertThat(CallDays.of("ffffffff-ffff-7fff-bfff-ffffffffffff").first().getYear())
        .isGreaterThan(9000);
  }
}

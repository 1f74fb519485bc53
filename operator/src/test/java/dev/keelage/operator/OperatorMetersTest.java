package dev.keelage.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Meter;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OperatorMetersTest {
  private static final String SCHEMA = "keelage.operator.ledger.schema.ready";
  private static final String COUNTERS = "keelage.operator.counters.reachable";

  /** An alert on 0 must not fire where there is nothing to be ready. */
  @Test
  void storesThatAreNotConfiguredAreNotMeasured() {
    assertThat(OperatorMeters.with(Map.of()))
        .extracting(Meter.Id::getName)
        .doesNotContain(SCHEMA, COUNTERS);
    assertThat(OperatorMeters.all()).extracting(Meter.Id::getName).contains(SCHEMA, COUNTERS);
  }
}

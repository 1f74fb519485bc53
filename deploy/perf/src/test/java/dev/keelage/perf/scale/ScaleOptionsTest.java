package dev.keelage.perf.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ScaleOptionsTest {
  @Test
  void measuresTheWholeEstateUnlessASmallerOneIsAskedFor() {
    assertThat(ScaleOptions.parse(List.of()).estate().keys()).isEqualTo(10_000);
    assertThat(ScaleOptions.parse(List.of("--tenants", "4")).estate().keys()).isEqualTo(2_000);
  }

  @Test
  void refusesWhatItDoesNotKnow() {
    assertThatThrownBy(() -> ScaleOptions.parse(List.of("--tenant", "4")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("--tenants");
  }
}

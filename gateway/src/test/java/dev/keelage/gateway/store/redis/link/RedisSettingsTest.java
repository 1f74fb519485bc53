package dev.keelage.gateway.store.redis.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RedisSettingsTest {
  private final RedisSettings defaults = RedisSettings.single("redis://redis:6379", "gateway-0");

  @Test
  void aCallThatIsBookedIsRememberedUntilTheNotesOfADeadGatewayWereFound() {
    RedisSettings slow = defaults.withReservationTtl(Duration.ofHours(1));

    assertThat(slow.bookedMemory()).isGreaterThan(Duration.ofHours(2));
  }

  @Test
  void theDefaultsRememberForAQuarterOfAnHour() {
    assertThat(defaults.bookedMemory()).isEqualTo(Duration.ofMinutes(15));
  }
}

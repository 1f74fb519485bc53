package dev.keelage.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoreUrlTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "redis://redis",
        "redis://redis:6379",
        "rediss://user:p%40ss@redis.example.com:6380/2",
        "redis://:secret@10.0.0.1:6379",
        "redis://[::1]:6379"
      })
  void takesWhatCanBeReached(String url) {
    assertThat(StoreUrl.redis(List.of(url))).containsExactly(url);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "redis",
        "redis:6379",
        "http://redis:6379",
        "redis://",
        "redis://redis:99999",
        "redis://user:p@ss@redis:6379",
        "redis://user:p#ss@redis:6379",
        "redis://redis:port",
        " redis://redis:6379"
      })
  void refusesWhatNeverCanWithoutRepeatingIt(String url) {
    assertThatThrownBy(() -> StoreUrl.redis(List.of("redis://good:6379", url)))
        .hasMessageContaining("KEELAGE_REDIS_URL is not of the form redis://")
        .message()
        .doesNotContain("ss@redis", "good");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "postgresql://keelage@postgres/keelage",
        "postgres://u:p%40ss@db.example.com:5432/k?sslmode=require"
      })
  void takesADatabaseThatCanBeReached(String url) {
    assertThat(StoreUrl.postgres(url)).isEqualTo(url);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "postgres",
        "jdbc:postgresql://postgres/keelage",
        "postgresql://postgres",
        "postgresql://postgres/",
        "postgresql://u:p@ss@postgres/keelage",
        "postgresql:///keelage"
      })
  void refusesADatabaseThatNeverCan(String url) {
    assertThatThrownBy(() -> StoreUrl.postgres(url))
        .hasMessageContaining("KEELAGE_POSTGRES_URL is not of the form postgresql://")
        .message()
        .doesNotContain("ss@postgres");
  }
}

package dev.keelage.gateway.stage.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelage.gateway.exchange.Rejection;
import dev.keelage.gateway.exchange.Rejection.KeyUnusable.Why;
import dev.keelage.gateway.snapshot.Entries;
import dev.keelage.gateway.snapshot.LoadedSnapshot;
import dev.keelage.snapshot.ShardKind;
import dev.keelage.snapshot.codec.SnapshotCodec;
import dev.keelage.snapshot.codec.SnapshotIndex.ShardRef;
import io.vertx.core.MultiMap;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccessTest {
  private static final Instant NOW = Instant.parse("2026-11-25T10:00:00Z");
  private static final String KEY = Entries.plaintext("s/app");

  private static Entries entries() {
    return new Entries()
        .key("s/app", null)
        .key("s/other", null)
        .key("s/late", null, null, NOW.plusMillis(1).toEpochMilli(), false)
        .key("s/over", null, null, NOW.toEpochMilli(), false)
        .key("s/held", null, null, null, true)
        .budget("s/b", List.of(), List.of("s/app"));
  }

  private static AccessOutcome check(LoadedSnapshot snapshot, String... headers) {
    MultiMap map = MultiMap.caseInsensitiveMultiMap();
    for (int i = 0; i < headers.length; i += 2) {
      map.add(headers[i], headers[i + 1]);
    }
    return Access.check(map, snapshot, NOW);
  }

  private static AccessOutcome check(String... headers) {
    return check(entries().loaded(), headers);
  }

  private static String granted(AccessOutcome outcome) {
    return switch (outcome) {
      case AccessOutcome.Granted(var caller) -> caller.key().id();
      case AccessOutcome.Denied(Rejection rejection) -> rejection.toString();
    };
  }

  private static Rejection denied(AccessOutcome outcome) {
    return switch (outcome) {
      case AccessOutcome.Denied(Rejection rejection) -> rejection;
      case AccessOutcome.Granted(var caller) -> throw new AssertionError(caller.key().id());
    };
  }

  @Test
  void takesTheKeyWhereTheSdksPutIt() {
    assertThat(granted(check("Authorization", "Bearer " + KEY))).isEqualTo("s/app");
    assertThat(granted(check("authorization", "bearer  " + KEY + " "))).isEqualTo("s/app");
    assertThat(granted(check("x-api-key", KEY))).isEqualTo("s/app");
    assertThat(granted(check("api-key", KEY))).isEqualTo("s/app");
    assertThat(granted(check("Authorization", "Bearer " + KEY, "x-api-key", KEY)))
        .isEqualTo("s/app");
  }

  @Test
  void refusesTwoDifferentCredentials() {
    String other = Entries.plaintext("s/other");

    assertThat(denied(check("Authorization", "Bearer " + KEY, "x-api-key", other)))
        .isInstanceOf(Rejection.Unauthenticated.class);
    assertThat(denied(check("x-api-key", KEY, "x-api-key", other)))
        .isInstanceOf(Rejection.Unauthenticated.class);
    assertThat(denied(check("Authorization", "Basic dXNlcjpwYXNz", "x-api-key", KEY)))
        .isInstanceOf(Rejection.Unauthenticated.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "Bearer", "Bearer ", "Bearer kl-unknown", "Basic a2V5", "kl-bare"})
  void refusesWhatIsNoKnownKey(String header) {
    assertThat(denied(check("Authorization", header)))
        .isInstanceOf(Rejection.Unauthenticated.class);
  }

  @Test
  void refusesRequestsWithoutAKeyAndOversizedOnes() {
    assertThat(denied(check())).isInstanceOf(Rejection.Unauthenticated.class);
    assertThat(denied(check("x-api-key", "k".repeat(100_000))))
        .isInstanceOf(Rejection.Unauthenticated.class);
  }

  @Test
  void takesNoHashForAKey() {
    assertThat(denied(check("x-api-key", Entries.hash("s/app"))))
        .isInstanceOf(Rejection.Unauthenticated.class);
  }

  @Test
  void refusesExpiredAndSuspendedKeysAndSaysSo() {
    assertThat(granted(check("x-api-key", Entries.plaintext("s/late")))).isEqualTo("s/late");
    assertThat(denied(check("x-api-key", Entries.plaintext("s/over"))))
        .isEqualTo(new Rejection.KeyUnusable(Why.EXPIRED, "kl-test…"));
    assertThat(denied(check("x-api-key", Entries.plaintext("s/held"))))
        .isEqualTo(new Rejection.KeyUnusable(Why.SUSPENDED, "kl-test…"));
  }

  @Test
  void neverCallsAKeyInvalidThatMayBeInAMissingShard() {
    // Given
    Set<ShardRef> keyShards = shards(ShardKind.KEY);
    Set<ShardRef> budgetShards = shards(ShardKind.BUDGET);
    LoadedSnapshot withoutKeys =
        LoadedSnapshot.incomplete("d", new Entries().snapshot(), keyShards);
    LoadedSnapshot withoutBudgets =
        LoadedSnapshot.incomplete("d", new Entries().key("s/app", null).snapshot(), budgetShards);

    // Then
    assertThat(denied(check(withoutKeys, "x-api-key", KEY)))
        .isInstanceOf(Rejection.Unavailable.class);
    assertThat(denied(check(withoutBudgets, "x-api-key", KEY)))
        .isInstanceOf(Rejection.Unavailable.class);
    assertThat(denied(check(withoutBudgets, "x-api-key", "kl-unknown")))
        .isInstanceOf(Rejection.Unauthenticated.class);
  }

  private static Set<ShardRef> shards(ShardKind kind) {
    return SnapshotCodec.encode(entries().snapshot()).index().shards().stream()
        .filter(ref -> ref.kind() == kind)
        .collect(Collectors.toSet());
  }
}

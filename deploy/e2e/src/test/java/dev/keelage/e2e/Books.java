package dev.keelage.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.keelage.e2e.Ledger.Row;
import dev.keelage.testkit.vendor.Call;
import dev.keelage.testkit.vendor.MockVendor;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** The ledger held against what the vendor counted, call by call. */
final class Books {
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  private Books() {}

  /** Waits until each of these calls is in the ledger, and returns the rows of the key by call. */
  static Map<String, Row> awaitBooked(Ledger ledger, String key, Set<String> callIds) {
    return await("ledger of " + key)
        .atMost(PATIENCE)
        .until(() -> ledger.byCall(key), rows -> rows.keySet().containsAll(callIds));
  }

  /** Waits until the only call the vendor counted is in the ledger, and checks that row. */
  static Row onlyCall(Ledger ledger, String key, MockVendor vendor) {
    assertThat(vendor.calls()).hasSize(1);
    Call call = vendor.calls().getFirst();
    Row row = Objects.requireNonNull(awaitBooked(ledger, key, ids(vendor)).get(id(call)));
    assertSame(row, call);
    return row;
  }

  /** The row says of the call what the vendor said, and costs exactly that. */
  static void assertSame(Row row, Call call) {
    assertThat(row.input() + row.cached() + row.cacheWrite()).isEqualTo(call.tokens().prompt());
    assertThat(row.cached()).isEqualTo(call.tokens().cached());
    assertThat(row.output() + row.reasoning()).isEqualTo(call.tokens().completion());
    assertThat(row.cost()).isEqualByComparingTo(Fixture.cost(call.tokens()));
    assertThat(row.estimated()).isFalse();
  }

  /** The gateways' ids of the calls the vendor took. */
  static Set<String> ids(MockVendor vendor) {
    return vendor.calls().stream().map(Books::id).collect(Collectors.toSet());
  }

  static String id(Call call) {
    return call.correlation().orElseThrow();
  }
}

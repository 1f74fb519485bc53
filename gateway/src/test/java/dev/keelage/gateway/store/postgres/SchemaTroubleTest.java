package dev.keelage.gateway.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelage.gateway.store.postgres.LedgerWriter.SchemaBehind;
import io.vertx.pgclient.PgException;
import org.junit.jupiter.api.Test;

/** Which troubles of a ledger's first seconds are none that anybody has to know of. */
class SchemaTroubleTest {
  private static final long FIRST = 200;
  private static final long LONGEST = 5_000;

  @Test
  void aSchemaOfBeforeIsAwaitedForAWhileAndAFaultThen() {
    assertThat(LedgerWriter.beingMade(new SchemaBehind(4), FIRST)).isTrue();
    assertThat(LedgerWriter.beingMade(new SchemaBehind(4), LONGEST)).isFalse();
    assertThat(new SchemaBehind(4)).hasMessageContaining("is version 4, this gateway needs");
  }

  @Test
  void aSchemaThatIsNotThereIsAwaitedAndAServerThatIsNotIsAFault() {
    PgException missing = new PgException("no such table", "ERROR", "42P01", "");
    assertThat(LedgerWriter.beingMade(missing, LONGEST)).isTrue();
    assertThat(LedgerWriter.beingMade(new IllegalStateException("refused"), FIRST)).isFalse();
  }
}

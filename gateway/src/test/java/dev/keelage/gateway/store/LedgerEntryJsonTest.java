package dev.keelage.gateway.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelage.gateway.stage.admit.CallFacts;
import dev.keelage.gateway.stage.settle.LedgerEntry;
import org.junit.jupiter.api.Test;

class LedgerEntryJsonTest {
  @Test
  void tagsAreWrittenOnlyWhereThereAreAnyAndReadBothWays() {
    CallFacts facts = Calls.facts();
    LedgerEntry plain = Calls.entry(facts, 5);
    LedgerEntry tagged = Calls.entry(Calls.tagged(facts, "nightly", "say \"käse\""), 5);

    assertThat(LedgerEntryJson.encode(plain)).doesNotContain("tags");
    assertThat(LedgerEntryJson.encode(tagged))
        .contains("\"tags\":[\"nightly\",\"say \\\"käse\\\"\"]");
    assertThat(LedgerEntryJson.decode(LedgerEntryJson.encode(plain))).isEqualTo(plain);
    assertThat(LedgerEntryJson.decode(LedgerEntryJson.encode(tagged))).isEqualTo(tagged);
  }
}

package dev.keelage.gateway.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelage.gateway.stage.settle.LedgerEntry;
import io.vertx.core.json.JsonArray;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LedgerRowTest {
  @Test
  void isTextOfARowInAString() {
    LedgerEntry entry = Calls.entry(Calls.facts(), 5);
    long at = ChronoUnit.MICROS.between(Instant.EPOCH, entry.startedAt());

    assertThat(LedgerEntries.array(entry))
        .isEqualTo(
            "[\"(%s,%d,%s,%s,%s,,,,%s,d0,ai/openai,CHAT,80,20,,,,,30,,,,,,f,5,\\\"{\\\"\\\"input\\\"\\\":5}\\\",t,COMPLETED,1,200,812,)\"]"
                .formatted(
                    entry.callId(),
                    at,
                    entry.tenant(),
                    entry.team().orElseThrow(),
                    entry.key(),
                    entry.model()));
  }

  @Test
  void isReadAsItWasWritten() {
    LedgerEntry plain = Calls.entry(Calls.facts(), 5);
    LedgerEntry tagged =
        Calls.entry(
            Calls.tagged(Calls.facts(), "nightly", "say \"käse\"", "a, b", "{c} (d)", "\\", "null"),
            5);

    assertThat(new JsonArray(LedgerEntries.array(plain, tagged)))
        .map(row -> LedgerEntries.decode(row.toString()))
        .containsExactly(plain, tagged);
  }

  @Test
  void hasNoControlCharacters() {
    Utf8 text = new Utf8(100);
    LedgerRow.write(new JsonText(text), deployedAs("a\tb\nc"));

    assertThat(text.toString())
        .contains("\\\"a\uFFFDb\uFFFDc\\\"")
        .doesNotContainPattern("[\\x00-\\x1f]");
  }

  private static LedgerEntry deployedAs(String name) {
    LedgerEntry entry = Calls.entry(Calls.facts(), 5);
    return new LedgerEntry(
        entry.callId(),
        entry.startedAt(),
        entry.tenant(),
        entry.team(),
        entry.key(),
        entry.user(),
        entry.customer(),
        entry.tags(),
        entry.model(),
        Optional.of(name),
        entry.provider(),
        entry.operation(),
        entry.usage(),
        entry.costUnits(),
        entry.costParts(),
        entry.priced(),
        entry.status(),
        entry.attempts(),
        entry.httpStatus(),
        entry.latency(),
        entry.timeToFirstToken());
  }
}

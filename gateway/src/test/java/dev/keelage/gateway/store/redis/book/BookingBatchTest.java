package dev.keelage.gateway.store.redis.book;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keelage.gateway.store.Calls;
import dev.keelage.gateway.store.Utf8;
import dev.keelage.gateway.store.redis.claim.HeldClaim;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BookingBatchTest {
  @Test
  void isTheSameFromTheJournal() {
    BookingBatch batch = new BookingBatch("gateway-1:life:3", 17);
    batch.add("{kl01}", Calls.entry(Calls.facts(), 5), List.of("{kl01}:a", "{kl01}:b"));
    batch.add("{kl01}", Calls.entry(Calls.facts(), 7), List.of("{kl01}:b"));
    batch.correct("{kl01}", "{kl01}:tok", -370);
    batch.draw("{kl01}", claim('B', "{kl01}:budget"), "gateway-1/4", 70, 90);
    batch.draw("{kl01}", claim('B', "{kl01}:budget"), "gateway-1/5", 7, 7);
    batch.draw("{kl01}", claim('R', "{kl01}:req"), "gateway-1/6", 1, 1);
    batch.add("{kl02}", Calls.entry(Calls.facts(), 0), List.of("{kl02}:c"));

    BookingBatch read = BookingBatch.ofLine(line(batch));

    assertThat(BookingBatch.isBatch(line(batch))).isTrue();
    assertThat(read.id()).isEqualTo(batch.id());
    assertThat(read.calls()).isEqualTo(3);
    assertThat(read.parts()).hasSize(2);
    BookingBatch.Part first = read.parts().iterator().next();
    assertThat(first.tag()).isEqualTo("{kl01}");
    assertThat(first.changes())
        .isEqualTo(
            Map.of(
                "{kl01}:a",
                "5",
                "{kl01}:b",
                "12",
                "{kl01}:tok",
                "c-370",
                "{kl01}:budget",
                "b77@1790000000 90 gateway-1/4 7 gateway-1/5",
                "{kl01}:req",
                "wR1 1 gateway-1/6"));
    assertThat(first.rows()).isEqualTo(batch.parts().iterator().next().rows());
    assertThat(line(read)).isEqualTo(line(batch));
  }

  private static HeldClaim claim(char kind, String counter) {
    return new HeldClaim(kind, counter, 1000, 90, 1_790_000_000);
  }

  @Test
  void aLineThatIsCutIsNoBatch() {
    assertThatThrownBy(() -> BookingBatch.ofLine("book\tgateway-1\t17\t1\t{kl01}\t["))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static String line(BookingBatch batch) {
    Utf8 line = new Utf8(16);
    batch.write(line);
    return line.toString();
  }
}

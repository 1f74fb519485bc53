package dev.keelage.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelage.operator.rerate.ReRateOrder;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandLineTest {
  @Test
  void withoutAWordItOperates() {
    assertThat(CommandLine.of()).isEqualTo(new CommandLine.Operate());
  }

  @Test
  void ratesAgainWhatItIsTold() {
    assertThat(
            CommandLine.of(
                "re-rate",
                "--from",
                "2026-11-01",
                "--to",
                "2026-11-02T08:00:00Z",
                "--model",
                "ai/gpt-4o",
                "--apply"))
        .isEqualTo(
            new CommandLine.ReRate(
                new ReRateOrder(
                    Instant.parse("2026-11-01T00:00:00Z"),
                    Instant.parse("2026-11-02T08:00:00Z"),
                    Optional.of("ai/gpt-4o"),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    true)));
  }

  @ParameterizedTest
  @CsvSource({
    "rerate, unknown command: rerate",
    "re-rate --from 2026-11-01, --to is missing",
    "re-rate --from yesterday --to 2026-11-01, '--from is neither a date like 2026-11-01 nor an"
        + " instant like 2026-11-01T08:00:00Z'",
    "re-rate --from 2026-11-02 --to 2026-11-02, --from has to be before --to",
    "re-rate --key a, unknown argument: --key",
    "re-rate --model, --model needs a value"
  })
  void saysWhatIsWrong(String words, String message) {
    assertThat(CommandLine.of(words.split(" "))).isEqualTo(new CommandLine.Wrong(message));
  }
}

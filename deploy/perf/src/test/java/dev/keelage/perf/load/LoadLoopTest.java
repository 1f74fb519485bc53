package dev.keelage.perf.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelage.perf.upstream.RunningUpstream;
import dev.keelage.perf.upstream.Script;
import dev.keelage.perf.upstream.Tally;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LoadLoopTest {
  @ParameterizedTest
  @EnumSource
  void everyAnswerIsRightAndCounted(Shape shape) throws IOException, InterruptedException {
    try (RunningUpstream vendor = new RunningUpstream()) {
      LoadResult result =
          LoadLoop.measure(new LoadRun(vendor.port(), shape, "sk-test", 0, 8, 60, 500));

      assertThat(result.failures()).isEmpty();
      assertThat(result.answered()).isEqualTo(500);
      Tally tally = vendor.calls().getOrDefault("sk-test", Tally.NONE);
      assertThat(tally.calls()).isEqualTo(500);
      assertThat(tally.promptTokens()).isEqualTo(500 * Script.PROMPT_TOKENS);
      assertThat(Latencies.merge(List.of(result.latency())).getTotalCount()).isEqualTo(500);
    }
  }

  @Test
  void sendsAFixedRateInFull() throws IOException {
    try (RunningUpstream vendor = new RunningUpstream()) {
      LoadResult result =
          LoadLoop.measure(LoadRun.paced(vendor.port(), Shape.STREAM_20, "sk-test", 200, 1));

      assertThat(result.failures()).isEmpty();
      assertThat(result.answered()).isEqualTo(200);
    }
  }
}

package dev.keelage.perf.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ScheduleTest {
  private static final LoadRun PACED = LoadRun.paced(1, Shape.SMALL_JSON, "k", 1000, 1);

  @Test
  void keepsToTheScheduleWhenAnswersAreLate() {
    Schedule schedule = Schedule.of(PACED, 0);
    assertThat(schedule.take(0)).isZero();

    // The vendor stalls for 5 ms, and nothing can be sent meanwhile.
    long afterStall = 5_000_000;

    assertThat(schedule.take(afterStall)).isEqualTo(1_000_000);
    assertThat(schedule.take(afterStall)).isEqualTo(2_000_000);
  }

  @Test
  void holdsRequestsBackUntilTheyAreDue() {
    Schedule schedule = Schedule.of(PACED, 0);
    schedule.take(0);

    assertThat(schedule.take(999_999)).isEqualTo(Schedule.NOT_DUE);
  }

  @Test
  void endsAfterItsCount() {
    Schedule schedule = Schedule.of(PACED, 0);
    for (int i = 0; i < 1000; i++) {
      assertThat(schedule.take(Long.MAX_VALUE)).isNotEqualTo(Schedule.NOT_DUE);
    }

    assertThat(schedule.exhausted(0)).isTrue();
    assertThat(schedule.take(Long.MAX_VALUE)).isEqualTo(Schedule.NOT_DUE);
  }

  @Test
  void greedyEndsWithItsTime() {
    Schedule schedule = Schedule.of(LoadRun.maximum(1, Shape.SMALL_JSON, "k", 1, 1), 0);

    assertThat(schedule.take(7)).isEqualTo(7);
    assertThat(schedule.take(1_000_000_000)).isEqualTo(Schedule.NOT_DUE);
  }
}

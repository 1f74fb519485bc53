package dev.keelage.operator.reference;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReferencePagesTest {
  @Test
  void sayEveryMetricAsPrometheusFindsIt() {
    assertThat(ReferencePages.metrics())
        .contains("| `keelage_operator_leader` | gauge |  | 1 while this operator leads |")
        .contains("| `keelage_operator_published_objects_total` | counter |")
        .contains("| `keelage_operator_compile_seconds` | summary |")
        .contains("| `keelage_operator_faulty_resources` | gauge | `kind` |")
        .contains("| `keelage_operator_budget_used_ratio` | gauge | `budget` |")
        .doesNotContain("|  |\n");
  }
}

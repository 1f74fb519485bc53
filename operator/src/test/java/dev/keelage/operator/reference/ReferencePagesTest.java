package dev.keelage.operator.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelage.operator.inquiry.LedgerApiDocument;
import java.io.IOException;
import java.nio.file.Path;
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

  @Test
  void describeWhatTheLedgerApiIsAskedAndAnswers() throws IOException {
    assertThat(LedgerApiDocument.render(Path.of("..")))
        .contains("  /ledger/v1/calls/{call}:\n", "  /ledger/v1/calls:\n", "  /ledger/v1/spend:\n")
        .contains("\n            maximum: 500\n            default: 50\n")
        .contains("\n        cachedInputTokens:\n", "\n        class:\n", "\n        httpStatus:\n")
        .doesNotContain("{@");
  }
}

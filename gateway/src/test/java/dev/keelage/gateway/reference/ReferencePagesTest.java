package dev.keelage.gateway.reference;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ReferencePagesTest {
  @Test
  void sayEverySettingErrorAndMetric() throws IOException {
    var pages = ReferencePages.render(Path.of("..").toAbsolutePath().normalize());

    assertThat(pages.get("configuration.md"))
        .contains("| `KEELAGE_REDIS_URL` |")
        .contains("| `KEELAGE_BODY_MAX_BYTES` | `33554432` |")
        .contains("| `KEELAGE_WATCH_NAMESPACES` |");
    assertThat(pages.get("errors.md")).contains("422");
    assertThat(pages.get("metrics.md")).contains("`keelage_call_duration_seconds`");
  }
}

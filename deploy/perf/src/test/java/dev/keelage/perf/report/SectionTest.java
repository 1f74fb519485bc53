package dev.keelage.perf.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SectionTest {
  @Test
  void replacesWhatIsBetweenTheMarkers(@TempDir Path directory) throws IOException {
    Path document = directory.resolve("d.md");
    Files.writeString(document, "a\n<!-- x:begin -->\nold\n<!-- x:end -->\nz\n");

    new Section(document, "x").write("new\n");

    assertThat(document).hasContent("a\n<!-- x:begin -->\nnew\n<!-- x:end -->\nz\n");
  }

  @Test
  void refusesADocumentWithoutMarkers(@TempDir Path directory) throws IOException {
    Path document = directory.resolve("d.md");
    Files.writeString(document, "text\n");

    assertThatThrownBy(() -> new Section(document, "x").write("new"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("x:begin");
    assertThat(document).hasContent("text\n");
  }
}

package dev.keelage.perf.process;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildTest {
  @Test
  void saysWhyAServerEnded(@TempDir Path work) throws Exception {
    List<String> command = List.of("sh", "-c", "echo out of memory; exit 3");
    try (Child child = Child.server(command, Map.of(), work.resolve("server.log"))) {
      child.process().waitFor();

      assertThatThrownBy(child::demandAlive)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("exit code 3")
          .hasMessageContaining("out of memory");
    }
  }
}

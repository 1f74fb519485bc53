package dev.keelage.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class CommandLineTest {
  private static CommandLine of(String... arguments) {
    return CommandLine.of(arguments, Map.of("KEELAGE_RESOURCES", "of-environment"));
  }

  @Test
  void servesTheClusterUnlessADirectoryIsNamed() {
    assertThat(CommandLine.of(new String[0], Map.of())).isEqualTo(new CommandLine.InCluster());
    assertThat(of()).isEqualTo(new CommandLine.Standalone("of-environment"));
  }

  @Test
  void takesTheLastDirectoryNamed() {
    assertThat(of("--resources", "a", "--resources=b")).isEqualTo(new CommandLine.Standalone("b"));
  }

  @Test
  void saysWhatIsWrong() {
    assertThat(of("--resources")).isEqualTo(new CommandLine.Wrong("--resources needs a directory"));
    assertThat(of("--resource", "a"))
        .isEqualTo(new CommandLine.Wrong("unknown argument: --resource"));
  }
}

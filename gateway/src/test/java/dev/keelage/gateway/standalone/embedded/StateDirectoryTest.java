package dev.keelage.gateway.standalone.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateDirectoryTest {
  @TempDir Path temporary;

  @Test
  void liesWhereItIsSaidOrWhereStateBelongs() {
    assertThat(StateDirectory.location(Map.of("KEELAGE_STATE_DIR", "/a", "XDG_STATE_HOME", "/b")))
        .isEqualTo(Path.of("/a"));
    assertThat(StateDirectory.location(Map.of("XDG_STATE_HOME", "/b")))
        .isEqualTo(Path.of("/b/keelage"));
    assertThat(StateDirectory.location(Map.of("HOME", "/c")))
        .isEqualTo(Path.of("/c/.local/state/keelage"));
    assertThat(StateDirectory.location(Map.of()))
        .isEqualTo(Path.of(System.getProperty("user.home"), ".local/state/keelage"));
  }

  @Test
  void isForItsOwnerOnly() throws IOException {
    // When
    Path path = temporary.resolve("a/b");
    try (StateDirectory state = StateDirectory.open(path)) {
      state.password();
    }

    // Then
    assertThat(permissions(path)).isEqualTo("rwx------");
    assertThat(permissions(path.resolve("password"))).isEqualTo("rw-------");
  }

  @Test
  void isUsedByOneGatewayAtATime() {
    Path path = temporary.resolve("state");
    try (StateDirectory state = StateDirectory.open(path)) {
      assertThat(state.path()).isEqualTo(path);
      assertThatThrownBy(() -> StateDirectory.open(path))
          .isInstanceOf(CannotStart.class)
          .hasMessageContaining(
              "Another gateway (process %d) uses %s".formatted(ProcessHandle.current().pid(), path))
          .hasMessageContaining("KEELAGE_STATE_DIR");
    }
    StateDirectory.open(path).close();
  }

  @Test
  void keepsThePassword() {
    // When
    String first;
    try (StateDirectory state = StateDirectory.open(temporary)) {
      first = state.password();
    }

    // Then
    try (StateDirectory state = StateDirectory.open(temporary)) {
      assertThat(state.password()).isEqualTo(first).hasSize(48);
    }
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}

package dev.keelage.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keelage.testkit.vendor.MockVendor;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class JavaProcessTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @Test
  void runsTheMockVendorAsAProcessOverRestarts() {
    var port = Integer.toString(FreePort.next());
    var calls = URI.create("http://127.0.0.1:" + port + "/__calls");
    try (var vendor =
        JavaProcess.mainClass(MockVendor.class).arguments(port).flags("-Xmx64m").start()) {
      assertThat(vendor.awaitLog("mock vendor on", PATIENCE)).endsWith(port);
      vendor.awaitOk(calls, PATIENCE);
      assertThat(vendor.terminate(PATIENCE)).isEqualTo(143);
      assertThat(vendor.isAlive()).isFalse();

      vendor.restart();
      vendor.awaitOk(calls, PATIENCE);
      vendor.pause();
      assertThatThrownBy(() -> vendor.awaitOk(calls, Duration.ofMillis(10)))
          .hasMessageContaining("did not answer 200");
      vendor.resume();
      vendor.awaitOk(calls, PATIENCE);
    }
  }

  @Test
  void passesSettingsAndTellsWhyAProcessEnded() {
    try (var greeter =
        JavaProcess.mainClass(Greeter.class)
            .name("greeter")
            .env("SHIP", "Frigate")
            .property("port", "Kiel")
            .start()) {
      assertThatThrownBy(() -> greeter.awaitLog("never said", PATIENCE))
          .hasMessageContaining("greeter ended with 3")
          .hasMessageContaining("Frigate to Kiel");
    }
  }

  /** Says what it was given, and fails. */
  static final class Greeter {
    private Greeter() {}

    @SuppressWarnings("SystemOut")
    public static void main(String[] arguments) {
      System.out.println(System.getenv("SHIP") + " to " + System.getProperty("port"));
      System.exit(3);
    }
  }
}

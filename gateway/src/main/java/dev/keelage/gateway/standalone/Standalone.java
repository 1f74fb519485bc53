package dev.keelage.gateway.standalone;

import dev.keelage.compiler.CompilerSettings;
import dev.keelage.gateway.GatewaySettings;
import dev.keelage.gateway.snapshot.SnapshotHolder;
import dev.keelage.gateway.standalone.directory.CompiledDirectory;
import dev.keelage.gateway.standalone.directory.ServedDirectory;
import dev.keelage.gateway.standalone.embedded.StateDirectory;
import dev.keelage.gateway.standalone.key.KeyRing;
import dev.keelage.snapshot.StoreUrl;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/** Standalone mode in the life of the process; does nothing in a cluster. */
@Singleton
public class Standalone {
  /** Before the callers' port opens: whoever gets through finds a snapshot. */
  private static final int BEFORE_CALLERS = 100;

  private static final int AFTER_EVERYTHING = 10_000;

  private final GatewaySettings settings;
  private final SnapshotHolder holder;
  private final int managementPort;
  private @Nullable Running running;

  private record Running(
      StartScreen screen,
      ServedDirectory directory,
      CompiledDirectory first,
      Optional<LedgerSchema> schema) {}

  public Standalone(
      GatewaySettings settings,
      SnapshotHolder holder,
      @ConfigProperty(name = "quarkus.management.port") int managementPort) {
    this.settings = settings;
    this.holder = holder;
    this.managementPort = managementPort;
  }

  void serve(@Observes @Priority(BEFORE_CALLERS) StartupEvent started) {
    settings.resources().ifPresent(directory -> running = serve(Path.of(directory)));
  }

  void announce(@Observes @Priority(AFTER_EVERYTHING) StartupEvent started) {
    if (running != null) {
      System.out.println(running.screen().started(running.first()));
    }
  }

  void stop(@Observes ShutdownEvent stopping) {
    if (running != null) {
      running.directory().close();
      running.schema().ifPresent(LedgerSchema::close);
    }
  }

  private Running serve(Path directory) {
    Path state =
        settings.stateDir().map(Path::of).orElseGet(() -> StateDirectory.location(System.getenv()));
    KeyRing keys = KeyRing.open(state.resolve("keys.json"));
    StartScreen screen =
        new StartScreen(
            URI.create("http://localhost:" + settings.port()),
            URI.create("http://localhost:" + managementPort),
            directory,
            keys.file());
    ServedDirectory served =
        new ServedDirectory(
            directory,
            keys,
            new CompilerSettings(Set.of(), true, settings.mock().enabled().orElse(true)),
            System.getenv(),
            holder,
            InstantSource.system(),
            changed -> System.out.println(screen.changed(changed)));
    return new Running(
        screen,
        served,
        served.start(),
        settings.postgres().url().map(StoreUrl::postgres).map(LedgerSchema::keep));
  }
}

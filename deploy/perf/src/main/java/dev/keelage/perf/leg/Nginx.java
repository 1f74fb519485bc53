package dev.keelage.perf.leg;

import dev.keelage.perf.process.Child;
import dev.keelage.testkit.FreePort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** nginx as a plain reverse proxy with one worker: the yardstick. */
public final class Nginx implements Leg {
  private final Child child;
  private final int port;
  private final Duration firstAnswer;

  private Nginx(Child child, int port, Duration firstAnswer) {
    this.child = child;
    this.port = port;
    this.firstAnswer = firstAnswer;
  }

  /** Where nginx is installed, if it is. */
  public static Optional<Path> executable() {
    return Stream.concat(
            Stream.of(System.getenv("PATH").split(":", -1)),
            Stream.of("/usr/sbin", "/usr/local/sbin"))
        .map(directory -> Path.of(directory, "nginx"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Starts it and waits for its first answer. */
  public static Nginx start(Path executable, Site site) throws IOException, InterruptedException {
    int port = FreePort.next();
    Path home = site.work().resolve("nginx").toAbsolutePath();
    Template.write(
        "nginx.conf",
        Map.of("PORT", port, "UPSTREAM_PORT", site.upstreamPort()),
        home.resolve("nginx.conf"));
    long begin = System.nanoTime();
    Child child =
        Child.server(
            site.cpus().proxy(),
            List.of(
                executable.toString(),
                "-p",
                home.toString(),
                "-c",
                "nginx.conf",
                "-e",
                "error.log"),
            Map.of(),
            home.resolve("output.log"));
    return new Nginx(child, port, FirstAnswer.of(child, begin, port, "sk-nginx"));
  }

  @Override
  public String title() {
    return "nginx";
  }

  @Override
  public int port() {
    return port;
  }

  @Override
  public String key() {
    return "sk-nginx";
  }

  @Override
  public Optional<Child> proxy() {
    return Optional.of(child);
  }

  @Override
  public Optional<Duration> firstAnswer() {
    return Optional.of(firstAnswer);
  }

  @Override
  public void close() {
    child.close();
  }
}

package dev.keelage.perf.leg;

import dev.keelage.perf.process.Child;
import java.time.Duration;
import java.util.Optional;

/** Nothing in between: the floor under every latency. */
public record Direct(int port) implements Leg {
  @Override
  public String title() {
    return "direct";
  }

  @Override
  public String key() {
    return "sk-direct";
  }

  @Override
  public Optional<Child> proxy() {
    return Optional.empty();
  }

  @Override
  public Optional<Duration> firstAnswer() {
    return Optional.empty();
  }

  @Override
  public void close() {
    // nothing was started
  }
}

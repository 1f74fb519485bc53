package dev.keelage.perf.leg;

import dev.keelage.perf.process.Child;
import java.time.Duration;
import java.util.Optional;

/** One running way from the callers to the vendor. */
public interface Leg extends AutoCloseable {
  /** As the tables call it. */
  String title();

  /** Where the callers send to, on loopback. */
  int port();

  /** What the callers sign with. */
  String key();

  /** The process between callers and vendor, if there is one. */
  Optional<Child> proxy();

  /** From the start of the process to its first right answer. */
  Optional<Duration> firstAnswer();

  @Override
  void close();
}

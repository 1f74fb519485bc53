package dev.keelage.operator;

import dev.keelage.api.VirtualKey;
import dev.keelage.compiler.Compilation;
import dev.keelage.compiler.CompilerMemory;
import dev.keelage.compiler.KeyMaterial;
import dev.keelage.compiler.Resources;
import dev.keelage.compiler.SnapshotCompiler;
import dev.keelage.operator.collect.Collector;
import dev.keelage.operator.status.Compiled;
import dev.keelage.snapshot.codec.EncodedSnapshot;
import dev.keelage.snapshot.codec.SnapshotEncoder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * From the caches to what is published. It remembers, so that a change costs what it touches. For
 * one thread.
 */
final class Assembly {
  private final Collector collector;
  private final PriceSource prices;
  private final Clock clock;
  private final CompilerMemory memory = new CompilerMemory();
  private final SnapshotEncoder encoder = new SnapshotEncoder();

  Assembly(Collector collector, PriceSource prices, Clock clock) {
    this.collector = collector;
    this.prices = prices;
    this.clock = clock;
  }

  /** A snapshot as it is published, and what is to be told of each resource. */
  record Assembled(Compiled compiled, EncodedSnapshot encoded, Duration took) {}

  /**
   * Collects, compiles and encodes.
   *
   * @param issued what is accepted of each VirtualKey
   * @param before what was published last
   */
  Assembled run(Function<VirtualKey, List<KeyMaterial>> issued, Optional<Compiled> before) {
    Instant start = clock.instant();
    Resources resources = collector.collect(issued);
    Compilation compilation = SnapshotCompiler.compile(resources, prices.current(), memory);
    EncodedSnapshot encoded = encoder.encode(compilation.snapshot());
    Compiled compiled = Compiled.of(compilation, resources, before);
    return new Assembled(compiled, encoded, Duration.between(start, clock.instant()));
  }
}

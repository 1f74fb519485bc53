package dev.keelage.compiler;

import java.util.Optional;

/**
 * What a compiler remembers from one time to the next, so that of ten thousand VirtualKeys only
 * those are compiled that have a reason to come out different. It changes what a compile costs, and
 * nothing else. For one thread.
 */
public final class CompilerMemory {
  private Optional<CompiledKeys> keys = Optional.empty();

  Optional<CompiledKeys> keys() {
    return keys;
  }

  void remember(CompiledKeys compiled) {
    keys = Optional.of(compiled);
  }
}

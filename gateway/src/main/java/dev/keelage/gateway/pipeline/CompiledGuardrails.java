package dev.keelage.gateway.pipeline;

import dev.keelage.gateway.snapshot.LoadedSnapshot;
import dev.keelage.gateway.snapshot.SnapshotHolder;
import dev.keelage.gateway.stage.guard.GuardBounds;
import dev.keelage.gateway.stage.guard.GuardSignals;
import dev.keelage.gateway.stage.guard.Guardrails;
import org.jspecify.annotations.Nullable;

/**
 * The rules of the snapshots in use, compiled on the loader's thread before a snapshot is. Shared
 * by all event loops.
 */
public final class CompiledGuardrails {
  private final GuardBounds bounds;
  private final GuardSignals signals;
  private volatile @Nullable Compiled latest;
  private volatile @Nullable Compiled before;

  private record Compiled(LoadedSnapshot snapshot, Guardrails rules) {}

  public CompiledGuardrails(SnapshotHolder snapshots, GuardBounds bounds, GuardSignals signals) {
    this.bounds = bounds;
    this.signals = signals;
    snapshots.current().ifPresent(this::compile);
    snapshots.beforeSwap(this::compile);
  }

  /**
   * Of the snapshot that a call works on; calls that began under the last one still find theirs.
   */
  Guardrails of(LoadedSnapshot snapshot) {
    Compiled now = latest;
    if (now != null && now.snapshot() == snapshot) {
      return now.rules();
    }
    Compiled last = before;
    if (last != null && last.snapshot() == snapshot) {
      return last.rules();
    }
    return new Guardrails(snapshot, bounds, signals);
  }

  private synchronized void compile(LoadedSnapshot snapshot) {
    Compiled last = latest;
    Guardrails rules =
        last == null ? new Guardrails(snapshot, bounds, signals) : last.rules().next(snapshot);
    before = last;
    latest = new Compiled(snapshot, rules);
  }
}

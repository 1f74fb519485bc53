package dev.keelage.gateway.snapshot;

import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** The one reference that a reload swaps. Readers take it once per request. */
@Singleton
public class SnapshotHolder {
  private final AtomicReference<Optional<LoadedSnapshot>> current =
      new AtomicReference<>(Optional.empty());
  private final List<Consumer<LoadedSnapshot>> preparations = new CopyOnWriteArrayList<>();
  private final List<Consumer<LoadedSnapshot>> listeners = new CopyOnWriteArrayList<>();

  /** Empty until the first snapshot is loaded. */
  public Optional<LoadedSnapshot> current() {
    return current.get();
  }

  /** Serves from now on, once everything that requests will need of it is prepared. */
  public void swap(LoadedSnapshot snapshot) {
    preparations.forEach(preparation -> preparation.accept(snapshot));
    current.set(Optional.of(snapshot));
    listeners.forEach(listener -> listener.accept(snapshot));
  }

  /**
   * @param preparation called before every swap, on the loader's thread: what requests will need
   */
  public void beforeSwap(Consumer<LoadedSnapshot> preparation) {
    preparations.add(preparation);
  }

  /**
   * @param listener called after every swap, on the loader's thread
   */
  public void onSwap(Consumer<LoadedSnapshot> listener) {
    listeners.add(listener);
  }
}

package dev.keelage.e2e;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/** Callers that call again as soon as they were answered, all gateways in turn, until closed. */
final class Load implements AutoCloseable {
  /** Stands for a call without an answer. */
  static final int NO_ANSWER = 0;

  private static final Duration PAUSE = Duration.ofMillis(15);

  private final RawCaller caller = new RawCaller();
  private final Map<Integer, Integer> statuses = new ConcurrentHashMap<>();
  private final AtomicBoolean ended = new AtomicBoolean();
  private final List<Thread> threads = new ArrayList<>();

  private Load() {}

  /** Starts the callers; each call takes the key anew. */
  static Load of(int callers, List<Gateway> gateways, Supplier<String> key, String model) {
    Load load = new Load();
    for (int i = 0; i < callers; i++) {
      int first = i;
      load.threads.add(Thread.startVirtualThread(() -> load.call(first, gateways, key, model)));
    }
    return load;
  }

  /** How many calls had which status so far. */
  Map<Integer, Integer> statuses() {
    return new TreeMap<>(statuses);
  }

  int count(int status) {
    return statuses.getOrDefault(status, 0);
  }

  private void call(int first, List<Gateway> gateways, Supplier<String> key, String model) {
    for (int i = first; !ended.get(); i++) {
      statuses.merge(status(gateways.get(i % gateways.size()), key.get(), model), 1, Integer::sum);
      try {
        Thread.sleep(PAUSE);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private int status(Gateway gateway, String key, String model) {
    try {
      return caller.chat(gateway, key, model).statusCode();
    } catch (IllegalStateException e) {
      return NO_ANSWER;
    }
  }

  /** Returns when the last call is answered. */
  @Override
  public void close() {
    ended.set(true);
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted", e);
      }
    }
    caller.close();
  }
}

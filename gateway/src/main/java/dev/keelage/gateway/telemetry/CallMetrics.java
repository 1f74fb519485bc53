package dev.keelage.gateway.telemetry;

import dev.keelage.gateway.pipeline.Call;
import dev.keelage.gateway.pipeline.CallObserver;
import dev.keelage.gateway.pipeline.Timeline.Mark;
import dev.keelage.gateway.snapshot.LoadedSnapshot;
import dev.keelage.gateway.snapshot.ServedModel;
import dev.keelage.gateway.snapshot.SnapshotHolder;
import dev.keelage.gateway.stage.settle.CallOutcome;
import dev.keelage.gateway.stage.settle.Receipt;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Counts calls. */
@Singleton
@Typed(CallMetrics.class)
public class CallMetrics implements CallObserver {
  private static final int MAX_MODELS = 500;
  private static final String OTHER = "other";

  private final MeterRegistry registry;
  private final Map<String, ModelMeters> byModel = new ConcurrentHashMap<>();
  private final Map<Integer, Counter> refusals = new ConcurrentHashMap<>();
  private final Timer overhead;
  private final AtomicLong loadedSeconds = new AtomicLong();

  public CallMetrics(MeterRegistry registry, SnapshotHolder snapshots) {
    this.registry = registry;
    this.overhead = Meters.timer(registry, Metric.OVERHEAD);
    snapshots.onSwap(loaded -> loadedSeconds.set(System.currentTimeMillis() / 1000));
    Meters.gauge(registry, Metric.SNAPSHOT_LOADED, loadedSeconds::get);
    Meters.gauge(
        registry,
        Metric.SNAPSHOT_KEYS,
        () -> snapshots.current().map(LoadedSnapshot::keyCount).orElse(0));
  }

  @Override
  public void ended(
      Call call, int status, Optional<CallOutcome> outcome, Optional<Receipt> receipt) {
    if (outcome.isPresent() && receipt.isPresent()) {
      meters(call).count(outcome.get(), receipt.get());
    } else {
      refusal(status).increment();
    }
    call.timeline().between(Mark.BODY_READ, Mark.ADMITTED).ifPresent(overhead::record);
  }

  private ModelMeters meters(Call call) {
    String name =
        call.knownModel().map(ServedModel::entry).map(entry -> entry.modelName()).orElse(OTHER);
    ModelMeters known = byModel.get(name);
    if (known != null) {
      return known;
    }
    String label = byModel.size() < MAX_MODELS ? name : OTHER;
    return byModel.computeIfAbsent(label, model -> new ModelMeters(registry, model));
  }

  private Counter refusal(int status) {
    Counter known = refusals.get(status);
    return known != null
        ? known
        : refusals.computeIfAbsent(
            status, code -> Meters.counter(registry, Metric.REFUSALS, Integer.toString(code)));
  }
}

package dev.keelage.perf.scale;

import dev.keelage.perf.process.Child;
import dev.keelage.testkit.FreePort;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Fills a real API server, starts operator and gateways on it, and changes things. */
public final class ScaleMeasurement {
  private static final int CHANGES = 100;
  private static final int WRITERS = 8;
  private static final Duration PATIENCE = Duration.ofMinutes(8);
  private static final Duration SETTLING = Duration.ofSeconds(5);
  private static final String KEY = "kl-ScaleScaleScaleScaleScaleScaleScaleScaleScal";

  private final Estate estate;
  private final Platform platform;
  private final KubernetesClient client;

  private ScaleMeasurement(Estate estate, Platform platform, KubernetesClient client) {
    this.estate = estate;
    this.platform = platform;
    this.client = client;
  }

  /**
   * Takes some minutes.
   *
   * @param operatorJvm flags
   * @param gatewayJvm flags
   */
  public static ScaleOutcome run(
      Estate estate, Path work, List<String> operatorJvm, List<String> gatewayJvm)
      throws IOException, InterruptedException {
    try (Platform platform = new Platform(work, operatorJvm, gatewayJvm);
        KubernetesClient client = platform.controlPlane().client()) {
      return new ScaleMeasurement(estate, platform, client).run();
    }
  }

  private ScaleOutcome run() throws IOException, InterruptedException {
    for (List<HasMetadata> wave : estate.waves(KEY)) {
      create(wave);
    }
    System.out.println("created " + estate);
    int[] ports = {FreePort.next(), FreePort.next()};
    List<Child> gateways =
        List.of(
            platform.startGateway("gateway-1", ports[0]),
            platform.startGateway("gateway-2", ports[1]));
    long begin = System.nanoTime();
    try (Arrivals models =
            new Arrivals(client, "Model", estate.models(), Set.of("Programmed"), begin);
        Arrivals keys =
            new Arrivals(
                client, "VirtualKey", estate.keys() + 1, Set.of("Programmed", "Issued"), begin);
        Probe one = new Probe(ports[0], KEY);
        Probe two = new Probe(ports[1], KEY)) {
      Child operator = platform.startOperator();
      CpuClock clock = platform.clock(operator, gateways);
      ScaleOutcome.Times modelTimes = models.await(PATIENCE, platform::demandAlive);
      System.out.println("models " + modelTimes);
      ScaleOutcome.Times keyTimes = keys.await(PATIENCE, platform::demandAlive);
      Map<String, Duration> processorTime = clock.read();
      System.out.println("keys " + keyTimes + ", CPU time " + processorTime);
      Thread.sleep(SETTLING);
      List<Double> changes = changes(one, two);
      Written written = changeOneKey();
      return new ScaleOutcome(
          estate,
          modelTimes,
          keyTimes,
          processorTime,
          changes,
          operator.usage().residentBytes(),
          largest(gateways),
          written);
    }
  }

  private static long largest(List<Child> gateways) throws IOException {
    long residentBytes = 0;
    for (Child gateway : gateways) {
      residentBytes = Math.max(residentBytes, gateway.usage().residentBytes());
    }
    return residentBytes;
  }

  private List<Double> changes(Probe one, Probe two) throws InterruptedException {
    List<Double> millis = new ArrayList<>();
    for (int i = 0; i < CHANGES; i++) {
      String alias = "alias-" + i;
      long begin = System.nanoTime();
      patch("Model", "model-0", "{\"spec\":{\"aliases\":[\"%s\"]}}".formatted(alias));
      List<Callable<Long>> looks = List.of(() -> one.seen(alias), () -> two.seen(alias));
      long last = 0;
      for (long seen : together(looks)) {
        last = Math.max(last, seen - begin);
      }
      millis.add(last / 1e6);
    }
    return millis;
  }

  private Written changeOneKey() throws InterruptedException {
    Thread.sleep(SETTLING);
    Written.Before before = Written.look(client);
    patch("VirtualKey", "key-7", "{\"spec\":{\"limits\":{\"requestsPerMinute\":61}}}");
    Thread.sleep(SETTLING);
    return Written.since(before, client);
  }

  private void patch(String kind, String name, String merge) {
    client
        .genericKubernetesResources("keelage.dev/v1alpha1", kind)
        .inNamespace(estate.probed())
        .withName(name)
        .patch(PatchContext.of(PatchType.JSON_MERGE), merge);
  }

  private void create(List<HasMetadata> objects) throws InterruptedException {
    List<Callable<HasMetadata>> creations = new ArrayList<>();
    for (HasMetadata object : objects) {
      creations.add(() -> client.resource(object).create());
    }
    together(creations);
  }

  private static <T> List<T> together(List<Callable<T>> tasks) throws InterruptedException {
    try (ExecutorService executor = Executors.newFixedThreadPool(WRITERS)) {
      List<T> results = new ArrayList<>();
      for (Future<T> task : executor.invokeAll(tasks)) {
        results.add(task.get());
      }
      return results;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }
}

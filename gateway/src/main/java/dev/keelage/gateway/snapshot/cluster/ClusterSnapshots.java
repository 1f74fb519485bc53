package dev.keelage.gateway.snapshot.cluster;

import dev.keelage.gateway.snapshot.LoadedSnapshot;
import dev.keelage.gateway.snapshot.ShardLoader;
import dev.keelage.gateway.snapshot.SnapshotHolder;
import dev.keelage.snapshot.codec.SnapshotCodec;
import dev.keelage.snapshot.codec.SnapshotIndex;
import dev.keelage.snapshot.codec.SnapshotIndex.ShardRef;
import dev.keelage.snapshot.codec.SnapshotObjects;
import dev.keelage.snapshot.codec.UnreadableSnapshot;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.logging.Logger;

/**
 * Follows the index Secret and keeps the holder on the newest snapshot that is whole. While
 * running, an index that cannot be loaded whole leaves the last good snapshot in place; on a fresh
 * start, what can be loaded is served. The operator is not needed for any of it.
 */
public final class ClusterSnapshots implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(ClusterSnapshots.class);
  private static final Duration RETRY = Duration.ofSeconds(2);

  private final KubernetesClient client;
  private final String namespace;
  private final SnapshotHolder holder;
  private final Report report;
  private final ScheduledExecutorService loaderThread;
  private final ShardLoader loader;
  private final AtomicReference<Optional<Secret>> index = new AtomicReference<>(Optional.empty());
  private Optional<SharedIndexInformer<Secret>> informer = Optional.empty();
  private Optional<Future<?>> retry = Optional.empty();
  private String lastReason = "";

  /** Is told how loading went, on the loader thread. */
  public interface Report {
    void serving(LoadedSnapshot snapshot);

    /** The newest index could not be loaded whole; what is served stays. */
    void rejected(String reason);
  }

  /**
   * @param loaderThread a single thread
   */
  public ClusterSnapshots(
      KubernetesClient client,
      String namespace,
      SnapshotHolder holder,
      ScheduledExecutorService loaderThread,
      Report report) {
    this.client = client;
    this.namespace = namespace;
    this.holder = holder;
    this.loaderThread = loaderThread;
    this.report = report;
    this.loader = new ShardLoader(this::fetch);
  }

  /** Returns at once; the informer keeps trying until the API server answers, and reconnects. */
  public void start() {
    SharedIndexInformer<Secret> created =
        client
            .secrets()
            .inNamespace(namespace)
            .withName(SnapshotObjects.INDEX_NAME)
            .runnableInformer(0);
    created.addEventHandler(new IndexHandler());
    // For ever: an API server that is away for a day must not end the watch.
    created.exceptionHandler((started, failure) -> true);
    informer = Optional.of(created);
    created.start();
  }

  @Override
  public void close() {
    informer.ifPresent(SharedIndexInformer::close);
  }

  private void follow() {
    retry.ifPresent(pending -> pending.cancel(false));
    Optional<Secret> latest = index.get();
    if (latest.isEmpty()) {
      reject("Secret " + SnapshotObjects.INDEX_NAME + " is missing; is the operator running?");
      return;
    }
    try {
      serve(SnapshotCodec.decodeIndex(indexBytes(latest.get())));
    } catch (UnreadableSnapshot | IllegalArgumentException e) {
      reject(String.valueOf(e.getMessage()));
    } catch (KubernetesClientException e) {
      reject("the API server did not give a shard: " + e.getMessage());
      retry();
    }
  }

  private void serve(SnapshotIndex wanted) {
    Optional<LoadedSnapshot> current = holder.current();
    if (current.map(now -> serves(now, wanted)).orElse(false)) {
      report.serving(current.get());
      return;
    }
    long start = System.nanoTime();
    ShardLoader.Loaded loaded = loader.load(wanted);
    boolean freshStart = current.isEmpty() || !current.get().complete();
    if (loaded.complete() || freshStart) {
      holder.swap(loaded.snapshot());
    }
    if (loaded.complete()) {
      lastReason = "";
      long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
      report.serving(loaded.snapshot());
      LOG.infof(
          "snapshot=%s keys=%d loadMillis=%d",
          short12(wanted.digest()), loaded.snapshot().keyCount(), millis);
    } else {
      reject(String.join("; ", loaded.problems()));
      retry();
    }
  }

  private static boolean serves(LoadedSnapshot now, SnapshotIndex wanted) {
    return now.digest().equals(wanted.digest()) && now.complete();
  }

  private void reject(String reason) {
    if (!reason.equals(lastReason)) {
      LOG.warnf("snapshot not loaded, what is served stays: %s", reason);
      lastReason = reason;
    }
    report.rejected(reason);
  }

  private void retry() {
    if (!loaderThread.isShutdown()) {
      retry =
          Optional.of(loaderThread.schedule(this::follow, RETRY.toMillis(), TimeUnit.MILLISECONDS));
    }
  }

  private Optional<byte[]> fetch(ShardRef ref) {
    Secret secret = client.secrets().inNamespace(namespace).withName(ref.objectName()).get();
    return Optional.ofNullable(secret)
        .flatMap(found -> Optional.ofNullable(found.getData()))
        .flatMap(data -> Optional.ofNullable(data.get(SnapshotObjects.SHARD_DATA_KEY)))
        .map(Base64.getDecoder()::decode);
  }

  private static byte[] indexBytes(Secret secret) {
    String data =
        secret.getData() == null ? null : secret.getData().get(SnapshotObjects.INDEX_DATA_KEY);
    return data == null ? new byte[0] : Base64.getDecoder().decode(data);
  }

  private static String short12(String digest) {
    return digest.substring(0, 12);
  }

  private final class IndexHandler implements ResourceEventHandler<Secret> {
    @Override
    public void onAdd(Secret added) {
      changed(Optional.of(added));
    }

    @Override
    public void onUpdate(Secret before, Secret after) {
      changed(Optional.of(after));
    }

    @Override
    public void onDelete(Secret deleted, boolean finalStateUnknown) {
      changed(Optional.empty());
    }

    private void changed(Optional<Secret> latest) {
      index.set(latest);
      if (!loaderThread.isShutdown()) {
        loaderThread.execute(ClusterSnapshots.this::follow);
      }
    }
  }
}

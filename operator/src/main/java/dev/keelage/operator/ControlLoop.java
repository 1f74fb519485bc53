package dev.keelage.operator;

import dev.keelage.api.VirtualKey;
import dev.keelage.compiler.ObjectId;
import dev.keelage.operator.Assembly.Assembled;
import dev.keelage.operator.collect.ClusterInformers;
import dev.keelage.operator.collect.Collector;
import dev.keelage.operator.compile.Debounce;
import dev.keelage.operator.issue.KeyIssuer;
import dev.keelage.operator.issue.Keyring;
import dev.keelage.operator.publish.Publication;
import dev.keelage.operator.publish.PublicationHistory;
import dev.keelage.operator.publish.Rollout;
import dev.keelage.operator.publish.SnapshotPublisher;
import dev.keelage.operator.publish.SnapshotPublisher.Written;
import dev.keelage.operator.status.Board;
import dev.keelage.operator.status.Compiled;
import dev.keelage.operator.status.Standing;
import dev.keelage.operator.telemetry.OperatorMetrics;
import dev.keelage.snapshot.Snapshot;
import dev.keelage.snapshot.codec.EncodedSnapshot;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * The way from resources to gateways and back, on one thread: {@link #compile} collects, compiles
 * and publishes; {@link #review} looks at what the gateways acknowledge and wakes the reconcilers
 * of the objects for which that says something new. Everything else only signals.
 */
final class ControlLoop implements ClusterInformers.Listener, KeyIssuer.Rollout, AutoCloseable {
  private static final Logger LOG = Logger.getLogger(ControlLoop.class);

  private static final Duration QUIET = Duration.ofMillis(50);
  private static final Duration LONGEST = Duration.ofMillis(500);
  private static final Duration RETRY = Duration.ofSeconds(2);
  private static final Duration TICK = Duration.ofSeconds(1);

  /** How long gateways usually need at the most; before, a status would only say "not yet". */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /** How long a gateway usually needs at the most to load its first snapshot. */
  private static final Duration FIRST_LOAD = Duration.ofSeconds(10);

  private final ClusterInformers cluster;
  private final Collector collector;
  private final SnapshotPublisher publisher;
  private final Keyring keyring;
  private final Wakeups wakeups;
  private final OperatorMetrics metrics;
  private final Clock clock;
  private final int lazyPatchesPerSecond;

  /** What is signalled after the end is dropped: informers close later than this. */
  private final ScheduledExecutorService thread =
      new ScheduledThreadPoolExecutor(
          1,
          Thread.ofPlatform().name("keelage-control").daemon().factory(),
          new ThreadPoolExecutor.DiscardPolicy());

  private final Debounce compiles = new Debounce(thread, QUIET, LONGEST, this::compile);
  private final Debounce reviewing = new Debounce(thread, QUIET, LONGEST, this::review);
  private final Debounce mending =
      new Debounce(thread, LONGEST, LONGEST.multipliedBy(4), this::mend);
  private final Assembly assembly;
  private final PublicationHistory history = new PublicationHistory();
  private final Board board = new Board();
  private volatile boolean leading;
  private volatile Optional<Latest> latest = Optional.empty();
  private Optional<Review> reviewed = Optional.empty();

  /** What was looked at last, and how. */
  private record Review(Rollout rollout, boolean patient) {}

  /** What was compiled last, when it was published, and as which bytes. */
  private record Latest(Compiled compiled, EncodedSnapshot encoded, Instant publishedAt) {}

  /**
   * @param lazyPatchesPerSecond how many objects are reconciled whose status changed only a little
   */
  ControlLoop(
      ClusterInformers cluster,
      Collector collector,
      PriceSource prices,
      SnapshotPublisher publisher,
      Keyring keyring,
      Wakeups wakeups,
      OperatorMetrics metrics,
      Clock clock,
      int lazyPatchesPerSecond) {
    this.cluster = cluster;
    this.collector = collector;
    this.assembly = new Assembly(collector, prices, clock);
    this.publisher = publisher;
    this.keyring = keyring;
    this.wakeups = wakeups;
    this.metrics = metrics;
    this.clock = clock;
    this.lazyPatchesPerSecond = lazyPatchesPerSecond;
  }

  /** How the object stands, as far as it was compiled. */
  Optional<Standing> standing(HasMetadata resource) {
    return board.of(ObjectId.of(resource));
  }

  /** What was published last; empty before the first time, and while another operator leads. */
  Optional<Snapshot> snapshot() {
    return latest.map(each -> each.compiled().compilation().snapshot());
  }

  boolean leads() {
    return leading;
  }

  /** To be called when all caches are filled and no other operator works. */
  void lead() {
    leading = true;
    compiles.signal();
    thread.scheduleWithFixedDelay(
        this::tick, TICK.toMillis(), TICK.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void publish() {
    compiles.signal();
  }

  @Override
  public boolean accepted(String keyHash) {
    return rollout().accepted(keyHash, history);
  }

  @Override
  public void secretChanged(Secret secret) {
    Optional<ObjectId> key = keyring.concerned(secret);
    if (key.isPresent() && keyring.settledBy(key.get(), secret)) {
      return;
    }
    key.ifPresent(wakeups::now);
    if (key.isPresent() || collector.refersTo(secret)) {
      compiles.signal();
    }
  }

  @Override
  public void namespaceChanged() {
    compiles.signal();
  }

  @Override
  public void pricesChanged() {
    compiles.signal();
  }

  @Override
  public void acknowledged() {
    reviewing.signal();
  }

  @Override
  public void snapshotTouched() {
    mending.signal();
  }

  /** Which live gateways serve what, at this moment. */
  Rollout rollout() {
    return Rollout.at(clock.instant(), cluster.acknowledgements(), history);
  }

  private void compile() {
    if (!leading) {
      return;
    }
    try {
      Assembled assembled = assembly.run(keyring::material, latest.map(Latest::compiled));
      metrics.compiled(assembled.took());
      publish(assembled.compiled(), assembled.encoded(), assembled.took());
    } catch (RuntimeException e) {
      // Gateways keep serving what they have; nothing is lost by trying again.
      metrics.publishFailed();
      LOG.warnf("publishing failed, next try in %d s: %s", RETRY.toSeconds(), e.getMessage());
      LOG.debug("the failure", e);
      thread.schedule(compiles::signal, RETRY.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private void publish(Compiled compiled, EncodedSnapshot encoded, Duration compiling) {
    Instant start = clock.instant();
    // Known before it is readable: a gateway may acknowledge faster than this thread goes on.
    history.add(
        new Publication(
            encoded.index().digest(),
            compiled.parts().stream().map(Compiled.Part::generations).toList(),
            compiled.keyHashes(),
            encoded.shards().keySet()));
    Written written = publisher.publish(encoded, cluster.published());
    metrics.published(written.objects(), written.bytes());
    if (written.objects() > 0) {
      LOG.infof(
          "published snapshot %.12s: %d objects written, %d bytes; %d ms to compile, %d ms to write",
          encoded.index().digest(),
          written.objects(),
          written.bytes(),
          compiling.toMillis(),
          Duration.between(start, clock.instant()).toMillis());
    }
    keyring.published(compiled.keyHashes());
    keyring.retain(compiled.keys().standings().keySet());
    compiled.faults().forEach(metrics::faults);
    latest = Optional.of(new Latest(compiled, encoded, clock.instant()));
    reviewed = Optional.empty();
    review();
    Rollout rollout = rollout();
    if (rollout.allKnown()) {
      publisher.collect(cluster.published(), history.objectNamesInUse(rollout.digests()));
    }
  }

  private void review() {
    if (!leading || latest.isEmpty()) {
      return;
    }
    Latest current = latest.get();
    Rollout rollout = rollout();
    Duration patience = rollout.starting() ? FIRST_LOAD : PATIENCE;
    boolean patient = clock.instant().isBefore(current.publishedAt().plus(patience));
    Review review = new Review(rollout, patient);
    if (reviewed.filter(review::equals).isPresent()) {
      return;
    }
    Board.News news = board.update(current.compiled(), rollout, history, patient);
    wakeups.later(news.lazy());
    wake(news.urgent(), rollout);
    reviewed = Optional.of(review);
  }

  /** Each once, and keys after all others: they are many, and the others are what they need. */
  private void wake(List<ObjectId> urgent, Rollout rollout) {
    Set<ObjectId> keys = new LinkedHashSet<>();
    for (ObjectId id : urgent) {
      if (id.is(VirtualKey.class)) {
        keys.add(id);
      } else {
        wakeups.now(id);
      }
    }
    keys.addAll(keyring.ready(hash -> rollout.accepted(hash, history)));
    keys.forEach(wakeups::now);
  }

  private void tick() {
    try {
      review();
      wake(List.of(), rollout());
      wakeups.someOfLater(lazyPatchesPerSecond);
    } catch (RuntimeException e) {
      LOG.warnf("looking at the gateways failed: %s", e.getMessage());
    }
  }

  private void mend() {
    if (!leading || latest.isEmpty()) {
      return;
    }
    EncodedSnapshot wanted = latest.get().encoded();
    try {
      if (!publisher.holds(wanted, cluster.published())) {
        Written written = publisher.publish(wanted, cluster.published());
        if (written.objects() > 0) {
          metrics.mended(written.objects());
          LOG.warnf("mended the published snapshot: %d objects", written.objects());
        }
      }
    } catch (RuntimeException e) {
      LOG.warnf("mending the published snapshot failed: %s", e.getMessage());
      thread.schedule(mending::signal, RETRY.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  @Override
  public void close() {
    leading = false;
    thread.shutdownNow();
    publisher.close();
  }
}

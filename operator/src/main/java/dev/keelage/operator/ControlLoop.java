package dev.keelage.operator;

import dev.keelage.compiler.Compilation;
import dev.keelage.compiler.ObjectId;
import dev.keelage.compiler.Resources;
import dev.keelage.compiler.SnapshotCompiler;
import dev.keelage.operator.collect.ClusterInformers;
import dev.keelage.operator.collect.Collector;
import dev.keelage.operator.collect.KindFeed;
import dev.keelage.operator.collect.ResourceCaches;
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
import dev.keelage.snapshot.EncodedSnapshot;
import dev.keelage.snapshot.SnapshotCodec;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.javaoperatorsdk.operator.processing.event.source.Cache;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * The way from resources to gateways and back, on one thread: {@link #compile} collects, compiles
 * and publishes; {@link #review} looks at what the gateways acknowledge and wakes the reconcilers
 * of the objects for which that says something new. Everything else only signals.
 */
public final class ControlLoop
    implements ClusterInformers.Listener, KeyIssuer.Rollout, AutoCloseable {
  private static final Logger LOG = Logger.getLogger(ControlLoop.class);

  private static final Duration QUIET = Duration.ofMillis(50);
  private static final Duration LONGEST = Duration.ofMillis(500);
  private static final Duration RETRY = Duration.ofSeconds(2);
  private static final Duration TICK = Duration.ofSeconds(1);

  /** How long gateways usually need at the most; before, a status would only say "not yet". */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private static final int LAZY_PATCHES_PER_TICK = 50;

  private final ClusterInformers cluster;
  private final ResourceCaches caches;
  private final Collector collector;
  private final SnapshotPublisher publisher;
  private final Keyring keyring;
  private final Clock clock;
  private final ScheduledExecutorService thread;

  private final Debounce compiling;
  private final Debounce reviewing;
  private final Debounce mending;
  private final Map<String, KindFeed<?>> feeds = new ConcurrentHashMap<>();
  private final PublicationHistory history = new PublicationHistory();
  private final Board board = new Board();
  private final Queue<ObjectId> lazy = new ArrayDeque<>();
  private volatile boolean leading;

  /** What was compiled last, when it was published, and as which bytes. */
  private record Latest(Compiled compiled, EncodedSnapshot encoded, Instant publishedAt) {}

  private Optional<Latest> latest = Optional.empty();
  private Optional<Rollout> reviewed = Optional.empty();

  /**
   * @param thread of one thread; closed with this
   */
  public ControlLoop(
      ClusterInformers cluster,
      ResourceCaches caches,
      Collector collector,
      SnapshotPublisher publisher,
      Keyring keyring,
      Clock clock,
      ScheduledExecutorService thread) {
    this.cluster = cluster;
    this.caches = caches;
    this.collector = collector;
    this.publisher = publisher;
    this.keyring = keyring;
    this.clock = clock;
    this.thread = thread;
    this.compiling = new Debounce(thread, QUIET, LONGEST, this::compile);
    this.reviewing = new Debounce(thread, QUIET, LONGEST, this::review);
    this.mending = new Debounce(thread, LONGEST, LONGEST.multipliedBy(4), this::mend);
  }

  /** Makes the event source through which a kind's reconciler takes part. */
  <P extends HasMetadata> KindFeed<P> feed(Class<P> kind, Cache<P> cache) {
    KindFeed<P> feed = new KindFeed<>(kind, compiling::signal);
    caches.put(kind, cache);
    feeds.put(kind.getSimpleName(), feed);
    return feed;
  }

  /** How the object stands, as far as it was compiled. */
  Optional<Standing> standing(HasMetadata resource) {
    return board.of(ObjectId.of(resource));
  }

  /** To be called when all caches are filled and no other operator works. */
  public void lead() {
    leading = true;
    compiling.signal();
    thread.scheduleWithFixedDelay(
        this::tick, TICK.toMillis(), TICK.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void publish() {
    compiling.signal();
  }

  @Override
  public boolean accepted(String keyHash) {
    return rollout().accepted(keyHash, history);
  }

  @Override
  public void secretChanged(Secret secret) {
    compiling.signal();
    keyring.concerned(secret).ifPresent(this::wake);
  }

  @Override
  public void namespaceChanged() {
    compiling.signal();
  }

  @Override
  public void acknowledged() {
    reviewing.signal();
  }

  @Override
  public void snapshotTouched() {
    mending.signal();
  }

  private void compile() {
    if (!leading) {
      return;
    }
    try {
      Resources resources = collector.collect(keyring::material);
      Compilation compilation = SnapshotCompiler.compile(resources);
      EncodedSnapshot encoded = SnapshotCodec.encode(compilation.snapshot());
      Compiled compiled = new Compiled(compilation, Collector.generations(resources));
      publish(compiled, encoded);
    } catch (RuntimeException e) {
      // Gateways keep serving what they have; nothing is lost by trying again.
      LOG.warnf("publishing failed, next try in %d s: %s", RETRY.toSeconds(), e.getMessage());
      thread.schedule(compiling::signal, RETRY.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private void publish(Compiled compiled, EncodedSnapshot encoded) {
    // Known before it is readable: a gateway may acknowledge faster than this thread goes on.
    history.add(
        new Publication(
            encoded.index().digest(),
            compiled.servedGenerations(),
            compiled.keyHashes(),
            encoded.shards().keySet()));
    Written written = publisher.publish(encoded, cluster.published());
    if (written.objects() > 0) {
      LOG.infof(
          "published snapshot %.12s: %d objects written, %d bytes",
          encoded.index().digest(), written.objects(), written.bytes());
    }
    keyring.published(compiled.keyHashes());
    keyring.retain(compiled.generations().keySet());
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
    Rollout rollout = rollout();
    boolean patient = clock.instant().isBefore(latest.get().publishedAt().plus(PATIENCE));
    if (!patient && reviewed.map(rollout::equals).orElse(false)) {
      return;
    }
    Board.News news = board.update(latest.get().compiled(), rollout, history, patient);
    news.urgent().forEach(this::wake);
    keyring.waiting().forEach(this::wake);
    lazy.addAll(news.lazy());
    reviewed = patient ? Optional.empty() : Optional.of(rollout);
  }

  private void tick() {
    try {
      review();
      for (int i = 0; i < LAZY_PATCHES_PER_TICK && !lazy.isEmpty(); i++) {
        wake(lazy.remove());
      }
    } catch (RuntimeException e) {
      LOG.warnf("looking at the gateways failed: %s", e.getMessage());
    }
  }

  private void mend() {
    if (leading
        && latest.isPresent()
        && !publisher.holds(latest.get().encoded(), cluster.published())) {
      try {
        Written written = publisher.publish(latest.get().encoded(), cluster.published());
        if (written.objects() > 0) {
          LOG.warnf("mended the published snapshot: %d objects", written.objects());
        }
      } catch (RuntimeException e) {
        LOG.warnf("mending the published snapshot failed: %s", e.getMessage());
        thread.schedule(mending::signal, RETRY.toMillis(), TimeUnit.MILLISECONDS);
      }
    }
  }

  private Rollout rollout() {
    return Rollout.at(clock.instant(), cluster.acknowledgements(), history);
  }

  private void wake(ObjectId id) {
    KindFeed<?> feed = feeds.get(id.kind());
    if (feed != null) {
      feed.wake(id.namespace(), id.name());
    }
  }

  @Override
  public void close() {
    leading = false;
    thread.shutdownNow();
  }
}

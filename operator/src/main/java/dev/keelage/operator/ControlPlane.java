package dev.keelage.operator;

import dev.keelage.api.Team;
import dev.keelage.compiler.CompilerSettings;
import dev.keelage.operator.audit.DriftWatch;
import dev.keelage.operator.collect.ClusterInformers;
import dev.keelage.operator.collect.Collector;
import dev.keelage.operator.collect.ResourceCaches;
import dev.keelage.operator.collect.UnseenWrites;
import dev.keelage.operator.issue.KeyIssuer;
import dev.keelage.operator.issue.Keyring;
import dev.keelage.operator.ledger.LedgerSchema;
import dev.keelage.operator.ledger.LedgerUpkeep;
import dev.keelage.operator.ledger.TeamRetention;
import dev.keelage.operator.publish.SnapshotPublisher;
import dev.keelage.operator.status.RowKeeping;
import dev.keelage.operator.status.StatusAuthor;
import dev.keelage.operator.telemetry.OperatorMetrics;
import dev.keelage.operator.usage.SpendingWatch;
import dev.keelage.operator.usage.Spendings;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.List;
import java.util.Set;

/** Puts the operator together, starts and stops it. */
public final class ControlPlane implements AutoCloseable {
  private final OperatorMetrics metrics;
  private final OperatorSettings settings;
  private final ClusterInformers cluster;
  private final EventRecorder events;
  private final PriceSource prices;
  private final ControlLoop loop;
  private final Reconciling reconciling;
  private final LedgerSchema ledger;
  private final LedgerUpkeep upkeep;
  private final SpendingWatch spending;
  private final SpendingNews news;
  private final DriftWatch drift;

  /**
   * @param leadershipLost called when another operator took over; this one must end
   */
  public ControlPlane(
      OperatorSettings settings,
      KubernetesClient client,
      Vertx vertx,
      MeterRegistry registry,
      Clock clock,
      Runnable leadershipLost) {
    this.settings = settings;
    metrics = new OperatorMetrics(registry);
    cluster =
        new ClusterInformers(
            client, settings.namespace(), Set.copyOf(settings.watched()), PriceSource.CONFIG_MAP);
    events = new EventRecorder(client, clock, metrics);
    ledger = new LedgerSchema(settings.postgres().url(), clock);
    spending = new SpendingWatch(settings.redis().address(), vertx, clock);
    drift = new DriftWatch(settings.postgres().url(), settings.redis().address(), vertx, clock);
    Keyring keyring = new Keyring(cluster, clock, settings.keys().acceptanceTimeout());
    prices = new PriceSource(cluster, events::record);
    ResourceCaches caches = new ResourceCaches();
    upkeep =
        new LedgerUpkeep(
            settings.postgres().url(),
            settings.ledger().rollUpInterval(),
            settings.ledger().retention(),
            () -> TeamRetention.of(caches.list(Team.class)),
            clock);
    Wakeups wakeups = new Wakeups();
    loop =
        new ControlLoop(
            cluster,
            new Collector(caches, cluster, compilerSettings(settings)),
            prices,
            new SnapshotPublisher(client, settings.namespace()),
            keyring,
            wakeups,
            metrics,
            clock,
            settings.usage().patchesPerSecond());
    StatusAuthor author = new StatusAuthor(clock, spending::known, rows(settings));
    UnseenWrites unseen = new UnseenWrites(caches);
    news = new SpendingNews(caches, loop, author, wakeups);
    reconciling = new Reconciling(settings, client, this::lead, leadershipLost);
    Reporter reporter =
        new Reporter(
            new Feeds(caches, wakeups, loop::publish, unseen),
            loop,
            author,
            new StatusWriter(client, unseen, events));
    KeyIssuer issuer =
        new KeyIssuer(client, keyring, clock, settings.baseUrlOrService(), metrics::keyIssued);
    register(reporter, issuer, clock);
    gauges(clock);
  }

  private void register(Reporter reporter, KeyIssuer issuer, Clock clock) {
    reconciling.register(new ProviderReconciler(reporter));
    reconciling.register(new ModelReconciler(reporter));
    reconciling.register(new TeamReconciler(reporter));
    reconciling.register(new VirtualKeyReconciler(reporter, issuer, clock));
    reconciling.register(new BudgetReconciler(reporter));
    reconciling.register(new GuardrailReconciler(reporter));
  }

  private void gauges(Clock clock) {
    metrics.leads(loop::leads);
    metrics.gateways(this::gateways);
    metrics.ledgerSums(upkeep::summedUp, clock);
    metrics.pricesUsable(prices::usable);
    if (settings.postgres().url().isPresent()) {
      metrics.ledgerSchemaReady(() -> ledger.state() == LedgerSchema.State.READY);
    }
    if (settings.redis().url().isPresent()) {
      metrics.countersReachable(() -> spending.known() instanceof Spendings.Read);
    }
  }

  /** Returns when all caches are filled; whether this operator leads shows later. */
  public void start() {
    cluster.start(loop);
    reconciling.start();
  }

  private void lead() {
    // The schema comes before the first publication if Postgres is there; resources do not wait
    // for Postgres if it is not.
    ledger.start(loop::lead);
    upkeep.start(() -> ledger.state() == LedgerSchema.State.READY);
    spending.start(settings.usage().interval(), loop::snapshot, this::spendingRead);
    drift.start(loop::snapshot, upkeep::summedUp, metrics::budgetDrift);
  }

  private void spendingRead() {
    news.spread();
    if (spending.known() instanceof Spendings.Read read) {
      metrics.budgetsUsed(read.usedRatios());
    }
  }

  boolean synced() {
    return cluster.synced();
  }

  boolean leads() {
    return loop.leads();
  }

  boolean pricesUsable() {
    return prices.usable();
  }

  LedgerSchema.State ledger() {
    return ledger.state();
  }

  Spendings spendings() {
    return spending.known();
  }

  int gateways() {
    return loop.rollout().gateways().size();
  }

  @Override
  public void close() {
    loop.close();
    drift.close();
    spending.close();
    upkeep.close();
    ledger.close();
    reconciling.close();
    events.close();
    cluster.close();
  }

  private static RowKeeping rows(OperatorSettings settings) {
    return new RowKeeping(settings.postgres().url().isPresent(), settings.ledger().retention());
  }

  private static CompilerSettings compilerSettings(OperatorSettings settings) {
    List<String> platform =
        settings.platformNamespaces().orElseGet(() -> List.of(settings.namespace()));
    return new CompilerSettings(Set.copyOf(platform), false, settings.mock().enabled());
  }
}

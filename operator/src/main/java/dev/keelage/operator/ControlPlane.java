package dev.keelage.operator;

import dev.keelage.compiler.CompilerSettings;
import dev.keelage.operator.collect.ClusterInformers;
import dev.keelage.operator.collect.Collector;
import dev.keelage.operator.collect.ResourceCaches;
import dev.keelage.operator.issue.KeyIssuer;
import dev.keelage.operator.issue.Keyring;
import dev.keelage.operator.publish.SnapshotPublisher;
import dev.keelage.operator.status.StatusAuthor;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfiguration;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfigurationBuilder;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.processing.retry.GenericRetry;
import java.time.Clock;
import java.util.Set;
import java.util.concurrent.Executors;

/** Puts the operator together and starts and stops it. */
public final class ControlPlane implements AutoCloseable {
  private static final String LEASE = "keelage-operator";
  private static final int RECONCILIATION_THREADS = 8;
  private static final int RETRY_FIRST_MILLIS = 500;
  private static final int RETRY_LONGEST_MILLIS = 30_000;

  private final OperatorSettings settings;
  private final KubernetesClient client;
  private final ClusterInformers cluster;
  private final ControlLoop loop;
  private final Operator operator;
  private volatile boolean stopping;

  /**
   * @param leadershipLost called when another operator took over; this one must end
   */
  public ControlPlane(
      OperatorSettings settings, KubernetesClient client, Clock clock, Runnable leadershipLost) {
    this.settings = settings;
    this.client = client;
    cluster = new ClusterInformers(client, settings.namespace(), Set.copyOf(settings.watched()));
    Keyring keyring = new Keyring(cluster, clock);
    ResourceCaches caches = new ResourceCaches();
    loop =
        new ControlLoop(
            cluster,
            caches,
            new Collector(caches, cluster, compilerSettings(settings)),
            new SnapshotPublisher(client, settings.namespace()),
            keyring,
            clock,
            Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("keelage-control").daemon().factory()));
    operator =
        new Operator(
            overrider -> {
              overrider
                  .withKubernetesClient(client)
                  .withCloseClientOnStop(false)
                  .checkingCRDAndValidateLocalModel(false)
                  .withUseSSAToPatchPrimaryResource(true)
                  .withConcurrentReconciliationThreads(RECONCILIATION_THREADS);
              if (settings.leaderElection().enabled()) {
                overrider.withLeaderElectionConfiguration(election(leadershipLost));
              }
            });
    StatusAuthor author = new StatusAuthor(clock);
    register(new ProviderReconciler(loop, author));
    register(new ModelReconciler(loop, author));
    register(new TeamReconciler(loop, author));
    KeyIssuer issuer =
        new KeyIssuer(
            client,
            keyring,
            clock,
            settings.baseUrlOrService(),
            settings.keys().acceptanceTimeout());
    register(new VirtualKeyReconciler(loop, author, issuer, clock));
    register(new BudgetReconciler(loop, author));
    register(new GuardrailReconciler(loop, author));
  }

  /** Returns when all caches are filled; whether this operator leads shows later. */
  public void start() {
    cluster.start(loop);
    operator.start();
    if (!settings.leaderElection().enabled()) {
      loop.lead();
    }
  }

  public boolean synced() {
    return cluster.synced();
  }

  @Override
  public void close() {
    stopping = true;
    loop.close();
    operator.stop();
    cluster.close();
  }

  private <P extends HasMetadata> void register(Reconciler<P> reconciler) {
    operator.register(
        reconciler,
        overrider -> {
          overrider.withRetry(
              new GenericRetry()
                  .setInitialInterval(RETRY_FIRST_MILLIS)
                  .setMaxInterval(RETRY_LONGEST_MILLIS)
                  .withoutMaxAttempts());
          if (!settings.watched().isEmpty()) {
            overrider.settingNamespaces(Set.copyOf(settings.watched()));
          }
        });
  }

  private LeaderElectionConfiguration election(Runnable leadershipLost) {
    OperatorSettings.LeaderElection election = settings.leaderElection();
    return LeaderElectionConfigurationBuilder.aLeaderElectionConfiguration(LEASE)
        .withLeaseNamespace(settings.namespace())
        .withIdentity(election.identityOrHostName())
        .withLeaseDuration(election.leaseDuration())
        .withRenewDeadline(election.renewDeadline())
        .withRetryPeriod(election.retryPeriod())
        .withLeaderCallbacks(
            new LeaderCallbacks(
                loop::lead,
                () -> {
                  if (!stopping) {
                    leadershipLost.run();
                  }
                },
                leader -> {}))
        // The only way not to exit at once: the process ends itself, in order (leadershipLost).
        .buildForTest(false);
  }

  private static CompilerSettings compilerSettings(OperatorSettings settings) {
    return new CompilerSettings(
        Set.copyOf(
            settings.platformNamespaces().orElseGet(() -> java.util.List.of(settings.namespace()))),
        false,
        settings.mock().enabled());
  }
}

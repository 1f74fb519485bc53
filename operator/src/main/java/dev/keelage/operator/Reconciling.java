package dev.keelage.operator;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfiguration;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfigurationBuilder;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.processing.retry.GenericRetry;
import java.time.Duration;
import java.util.Set;

/** The reconcilers' machinery, and the election of the one operator that works. */
final class Reconciling implements AutoCloseable {
  private static final String LEASE = "keelage-operator";
  private static final int THREADS = 8;
  private static final int RETRY_FIRST_MILLIS = 500;
  private static final int RETRY_LONGEST_MILLIS = 30_000;
  private static final Duration SYNC = Duration.ofMinutes(2);

  private final OperatorSettings settings;
  private final Operator operator;
  private final Runnable lead;
  private volatile boolean stopping;

  /**
   * @param lead called when this operator is to work and its caches are filled
   * @param leadershipLost called when another operator took over
   */
  Reconciling(
      OperatorSettings settings, KubernetesClient client, Runnable lead, Runnable leadershipLost) {
    this.settings = settings;
    this.lead = lead;
    operator =
        new Operator(
            overrider -> {
              overrider
                  .withKubernetesClient(client)
                  .withCloseClientOnStop(false)
                  .checkingCRDAndValidateLocalModel(false)
                  .withUseSSAToPatchPrimaryResource(true)
                  .withCacheSyncTimeout(SYNC)
                  .withConcurrentReconciliationThreads(THREADS);
              if (settings.leaderElection().enabled()) {
                overrider.withLeaderElectionConfiguration(election(lead, leadershipLost));
              }
            });
  }

  <P extends HasMetadata> void register(Reconciler<P> reconciler) {
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

  void start() {
    operator.start();
    if (!settings.leaderElection().enabled()) {
      lead.run();
    }
  }

  @Override
  public void close() {
    stopping = true;
    operator.stop();
  }

  private LeaderElectionConfiguration election(Runnable lead, Runnable leadershipLost) {
    OperatorSettings.LeaderElection election = settings.leaderElection();
    return LeaderElectionConfigurationBuilder.aLeaderElectionConfiguration(LEASE)
        .withLeaseNamespace(settings.namespace())
        .withIdentity(election.identityOrHostName())
        .withLeaseDuration(election.leaseDuration())
        .withRenewDeadline(election.renewDeadline())
        .withRetryPeriod(election.retryPeriod())
        .withLeaderCallbacks(
            new LeaderCallbacks(
                lead,
                () -> {
                  if (!stopping) {
                    leadershipLost.run();
                  }
                },
                leader -> {}))
        // The only way not to exit at once, which within a shutdown hangs: the process ends itself,
        // in order (leadershipLost).
        .buildForTest(false);
  }
}

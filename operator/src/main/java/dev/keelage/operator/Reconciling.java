package dev.keelage.operator;

import dev.keelage.operator.collect.SlimStore;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.Cloner;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfiguration;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfigurationBuilder;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.processing.retry.GenericRetry;
import java.time.Duration;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The reconcilers' machinery, and the election of the one operator that works. */
final class Reconciling implements AutoCloseable {
  private static final String LEASE = "keelage-operator";
  private static final int THREADS = 8;
  private static final int RETRY_FIRST_MILLIS = 500;
  private static final int RETRY_LONGEST_MILLIS = 30_000;
  private static final Duration SYNC = Duration.ofMinutes(2);

  /** So that a list of ten thousand objects is not in memory at once, three times over. */
  private static final long LIST_LIMIT = 500;

  /** Reconcilers never touch their input: copying it, by way of JSON, would be for nothing. */
  private static final Cloner AS_IT_IS =
      new Cloner() {
        @Override
        public <R extends HasMetadata> R clone(R object) {
          return object;
        }
      };

  private static final Logger LOG = Logger.getLogger(Reconciling.class);

  private final OperatorSettings settings;
  private final KubernetesClient client;
  private final String identity;
  private final Operator operator;
  private final Runnable lead;
  private volatile boolean stopping;
  private volatile boolean lost;

  /**
   * @param lead called when this operator is to work and its caches are filled
   * @param leadershipLost called when another operator took over
   */
  Reconciling(
      OperatorSettings settings, KubernetesClient client, Runnable lead, Runnable leadershipLost) {
    this.settings = settings;
    this.client = client;
    this.lead = lead;
    identity = settings.leaderElection().identityOrHostName();
    operator =
        new Operator(
            overrider -> {
              overrider
                  .withKubernetesClient(client)
                  .withCloseClientOnStop(false)
                  .checkingCRDAndValidateLocalModel(false)
                  .withResourceCloner(AS_IT_IS)
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
          overrider.withInformerListLimit(LIST_LIMIT);
          if (settings.watched().isEmpty()) {
            overrider.withItemStore(new SlimStore<>());
          } else {
            // One informer each: they would fight over a store that they share.
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
    // Who lost the Lease has nothing to give back, and often nobody to give it to.
    if (settings.leaderElection().enabled() && !lost) {
      release();
    }
  }

  /** Lets the next operator begin at once, instead of after the Lease has run out. */
  private void release() {
    try {
      Resource<Lease> resource = client.leases().inNamespace(settings.namespace()).withName(LEASE);
      @Nullable Lease lease = resource.get();
      if (lease != null && identity.equals(lease.getSpec().getHolderIdentity())) {
        // With the version that was read: whoever holds it by now keeps it.
        client
            .leases()
            .inNamespace(settings.namespace())
            .resource(
                new LeaseBuilder(lease)
                    .editSpec()
                    .withHolderIdentity("")
                    .withLeaseDurationSeconds(1)
                    .endSpec()
                    .build())
            .update();
      }
    } catch (KubernetesClientException e) {
      LOG.debugf("the Lease was not given back: %s", e.getMessage());
    }
  }

  private LeaderElectionConfiguration election(Runnable lead, Runnable leadershipLost) {
    OperatorSettings.LeaderElection election = settings.leaderElection();
    return LeaderElectionConfigurationBuilder.aLeaderElectionConfiguration(LEASE)
        .withLeaseNamespace(settings.namespace())
        .withIdentity(identity)
        .withLeaseDuration(election.leaseDuration())
        .withRenewDeadline(election.renewDeadline())
        .withRetryPeriod(election.retryPeriod())
        .withLeaderCallbacks(
            new LeaderCallbacks(
                lead,
                () -> {
                  if (!stopping) {
                    lost = true;
                    leadershipLost.run();
                  }
                },
                leader -> {}))
        // The only way not to exit at once, which within a shutdown hangs: the process ends itself,
        // in order (leadershipLost).
        .buildForTest(false);
  }
}

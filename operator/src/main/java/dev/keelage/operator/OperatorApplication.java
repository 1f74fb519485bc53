package dev.keelage.operator;

import dev.keelage.operator.inquiry.access.Audiences;
import dev.keelage.operator.inquiry.book.LedgerSessions;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import org.jboss.logging.Logger;

/** Ties the control plane to the life of the process. */
@ApplicationScoped
class OperatorApplication {
  private static final Logger LOG = Logger.getLogger(OperatorApplication.class);

  @Produces
  @Singleton
  ControlPlane controlPlane(
      OperatorSettings settings, KubernetesClient client, Vertx vertx, MeterRegistry registry) {
    return new ControlPlane(
        settings, client, vertx, registry, Clock.systemUTC(), OperatorApplication::end);
  }

  @Produces
  @Singleton
  Audiences audiences(OperatorSettings settings) {
    return new Audiences(settings.ledgerApi().audiences().orElse(List.of()));
  }

  @Produces
  @Singleton
  LedgerSessions ledgerSessions(OperatorSettings settings, Vertx vertx) {
    return new LedgerSessions(settings.postgres().url(), vertx);
  }

  void closeSessions(@Disposes LedgerSessions sessions) {
    sessions.close();
  }

  void start(@Observes StartupEvent event, ControlPlane controlPlane, OperatorSettings settings) {
    LOG.info(StartScreen.of(settings));
    controlPlane.start();
  }

  void stop(@Observes ShutdownEvent event, ControlPlane controlPlane) {
    controlPlane.close();
  }

  /**
   * Two writers must never work side by side, and who could not renew its Lease cannot know whether
   * it is alone; a new process starts as a follower.
   */
  private static void end() {
    LOG.error(
        "leadership is lost: another operator leads, or the API server was away for longer than"
            + " KEELAGE_LEADER_ELECTION_RENEW_DEADLINE; ending, to be started again");
    Quarkus.asyncExit(1);
  }
}

package dev.keelage.gateway.snapshot.cluster;

import dev.keelage.snapshot.codec.AcknowledgementNames;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * This gateway's Lease: alive, and which snapshot it serves. The operator makes {@code Programmed}
 * out of it. An API server that is away costs nothing but the acknowledgement.
 */
public final class AcknowledgementLease implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(AcknowledgementLease.class);
  private static final Duration RENEW = Duration.ofSeconds(3);
  private static final Duration FAREWELL = Duration.ofSeconds(3);
  private static final int MAX_ERROR = 1024;

  private final KubernetesClient client;
  private final String namespace;
  private final Holder holder;
  private final Clock clock;
  private final ScheduledExecutorService thread;
  private Optional<String> digest = Optional.empty();
  private Optional<String> error = Optional.empty();

  /** As this gateway wrote it last; empty where that is not known. */
  private Optional<String> version = Optional.empty();

  /**
   * Whose Lease it is.
   *
   * @param podUid of the pod by the name of the instance, with which the Lease goes; empty outside
   *     of a cluster
   */
  public record Holder(String instance, Optional<String> podUid) {}

  /**
   * @param thread a single thread, shared with the loader so that a swap is acknowledged in order
   */
  public AcknowledgementLease(
      KubernetesClient client,
      String namespace,
      Holder holder,
      Clock clock,
      ScheduledExecutorService thread) {
    this.client = client;
    this.namespace = namespace;
    this.holder = holder;
    this.clock = clock;
    this.thread = thread;
  }

  public void start() {
    thread.scheduleWithFixedDelay(this::renew, 0, RENEW.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** On the loader thread: the newest snapshot is being served. */
  public void serving(String snapshotDigest) {
    digest = Optional.of(snapshotDigest);
    error = Optional.empty();
    renew();
  }

  /** On the loader thread: the newest snapshot could not be loaded. */
  public void rejected(String reason) {
    error = Optional.of(reason.length() > MAX_ERROR ? reason.substring(0, MAX_ERROR) : reason);
    renew();
  }

  /**
   * Gives the Lease up: this gateway no longer counts. Ends the thread, so that nothing takes it up
   * again.
   */
  @Override
  public void close() {
    if (thread.isShutdown()) {
      return;
    }
    thread.execute(this::giveUp);
    thread.shutdown();
    try {
      if (!thread.awaitTermination(FAREWELL.toMillis(), TimeUnit.MILLISECONDS)) {
        thread.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void giveUp() {
    try {
      lease().delete();
    } catch (KubernetesClientException e) {
      LOG.debugf("lease not given up, it expires: %s", e.getMessage());
    }
  }

  private void renew() {
    try {
      // Usually nobody else has touched it, and one request is enough.
      version = version.isPresent() ? updated(version) : written();
    } catch (KubernetesClientException e) {
      version = Optional.empty();
      if (e.getCode() == HttpURLConnection.HTTP_CONFLICT
          || e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
        renewAfresh();
      } else {
        told(e);
      }
    }
  }

  private void renewAfresh() {
    try {
      version = written();
    } catch (KubernetesClientException e) {
      told(e);
    }
  }

  private static void told(KubernetesClientException e) {
    // Retried in three seconds; callers are served meanwhile.
    LOG.debugf("lease not renewed: %s", e.getMessage());
  }

  private Optional<String> written() {
    Lease present = lease().get();
    return present == null
        ? version(client.leases().inNamespace(namespace).resource(wanted()).create())
        : updated(version(present));
  }

  private Optional<String> updated(Optional<String> from) {
    Lease wanted = wanted();
    wanted.getMetadata().setResourceVersion(from.orElse(null));
    return version(client.leases().inNamespace(namespace).resource(wanted).update());
  }

  private static Optional<String> version(Lease lease) {
    return Optional.of(lease.getMetadata().getResourceVersion());
  }

  private Lease wanted() {
    var metadata =
        new LeaseBuilder()
            .withNewMetadata()
            .withName(name())
            .withNamespace(namespace)
            .addToLabels(AcknowledgementNames.COMPONENT_LABEL, AcknowledgementNames.COMPONENT);
    holder
        .podUid()
        .ifPresent(
            uid ->
                metadata.addToOwnerReferences(
                    new OwnerReferenceBuilder()
                        .withApiVersion("v1")
                        .withKind("Pod")
                        .withName(holder.instance())
                        .withUid(uid)
                        .build()));
    digest.ifPresent(value -> metadata.addToAnnotations(AcknowledgementNames.DIGEST, value));
    error.ifPresent(value -> metadata.addToAnnotations(AcknowledgementNames.ERROR, value));
    return metadata
        .endMetadata()
        .withNewSpec()
        .withHolderIdentity(holder.instance())
        .withLeaseDurationSeconds(AcknowledgementNames.LEASE_SECONDS)
        .withRenewTime(ZonedDateTime.now(clock.withZone(ZoneOffset.UTC)))
        .endSpec()
        .build();
  }

  private Resource<Lease> lease() {
    return client.leases().inNamespace(namespace).withName(name());
  }

  /** A name that the API server takes, whatever the instance is called. */
  private String name() {
    String safe = holder.instance().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9.-]", "-");
    return "keelage-gateway-" + safe.replaceAll("[.-]+$", "");
  }
}

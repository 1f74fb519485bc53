package dev.keelage.operator;

import dev.keelage.operator.status.Announcement;
import dev.keelage.operator.telemetry.OperatorMetrics;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.MicroTime;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jboss.logging.Logger;

/**
 * Writes Events, at a bounded rate and beside the work: what a burst of thousands of objects would
 * say is left out and counted.
 */
final class EventRecorder implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(EventRecorder.class);
  private static final String COMPONENT = "keelage-operator";
  private static final int BURST = 256;
  private static final Duration PAUSE = Duration.ofMillis(200);
  private static final int LONGEST_MESSAGE = 1024;
  private static final DateTimeFormatter MICROS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  private final KubernetesClient client;
  private final Clock clock;
  private final OperatorMetrics metrics;
  private final BlockingQueue<Event> waiting = new ArrayBlockingQueue<>(BURST);
  private final Thread writer =
      Thread.ofPlatform().name("keelage-events").daemon().start(this::run);

  EventRecorder(KubernetesClient client, Clock clock, OperatorMetrics metrics) {
    this.client = client;
    this.clock = clock;
    this.metrics = metrics;
  }

  void record(HasMetadata about, Announcement announcement) {
    if (!waiting.offer(event(about, announcement))) {
      metrics.eventDropped();
    }
  }

  private Event event(HasMetadata about, Announcement announcement) {
    Instant now = clock.instant();
    String message = announcement.message();
    return new EventBuilder()
        .withNewMetadata()
        .withGenerateName(about.getMetadata().getName() + ".")
        .withNamespace(about.getMetadata().getNamespace())
        .endMetadata()
        .withNewInvolvedObject()
        .withApiVersion(about.getApiVersion())
        .withKind(about.getKind())
        .withName(about.getMetadata().getName())
        .withNamespace(about.getMetadata().getNamespace())
        .withUid(about.getMetadata().getUid())
        .endInvolvedObject()
        .withType(announcement.warning() ? "Warning" : "Normal")
        .withReason(announcement.reason())
        .withMessage(message.substring(0, Math.min(message.length(), LONGEST_MESSAGE)))
        .withAction("Reconcile")
        .withReportingComponent(COMPONENT)
        .withReportingInstance(COMPONENT)
        .withNewSource()
        .withComponent(COMPONENT)
        .endSource()
        .withEventTime(new MicroTime(MICROS.format(now)))
        .withFirstTimestamp(now.truncatedTo(ChronoUnit.SECONDS).toString())
        .withLastTimestamp(now.truncatedTo(ChronoUnit.SECONDS).toString())
        .withCount(1)
        .build();
  }

  private void run() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        write(waiting.take());
        Thread.sleep(PAUSE);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void write(Event event) {
    try {
      client.resource(event).create();
    } catch (KubernetesClientException e) {
      // Nothing depends on it: a namespace that is being deleted, most often.
      LOG.debugf("an event was not written: %s", e.getMessage());
    }
  }

  @Override
  public void close() {
    writer.interrupt();
  }
}

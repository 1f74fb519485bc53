package dev.keelage.operator;

import dev.keelage.api.VirtualKey;
import dev.keelage.operator.issue.Issuance;
import dev.keelage.operator.issue.KeyIssuer;
import dev.keelage.operator.status.Standing;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Issues and rotates keys, and reports how VirtualKeys stand. */
@ControllerConfiguration(name = "virtualkey", fieldManager = FieldManagers.STATUS)
final class VirtualKeyReconciler implements Reconciler<VirtualKey> {
  /** So that a clock that was set right is noticed. */
  private static final Duration LONGEST_SLEEP = Duration.ofHours(1);

  /** A new key usually has its Secret by then, and one status says it all. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final Duration SHORTEST_SLEEP = Duration.ofMillis(10);

  private final Reporter reporter;
  private final KeyIssuer issuer;
  private final Clock clock;

  VirtualKeyReconciler(Reporter reporter, KeyIssuer issuer, Clock clock) {
    this.reporter = reporter;
    this.issuer = issuer;
    this.clock = clock;
  }

  @Override
  public List<EventSource<?, VirtualKey>> prepareEventSources(
      EventSourceContext<VirtualKey> context) {
    return reporter.feeds().of(context);
  }

  @Override
  public UpdateControl<VirtualKey> reconcile(VirtualKey key, Context<VirtualKey> context) {
    if (key.isMarkedForDeletion()) {
      return UpdateControl.noUpdate();
    }
    Optional<Issuance> issuance = issuance(key);
    if (isNew(key) && issuance.filter(this::soonDone).isPresent()) {
      return UpdateControl.<VirtualKey>noUpdate().rescheduleAfter(PATIENCE);
    }
    UpdateControl<VirtualKey> control =
        reporter
            .writer()
            .write(
                key,
                VirtualKey::new,
                reporter.loop().standing(key),
                (each, standing) -> reporter.author().of(each, standing, issuance));
    nextLook(key, issuance).ifPresent(control::rescheduleAfter);
    return control;
  }

  private boolean isNew(VirtualKey key) {
    return key.getStatus() == null
        && reporter.loop().standing(key).filter(Standing::faulty).isEmpty();
  }

  private boolean soonDone(Issuance issuance) {
    return issuance.state() instanceof Issuance.State.Waiting(Instant since)
        && clock.instant().isBefore(since.plus(PATIENCE));
  }

  private Optional<Issuance> issuance(VirtualKey key) {
    if (key.getSpec().keyIsIssued()) {
      return Optional.of(issuer.advance(key, reporter.loop()));
    }
    issuer.withdraw(key);
    return Optional.empty();
  }

  private Optional<Duration> nextLook(VirtualKey key, Optional<Issuance> issuance) {
    Instant now = clock.instant();
    Optional<Instant> next =
        issuance.isPresent() ? issuance.get().lookAgainAt() : KeyIssuer.expiry(key);
    return next.filter(now::isBefore)
        .map(at -> Duration.between(now, at).plus(SHORTEST_SLEEP))
        .map(wait -> wait.compareTo(LONGEST_SLEEP) > 0 ? LONGEST_SLEEP : wait);
  }
}

package dev.keelage.operator.status;

import dev.keelage.api.Condition;
import dev.keelage.api.ConditionType;
import dev.keelage.api.ObjectStatus;
import dev.keelage.api.Reason;
import dev.keelage.compiler.Finding;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Collects what is true of one object and writes it as a condition list: {@code observedGeneration}
 * on each, the transition time moved only where the status value changed, {@code Ready} summed up
 * at the end.
 */
final class Conditions {
  /**
   * Money spent is no fault of a deployment: Argo CD must not call it degraded. Nor is what the
   * platform's settings make of rows: calls are served. Whether a vendor takes calls without a key
   * only the vendor knows.
   */
  private static final List<ConditionType> NOT_FOR_READY =
      List.of(
          ConditionType.WITHIN_BUDGET,
          ConditionType.PRICED,
          ConditionType.AUTHENTICATED,
          ConditionType.RETAINED,
          ConditionType.READY);

  private final long generation;
  private final Instant now;
  private final @Nullable ObjectStatus previous;
  private final Map<ConditionType, Condition> conditions = new LinkedHashMap<>();

  /**
   * @param generation {@code metadata.generation} that all of it speaks of
   * @param previous the object's status so far, if it has one
   */
  Conditions(long generation, Instant now, @Nullable ObjectStatus previous) {
    this.generation = generation;
    this.now = now.truncatedTo(ChronoUnit.SECONDS);
    this.previous = previous;
  }

  Conditions add(Finding finding) {
    return set(finding.type(), finding.ok(), finding.reason(), finding.message());
  }

  Conditions set(ConditionType type, boolean ok, Reason reason, String message) {
    return set(type, ok ? Condition.Status.TRUE : Condition.Status.FALSE, reason, message);
  }

  Conditions set(ConditionType type, Condition.Status status, Reason reason, String message) {
    conditions.put(
        type,
        new Condition(
            type.text(),
            status,
            generation,
            transition(type, status),
            reason.text(),
            bounded(message)));
    return this;
  }

  /** A status with a longer one would be refused, with all it says. */
  private static String bounded(String message) {
    return message.length() <= Condition.LONGEST_MESSAGE
        ? message
        : message.substring(0, Condition.LONGEST_MESSAGE - 1) + "…";
  }

  /** Says what was said before, now of this generation. */
  void keep(ConditionType type) {
    previous(type)
        .ifPresent(
            before ->
                conditions.put(
                    type,
                    new Condition(
                        before.type(),
                        before.status(),
                        generation,
                        before.lastTransitionTime(),
                        before.reason(),
                        before.message())));
  }

  Optional<Condition> previous(ConditionType type) {
    return Optional.ofNullable(previous).flatMap(before -> before.condition(type));
  }

  Optional<Condition> get(ConditionType type) {
    return Optional.ofNullable(conditions.get(type));
  }

  boolean isTrue(ConditionType type) {
    Condition condition = conditions.get(type);
    return condition != null && condition.status() == Condition.Status.TRUE;
  }

  /** Everything set so far, and {@code Ready}. */
  List<Condition> withReady() {
    List<Condition> obstacles =
        conditions.entrySet().stream()
            .filter(each -> !NOT_FOR_READY.contains(each.getKey()))
            .map(Map.Entry::getValue)
            .filter(each -> each.status() != Condition.Status.TRUE)
            .toList();
    // A key that has ended, or whose Secret is in the way, has nothing to serve either: why says
    // more than that it is awaited.
    Optional<Condition> obstacle =
        obstacles.stream()
            .filter(each -> !reason(each).equals(Reason.NOT_READY))
            .findFirst()
            .or(
                () ->
                    obstacles.stream()
                        .filter(each -> !each.reason().equals(Reason.PENDING.text()))
                        .findFirst())
            .or(() -> obstacles.stream().findFirst());
    if (obstacle.isPresent()) {
      set(
          ConditionType.READY,
          false,
          reason(obstacle.get()),
          obstacle.get().type() + ": " + obstacle.get().message());
    } else {
      set(ConditionType.READY, true, Reason.READY, "in service");
    }
    return List.copyOf(new ArrayList<>(conditions.values()));
  }

  /** What is meant to be so (a suspended key) is no failure, and is called by its name. */
  private static Reason reason(Condition obstacle) {
    return Stream.of(Reason.SUSPENDED, Reason.EXPIRED)
        .filter(each -> each.text().equals(obstacle.reason()))
        .findFirst()
        .orElse(Reason.NOT_READY);
  }

  private String transition(ConditionType type, Condition.Status status) {
    return previous(type)
        .filter(before -> before.status() == status)
        .map(Condition::lastTransitionTime)
        .orElseGet(now::toString);
  }
}

package dev.keelage.operator.status;

import dev.keelage.api.Condition;
import dev.keelage.api.ConditionType;
import dev.keelage.api.ObjectStatus;
import dev.keelage.api.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What happened to an object, for {@code kubectl describe}: the changes of its status that matter
 * to people.
 *
 * @param warning somebody should look
 */
public record Announcement(boolean warning, String reason, String message) {

  /**
   * @param before the status so far; null if there was none
   */
  public static List<Announcement> between(@Nullable ObjectStatus before, ObjectStatus after) {
    List<Announcement> announcements = new ArrayList<>();
    for (ConditionType type : ConditionType.values()) {
      Optional<Condition> now = after.condition(type);
      Optional<Condition> then = before == null ? Optional.empty() : before.condition(type);
      if (now.isPresent() && (changed(then, now.get()) || crossedNext(then, now.get()))) {
        of(type, then, now.get()).ifPresent(announcements::add);
      }
    }
    return announcements;
  }

  /** The next soft threshold: the reason is the same, the percentage in the message is not. */
  private static boolean crossedNext(Optional<Condition> then, Condition now) {
    return is(now, Reason.SOFT_LIMIT_REACHED)
        && then.filter(each -> is(each, Reason.SOFT_LIMIT_REACHED))
            .filter(each -> !each.message().equals(now.message()))
            .isPresent();
  }

  private static boolean changed(Optional<Condition> then, Condition now) {
    return then.filter(each -> each.status() == now.status() && each.reason().equals(now.reason()))
        .isEmpty();
  }

  private static Optional<Announcement> of(
      ConditionType type, Optional<Condition> then, Condition now) {
    return switch (type) {
      case ACCEPTED, RESOLVED_REFS, AUTHENTICATED, RETAINED -> faultOnly(now);
      case PROGRAMMED -> programmed(now);
      case ISSUED -> issued(then, now);
      case WITHIN_BUDGET -> withinBudget(then, now);
      case PRICED, HEALTHY, ENFORCED, READY -> Optional.empty();
    };
  }

  private static Optional<Announcement> faultOnly(Condition now) {
    return now.status() == Condition.Status.FALSE ? warning(now) : Optional.empty();
  }

  private static Optional<Announcement> programmed(Condition now) {
    if (now.status() == Condition.Status.TRUE) {
      return Optional.of(
          new Announcement(false, now.reason(), "served by " + now.message() + " gateways"));
    }
    return is(now, Reason.REJECTED) ? warning(now) : Optional.empty();
  }

  private static Optional<Announcement> issued(Optional<Condition> then, Condition now) {
    if (is(now, Reason.ISSUED)
        && then.filter(each -> is(each, Reason.ROTATION_OVERLAP)).isPresent()) {
      return Optional.of(
          new Announcement(false, "RotationDone", "the replaced key does not work any more"));
    }
    if (is(now, Reason.NOT_ISSUED) || is(now, Reason.SECRET_EXISTS)) {
      return warning(now);
    }
    return is(now, Reason.PENDING) || is(now, Reason.NOT_ACCEPTED)
        ? Optional.empty()
        : Optional.of(new Announcement(false, now.reason(), now.message()));
  }

  private static Optional<Announcement> withinBudget(Optional<Condition> then, Condition now) {
    if (is(now, Reason.EXHAUSTED) || is(now, Reason.SOFT_LIMIT_REACHED)) {
      return warning(now);
    }
    boolean wasOver =
        then.filter(each -> is(each, Reason.EXHAUSTED) || is(each, Reason.SOFT_LIMIT_REACHED))
            .isPresent();
    return wasOver && is(now, Reason.WITHIN_BUDGET)
        ? Optional.of(new Announcement(false, now.reason(), now.message()))
        : Optional.empty();
  }

  private static boolean is(Condition condition, Reason reason) {
    return condition.reason().equals(reason.text());
  }

  private static Optional<Announcement> warning(Condition condition) {
    return Optional.of(new Announcement(true, condition.reason(), condition.message()));
  }
}

package dev.keelage.gateway.stage.send;

import dev.keelage.gateway.snapshot.ServedModel.ServedDeployment;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One call on its way through its plan: attempt after attempt until one answers, an answer is
 * final, or the plan is used up. What the caller hears in the end is the last failure that a vendor
 * is responsible for.
 */
public final class Sending {
  /**
   * Longer than this nobody waits in line: the caller's SDK can do that better, knowing
   * retry-after.
   */
  private static final long MAX_WAIT_NANOS = Duration.ofSeconds(2).toNanos();

  private static final long FIRST_BACKOFF_NANOS = Duration.ofMillis(100).toNanos();

  private final SendOrder order;
  private final Attempts attempts;
  private final UpstreamSignals signals;
  private final Pause pause;
  private final long totalDeadlineNanos;
  private final Promise<SendOutcome> outcome = Promise.promise();
  private Setbacks setbacks = Setbacks.NONE;
  private @Nullable Attempt current;
  private @Nullable Failure failure;
  private Gate.@Nullable Full full;
  private @Nullable Runnable leave;
  private int position;
  private int before;
  private int entries;
  private boolean over;

  /** Which deployments failed so far: until when to leave them alone, or for good. */
  private record Setbacks(Map<ServedDeployment, Long> readyAtNanos, Set<ServedDeployment> lost) {
    static final Setbacks NONE = new Setbacks(Map.of(), Set.of());

    static Setbacks first() {
      return new Setbacks(
          new IdentityHashMap<>(4), Collections.newSetFromMap(new IdentityHashMap<>(4)));
    }
  }

  /** Makes one, which is not running yet. */
  interface Attempts {
    Attempt of(ServedDeployment deployment, Consumer<AttemptOutcome> outcome);
  }

  /** Waits on the event loop. */
  interface Pause {
    void then(long nanos, Runnable next);
  }

  Sending(
      SendOrder order,
      Attempts attempts,
      UpstreamSignals signals,
      Pause pause,
      long totalDeadlineNanos) {
    this.order = order;
    this.attempts = attempts;
    this.signals = signals;
    this.pause = pause;
    this.totalDeadlineNanos = totalDeadlineNanos;
  }

  /** Never failed. */
  public Future<SendOutcome> outcome() {
    return outcome.future();
  }

  /** The caller left, or the gateway stops: whatever is on its way is given up at once. */
  public void cancel() {
    if (over) {
      return;
    }
    Optional<ServedDeployment> working = Optional.empty();
    if (current != null) {
      if (current.sent()) {
        working = Optional.of(deployment());
      }
      current.cancel();
    }
    if (working.isEmpty()) {
      leave();
    }
    finish(new SendOutcome.Cancelled(working, made()));
  }

  Sending start() {
    attempt();
    return this;
  }

  private ServedDeployment deployment() {
    return order.plan().get(position);
  }

  private void attempt() {
    if (over) {
      return;
    }
    if (order.gate().isEmpty()) {
      start(deployment());
      return;
    }
    order.gate().get().enter(deployment(), ++entries).onSuccess(this::entered);
  }

  private void entered(Gate.Entry entry) {
    switch (entry) {
      case Gate.Entered(Runnable leaving) -> {
        leave = leaving;
        if (over) {
          leave();
        } else {
          start(deployment());
        }
      }
      case Gate.Full noRoom -> {
        if (!over) {
          passBy(noRoom);
        }
      }
    }
  }

  /** The deployment has no room: on to the next one, which costs no attempt. */
  private void passBy(Gate.Full noRoom) {
    signals.failed(deployment(), Trouble.FULL, "full");
    full = full == null ? noRoom : full.sooner(noRoom);
    setBack().lost().add(deployment());
    goOn(next());
  }

  /** Whatever the attempt held is free again. */
  private void leave() {
    Runnable leaving = leave;
    leave = null;
    if (leaving != null) {
      leaving.run();
    }
  }

  private void start(ServedDeployment deployment) {
    before = made();
    Attempt next = attempts.of(deployment, this::attempted);
    current = next;
    next.run();
  }

  private Setbacks setBack() {
    if (setbacks == Setbacks.NONE) {
      setbacks = Setbacks.first();
    }
    return setbacks;
  }

  /** Upstream requests. */
  private int made() {
    return before + (current != null && current.started() ? 1 : 0);
  }

  private void attempted(AttemptOutcome how) {
    switch (how) {
      case AttemptOutcome.Answered(var head, var body) ->
          finish(new SendOutcome.Answered(deployment(), made(), head, body));
      case AttemptOutcome.Streaming(var stream) ->
          finish(new SendOutcome.Streaming(deployment(), made(), stream));
      case AttemptOutcome.Failed(var failed) -> retry(failed);
    }
  }

  private void retry(Failure failed) {
    leave();
    if (failure == null || failed.trouble() != Trouble.UNFIT) {
      failure = failed;
    }
    Optional<Next> next =
        switch (failed.retry()) {
          case NOWHERE -> Optional.empty();
          case OTHER_DEPLOYMENTS -> {
            setBack().lost().add(deployment());
            yield next();
          }
          case ANYWHERE -> {
            setBack().readyAtNanos().put(deployment(), System.nanoTime() + waitNanos(failed));
            yield next();
          }
        };
    goOn(next);
  }

  private void goOn(Optional<Next> next) {
    if (next.isEmpty()) {
      finish(failed());
      return;
    }
    position = next.get().position();
    if (next.get().waitNanos() <= 0) {
      attempt();
    } else {
      pause.then(next.get().waitNanos(), this::attempt);
    }
  }

  /** What a vendor said counts more than that others had no room. */
  private SendOutcome failed() {
    if (failure != null) {
      return new SendOutcome.Failed(failure.rejection(), made(), Map.of());
    }
    if (full != null) {
      return new SendOutcome.Failed(full.rejection(), made(), full.replyHeaders());
    }
    throw new IllegalStateException("a plan that is used up without a reason");
  }

  private record Next(int position, long waitNanos) {}

  /** The next place in the plan whose deployment is ready, or will be soon enough. */
  private Optional<Next> next() {
    long now = System.nanoTime();
    List<ServedDeployment> plan = order.plan();
    if (made() >= order.maxAttempts()) {
      return Optional.empty();
    }
    for (int i = position + 1; i < plan.size(); i++) {
      ServedDeployment candidate = plan.get(i);
      if (!setbacks.lost().contains(candidate)) {
        long wait = Math.max(0, setbacks.readyAtNanos().getOrDefault(candidate, now) - now);
        if (wait <= MAX_WAIT_NANOS && now + wait - totalDeadlineNanos < 0) {
          return Optional.of(new Next(i, wait));
        }
      }
    }
    return Optional.empty();
  }

  private long waitNanos(Failure failed) {
    long backoff = FIRST_BACKOFF_NANOS << Math.min(made(), 6);
    return failed
        .retryAfter()
        .map(asked -> Math.max(asked.toNanos(), FIRST_BACKOFF_NANOS))
        .orElse(Math.min(backoff, TimeUnit.SECONDS.toNanos(1)));
  }

  private void finish(SendOutcome how) {
    over = true;
    outcome.tryComplete(how);
  }
}

package dev.keelage.gateway.stage.admit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.keelage.gateway.exchange.Rejection;
import dev.keelage.gateway.exchange.Usage;
import dev.keelage.gateway.stage.admit.AdmitOutcome.Admitted;
import dev.keelage.gateway.stage.admit.AdmitOutcome.Refused;
import dev.keelage.gateway.stage.settle.CallOutcome;
import dev.keelage.gateway.stage.settle.Receipt;
import dev.keelage.gateway.stage.settle.Settlement;
import dev.keelage.gateway.store.redis.RedisCounterStore;
import dev.keelage.gateway.store.redis.link.RedisSettings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Where calls of one gateway are admitted and booked, on a real Redis. */
final class Desk implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  final RedisCounterStore store;
  final LocalShares shares = new LocalShares();
  final Settlement settlement;
  private Admission admission;

  Desk(Vertx vertx, RedisSettings settings) {
    this(vertx, settings, StoreSignals.NONE);
  }

  Desk(Vertx vertx, RedisSettings settings, StoreSignals signals) {
    store = RedisCounterStore.start(vertx, settings, signals);
    admission = new Admission(store, shares, 4096, signals);
    settlement = new Settlement(store, shares);
    await().atMost(PATIENCE).until(store::reachable);
  }

  /** Admits in another way from now on. */
  void admitBy(Admission other) {
    admission = other;
  }

  Attempts attempts() {
    return admission.attempts();
  }

  AdmitOutcome admit(CallFacts facts) {
    return get(admission.admit(facts));
  }

  Reservation admitted(CallFacts facts) {
    AdmitOutcome outcome = admit(facts);
    assertThat(outcome).isInstanceOf(Admitted.class);
    return ((Admitted) outcome).reservation();
  }

  Refused refused(CallFacts facts) {
    AdmitOutcome outcome = admit(facts);
    assertThat(outcome).isInstanceOf(Refused.class);
    return (Refused) outcome;
  }

  Rejection.BudgetExhausted exhausted(CallFacts facts) {
    Rejection rejection = refused(facts).rejection();
    assertThat(rejection).isInstanceOf(Rejection.BudgetExhausted.class);
    return (Rejection.BudgetExhausted) rejection;
  }

  Rejection.RateLimited limited(CallFacts facts) {
    Rejection rejection = refused(facts).rejection();
    assertThat(rejection).isInstanceOf(Rejection.RateLimited.class);
    return (Rejection.RateLimited) rejection;
  }

  /** Ends a call that used so much, and waits until it is booked. */
  Receipt book(Reservation reservation, long input, long output) {
    Receipt receipt = settlement.book(reservation, outcome(reservation, input, output));
    get(settlement.drain());
    return receipt;
  }

  @Override
  public void close() {
    get(store.close());
  }

  static CallOutcome outcome(Reservation reservation, long input, long output) {
    return new CallOutcome(
        CallOutcome.Ending.COMPLETED,
        Optional.of(reservation.facts().model().deployments().getFirst()),
        Usage.ofText(input, 0, 0, 0, output, 0, false),
        1,
        200,
        Duration.ofMillis(300),
        Optional.empty());
  }

  static <T> T get(Future<T> future) {
    return future
        .toCompletionStage()
        .toCompletableFuture()
        .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
        .join();
  }
}

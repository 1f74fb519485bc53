package dev.keelage.gateway.store.redis;

import dev.keelage.gateway.stage.admit.CallFacts;
import dev.keelage.gateway.stage.admit.Claim;
import dev.keelage.gateway.stage.admit.Decision;
import dev.keelage.gateway.stage.admit.StoreSignals;
import dev.keelage.gateway.store.Calls;
import dev.keelage.gateway.store.journal.Journal;
import dev.keelage.gateway.store.redis.link.RedisSettings;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** One gateway's store with a journal, on threads of its own. */
final class BorrowingGateway implements StoreSignals {
  /** So many calls at once. */
  static final int WAVE = 20;

  /** What a call of a wave is booked at should its gateway die, in 10^-10 USD. */
  static final long HELD = 900;

  final AtomicInteger decidedHere = new AtomicInteger();

  /** Calls of waves that might pass. */
  final AtomicInteger granted = new AtomicInteger();

  final AtomicInteger returned = new AtomicInteger();
  final RedisCounterStore store;
  private final Path journal;
  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();
  private boolean dead;

  BorrowingGateway(RedisSettings settings, Path journal) {
    this.journal = journal;
    this.store =
        RedisCounterStore.start(
            vertx, settings, this, Optional.of(Journal.open(vertx, journal, 16 << 20)));
  }

  @Override
  public void decidedHere() {
    decidedHere.incrementAndGet();
  }

  @Override
  public void lease(Lease what) {
    if (what == Lease.RETURNED) {
      returned.incrementAndGet();
    }
  }

  Future<Decision> reserve(CallFacts facts, List<Claim> claims) {
    Promise<Decision> answer = Promise.promise();
    context.runOnContext(ignored -> store.reserve(facts, claims, HELD).onComplete(answer));
    return answer.future();
  }

  void book(CallFacts facts, List<Claim> claims) {
    book(facts, claims, 7);
  }

  /**
   * @param cost 10^-10 USD
   */
  void book(CallFacts facts, List<Claim> claims, long cost) {
    onLoop(() -> store.book(Calls.reservation(facts, claims, HELD), Calls.entry(facts, cost)));
  }

  /** So many calls at once; those that may pass. */
  List<CallFacts> wave(List<Claim> claims) {
    List<CallFacts> calls = new ArrayList<>();
    List<Future<Decision>> decisions = new ArrayList<>();
    for (int i = 0; i < WAVE; i++) {
      CallFacts facts = Calls.facts();
      calls.add(facts);
      decisions.add(reserve(facts, claims));
    }
    get(Future.join(decisions).otherwiseEmpty().mapEmpty());
    List<CallFacts> passed = new ArrayList<>();
    for (int i = 0; i < WAVE; i++) {
      if (decisions.get(i).result() instanceof Decision.Granted) {
        passed.add(calls.get(i));
      }
    }
    granted.addAndGet(passed.size());
    return passed;
  }

  /** Runs on the loop that decides calls, and waits for it. */
  void onLoop(Runnable work) {
    Promise<Void> done = Promise.promise();
    context.runOnContext(
        ignored -> {
          work.run();
          done.complete();
        });
    get(done.future());
  }

  /** Keeps the loop that decides calls from doing anything. */
  void stall(CountDownLatch until) {
    context.runOnContext(
        ignored -> {
          try {
            until.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }

  /** Nothing more is done, nothing is given back: what the journal has is all that is left. */
  Path kill(Path copy) throws IOException {
    get(vertx.close());
    dead = true;
    return copyOfJournal(copy);
  }

  /** What is on disk at this moment, as after a kill. */
  Path copyOfJournal(Path copy) throws IOException {
    Files.createDirectory(copy);
    try (Stream<Path> files = Files.list(journal)) {
      for (Path file : files.toList()) {
        Files.copy(file, copy.resolve(file.getFileName()));
      }
    }
    return copy;
  }

  void stop() {
    if (!dead) {
      get(store.close());
      get(vertx.close());
      dead = true;
    }
  }

  static <T> T get(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
  }
}

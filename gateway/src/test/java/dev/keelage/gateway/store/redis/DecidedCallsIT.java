package dev.keelage.gateway.store.redis;

import static dev.keelage.gateway.store.redis.BorrowingGateway.HELD;
import static dev.keelage.gateway.store.redis.BorrowingGateway.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.keelage.gateway.stage.admit.CallFacts;
import dev.keelage.gateway.stage.admit.Claim;
import dev.keelage.gateway.store.Calls;
import dev.keelage.snapshot.counter.CounterNames;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** What becomes of calls that a gateway decided by itself when it dies, or seems to. */
class DecidedCallsIT extends MoneyLoansCase {
  @Test
  void areBookedByOthersThoughGatewayAndJournalAreLostTheMomentTheyBegan() throws IOException {
    List<Claim> claims = List.of(budget(FAR), slots(1 << 20), day(1 << 20));
    BorrowingGateway killed = gateways.getFirst();
    List<CallFacts> calls = callsDecidedHere(killed, claims);
    List<CallFacts> ended = callsDecidedHere(killed, claims);
    ended.forEach(call -> killed.book(call, claims, 7));
    get(killed.store.drain());
    // Open loans, and calls of this very turn
    calls.addAll(callsDecidedHere(killed, claims));

    killed.kill(directory.resolve("lost"));

    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              assertThat(spent()).isEqualTo(calls.size() * HELD + ended.size() * 7L);
              assertThat(spentByKey()).isEqualTo(spent());
              assertThat(reserved()).isZero();
              assertThat(redis.call("ZCARD", CounterNames.loans(TAG))).isEqualTo(0L);
              assertThat(redis.call("HLEN", CounterNames.onLoan(TAG))).isEqualTo(0L);
              assertThat(redis.call("ZCARD", CounterNames.deciders(TAG))).isEqualTo(0L);
              assertThat(number(redis.call("GET", DAY))).isEqualTo(killed.granted.get());
            });
    assertThat(gateways.get(1).wave(List.of(slots(BorrowingGateway.WAVE))))
        .hasSize(BorrowingGateway.WAVE);
  }

  @Test
  void areBookedOnceByAGatewayThatComesBackWithItsJournal() throws IOException {
    List<Claim> claims = List.of(budget(FAR));
    BorrowingGateway killed = gateways.getFirst();
    List<CallFacts> calls = callsDecidedHere(killed, claims);
    calls.addAll(callsDecidedHere(killed, claims));
    calls.subList(0, 6).forEach(call -> killed.book(call, claims, 7));
    Path journal = killed.kill(directory.resolve("copy"));

    BorrowingGateway again = gateway("gateway-0", journal);
    gateways.add(again);
    get(again.store.drain());

    // What ended in the last milliseconds was not in the journal as ended yet
    long all = calls.size();
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              assertThat(spent()).isBetween((all - 6) * HELD + 6 * 7L, all * HELD);
              assertThat((all * HELD - spent()) % (HELD - 7)).isZero();
              assertThat(reserved()).isZero();
              assertThat(spentByKey()).isEqualTo(spent());
            });
    // And nobody books them after that
    long spent = spent();
    await()
        .atMost(PATIENCE)
        .until(() -> Long.valueOf(0).equals(redis.call("HLEN", notesOf("gateway-0"))));
    assertThat(spent()).isEqualTo(spent);
    assertThat(spentByKey()).isEqualTo(spent);
    assertThat(reserved()).isZero();
  }

  @Test
  void holdWhatTheyTookForAsLongAsTheyRun() {
    List<Claim> claims = List.of(budget(FAR), day(1 << 20));
    BorrowingGateway gateway = gateways.getFirst();
    List<CallFacts> calls = callsDecidedHere(gateway, claims);
    int before = gateway.granted.get();

    await().pollDelay(LIFE.multipliedBy(2)).atMost(PATIENCE).until(() -> true);
    await().atMost(PATIENCE).until(() -> reserved() == calls.size() * HELD);
    assertThat(calls).allMatch(MoneyLoansCase::isNoted);

    calls.forEach(call -> gateway.book(call, claims, 7));
    get(gateway.store.drain());
    assertThat(spent()).isEqualTo(calls.size() * 7L);
    assertThat(calls).noneMatch(MoneyLoansCase::isNoted);
    // What is on loan counts until it is given back
    await().atMost(PATIENCE).until(() -> reserved() == 0);
    await().atMost(PATIENCE).until(() -> number(redis.call("GET", DAY)) == before);
  }

  @Test
  void areCorrectedByAGatewayThatWasTakenForDead() {
    List<Claim> claims = List.of(budget(FAR), slots(1 << 20), day(1 << 20));
    BorrowingGateway gateway = gateways.getFirst();
    List<CallFacts> calls = callsDecidedHere(gateway, claims);
    int before = gateway.granted.get();
    get(gateway.store.drain());
    CountDownLatch silence = new CountDownLatch(1);
    gateway.stall(silence);
    await().atMost(PATIENCE).until(() -> spent() == calls.size() * HELD && reserved() == 0);

    silence.countDown();
    calls.forEach(call -> gateway.book(call, claims, 7));
    get(gateway.store.drain());

    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              assertThat(spent()).isEqualTo(calls.size() * 7L);
              assertThat(spentByKey()).isEqualTo(spent());
              assertThat(reserved()).isZero();
              assertThat(redis.call("HLEN", CounterNames.onLoan(TAG))).isEqualTo(0L);
              assertThat(number(redis.call("GET", DAY))).isEqualTo(before);
            });
  }

  @Test
  void areNotedAgainWhenRedisMayHaveLostThem() {
    List<Claim> claims = List.of(budget(FAR));
    List<CallFacts> calls = callsDecidedHere(gateways.getFirst(), claims);
    await().atMost(PATIENCE).until(() -> calls.stream().allMatch(MoneyLoansCase::isNoted));
    redis.call("DEL", notesOf("gateway-0"));

    redis.call("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");

    await().atMost(PATIENCE).until(() -> calls.stream().allMatch(MoneyLoansCase::isNoted));
  }

  @Test
  void areLeftToRedisWhileItRefusesToNoteThem() {
    List<Claim> claims = List.of(budget(FAR));
    BorrowingGateway gateway = gateways.getFirst();
    List<CallFacts> calls = callsDecidedHere(gateway, claims);
    await().atMost(PATIENCE).until(() -> calls.stream().allMatch(MoneyLoansCase::isNoted));
    String notes = notesOf("gateway-0");
    redis.call("DEL", notes);
    redis.call("SET", notes, "spoiled");

    await().atMost(PATIENCE).until(() -> decidesHere(gateway, claims) == 0);
    assertThat(gateway.wave(claims)).hasSize(BorrowingGateway.WAVE);

    redis.call("DEL", notes);
    await().atMost(PATIENCE).until(() -> decidesHere(gateway, claims) == BorrowingGateway.WAVE);
  }

  @Test
  void outliveTheirGatewayThoughNothingLimitsThem() throws IOException {
    BorrowingGateway killed = gateways.getFirst();
    CallFacts call = Calls.facts();
    killed.onLoop(() -> killed.store.begin(Calls.reservation(call, List.of(), HELD)));
    await().atMost(PATIENCE).until(() -> isNoted(call));

    killed.kill(directory.resolve("lost"));

    await().atMost(PATIENCE).until(() -> spentByKey() == HELD);
  }

  /** How many calls of a wave. */
  private static int decidesHere(BorrowingGateway gateway, List<Claim> claims) {
    int before = gateway.decidedHere.get();
    gateway.wave(claims).forEach(call -> gateway.book(call, claims, 0));
    return gateway.decidedHere.get() - before;
  }

  /** Of the gateway's loop that decides calls. */
  private static String notesOf(String gateway) {
    List<String> found = new ArrayList<>();
    if (redis.call("KEYS", TAG + ":begun:" + gateway + ":*") instanceof List<?> keys) {
      keys.forEach(key -> found.add(key.toString()));
    }
    return found.isEmpty() ? TAG + ":begun:none" : found.getFirst();
  }
}

package dev.keelage.gateway.stage.admit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelage.gateway.exchange.Usage;
import dev.keelage.gateway.store.Calls;
import dev.keelage.snapshot.FailureMode;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class LocalSharesTest {
  private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");

  private final LocalShares shares = new LocalShares();

  @Test
  void whatWasUsedBeforeTheOutageIsPartOfTheShare() {
    Claim claim = new Claim.Requests("key:a", "1", 9, FailureMode.LOCAL_SHARE);
    shares.hold(List.of(claim), NOW);
    shares.hold(List.of(claim), NOW);

    assertThat(shares.tryHold(List.of(claim), 3, NOW)).isEmpty();
    assertThat(shares.tryHold(List.of(claim), 3, NOW)).isEqualTo(OptionalInt.of(0));
  }

  @Test
  void takesAllOrNothing() {
    Claim wide = new Claim.Requests("team:b", "1", 100, FailureMode.LOCAL_SHARE);
    Claim tight = new Claim.Tokens("key:a", "1", 100, 60, FailureMode.LOCAL_SHARE);
    assertThat(shares.tryHold(List.of(wide, tight), 1, NOW)).isEmpty();
    assertThat(shares.tryHold(List.of(wide, tight), 1, NOW)).isEqualTo(OptionalInt.of(1));

    for (int i = 0; i < 99; i++) {
      assertThat(shares.tryHold(List.of(wide), 1, NOW)).isEmpty();
    }
    assertThat(shares.tryHold(List.of(wide), 1, NOW)).isEqualTo(OptionalInt.of(0));
  }

  @Test
  void settlingGivesBackWhatWasNotUsed() {
    Claim concurrency = new Claim.Concurrency("key:a", 1, FailureMode.LOCAL_SHARE);
    Claim spend = new Claim.Spend("b", "2026", "{kl00}", NOW, 1000, 800, FailureMode.LOCAL_SHARE);
    List<Claim> claims = List.of(concurrency, spend);
    assertThat(shares.tryHold(claims, 1, NOW)).isEmpty();
    assertThat(shares.tryHold(claims, 1, NOW)).isPresent();

    shares.settle(Calls.reservation(Calls.facts(), claims, 800), Usage.NONE, 200);

    assertThat(shares.tryHold(claims, 1, NOW)).isEmpty();
  }

  @Test
  void whatTheAttemptThatServedACallDidNotUseIsFreeAgain() {
    CallFacts facts = Calls.facts();
    List<Claim> ofVendor =
        List.of(
            new Claim.Spend("vendor", "2026", "{klb00}", NOW, 1000, 800, FailureMode.LOCAL_SHARE));
    shares.holdAttempt(facts.callId(), ofVendor, NOW);
    shares.leaveAttempt(facts.callId(), ofVendor);
    shares.holdAttempt(facts.callId(), ofVendor, NOW);
    assertThat(shares.tryHold(ofVendor, 1, NOW)).isPresent();

    shares.settle(Calls.reservation(facts, List.of(), 800), Usage.NONE, 200);

    assertThat(shares.tryHoldAttempt("another", ofVendor, 1, NOW)).isEmpty();
    assertThat(shares.tryHold(ofVendor, 1, NOW)).isPresent();
  }

  @Test
  void moreThanCanBeCountedIsTheMost() {
    Claim spend = new Claim.Spend("b", "2026", "{kl00}", NOW, 1000, 1, FailureMode.LOCAL_SHARE);
    for (int i = 0; i < 3; i++) {
      shares.hold(List.of(spend), NOW);
      shares.settle(
          Calls.reservation(Calls.facts(), List.of(spend), 1), Usage.NONE, Long.MAX_VALUE);
    }

    assertThat(shares.tryHold(List.of(spend), 1, NOW)).isPresent();
  }
}

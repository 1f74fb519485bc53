package dev.keelage.e2e.money;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.keelage.e2e.Gateway;
import dev.keelage.e2e.Stage;
import dev.keelage.e2e.money.Callers.Answer;
import dev.keelage.testkit.vendor.Fault;
import dev.keelage.testkit.vendor.MockVendor;
import dev.keelage.testkit.vendor.Script;
import dev.keelage.testkit.vendor.Tokens;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Stream;

/**
 * Waves of parallel calls, and into each of them something goes wrong. All that is random comes
 * from one seed, {@code -Dmoney.seed}, but for when exactly what happens.
 */
final class Storm {
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  private static final int AT_ONCE = 40;
  private static final int MANY = 20;

  private final Stage stage;
  private final MockVendor vendor;
  private final Callers callers;
  private final RandomGenerator random;
  private final List<Answer> answers = new ArrayList<>();
  private final List<Future<Answer>> underWay = new ArrayList<>();
  private List<String> keys = Tenants.CALLERS;

  Storm(Stage stage, MockVendor vendor, Callers callers, long seed) {
    this.stage = stage;
    this.vendor = vendor;
    this.callers = callers;
    this.random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    vendor.always(Script.DEFAULT.tokens(30, 20).chunks(6, Duration.ofMillis(40)));
  }

  /** What all callers got so far. */
  List<Answer> answers() {
    return List.copyOf(answers);
  }

  /**
   * Sends so many calls at once and, with some of them at the vendors, lets it go wrong.
   *
   * @param keys who calls, besides the key "tight"
   */
  void wave(int calls, List<String> keys, Runnable fault) {
    this.keys = keys;
    vendor.next(Stream.generate(this::script).limit(calls).toArray(Script[]::new));
    int enough = vendor.calls().size() + random.nextInt(calls / 10, calls / 3);
    underWay.addAll(callers.send(shots(calls)));
    await("calls are at the vendors").atMost(PATIENCE).until(() -> vendor.calls().size() >= enough);
    fault.run();
    List<Answer> got = Callers.all(underWay);
    underWay.clear();
    stage.gateways().forEach(Gateway::awaitReady);
    assertThat(got)
        .as("never a wrong refusal")
        .allSatisfy(
            answer ->
                assertThat(Set.of(0, 200, 422, 429, 500, 502, 503)).contains(answer.status()));
    answers.addAll(got);
  }

  /** Within a wave: sends more calls, and waits until some of them are answered. */
  void more(int calls) {
    var sent = callers.send(shots(calls));
    underWay.addAll(sent);
    await("calls are answered")
        .atMost(PATIENCE)
        .until(() -> sent.stream().filter(Future::isDone).count() >= calls / 4);
  }

  /**
   * Sends calls of the key whose budget is far away until a gateway has decided that many of them
   * without Redis, and at least half of all.
   */
  void untilDecidedLocally(int enough) {
    Gateway gateway = stage.gateway(0);
    long before = Meters.decidedLocally(gateway);
    int sent = 0;
    long local = 0;
    while (local < enough || local * 2 < sent) {
      assertThat(sent)
          .as("%d of them were decided by the gateway", local)
          .isLessThan(MANY * enough);
      assertThat(send(Collections.nCopies(AT_ONCE, Shot.easy(0))))
          .allMatch(answer -> answer.status() == 200);
      sent += AT_ONCE;
      local = Meters.decidedLocally(gateway) - before;
    }
  }

  /** SIGKILL; the gateway comes back with its journal, or as another one in its place. */
  void killGateway() {
    if (random.nextBoolean()) {
      oneOf(stage.gateways()).replace();
    } else {
      restartGateway();
    }
  }

  /** SIGKILL; the gateway comes back with its journal, as a container of a pod does. */
  void restartGateway() {
    oneOf(stage.gateways()).process().restart();
  }

  /** Makes these calls, and waits for their answers. */
  List<Answer> send(List<Shot> shots) {
    List<Answer> got = Callers.all(callers.send(shots));
    answers.addAll(got);
    return got;
  }

  <T> T oneOf(List<T> candidates) {
    return candidates.get(random.nextInt(candidates.size()));
  }

  Duration upTo(Duration most) {
    return Duration.ofMillis(random.nextLong(most.toMillis()));
  }

  private List<Shot> shots(int calls) {
    return Stream.generate(() -> Shot.any(random, keys, stage.gateways().size()))
        .limit(calls)
        .toList();
  }

  /** What a vendor does with a call: mostly well, some slowly, some not to the end. */
  private Script script() {
    int prompt = random.nextInt(1, 120);
    int cached = random.nextInt(prompt);
    int completion = random.nextInt(1, 90);
    Script script =
        Script.DEFAULT
            .tokens(new Tokens(prompt, cached, 0, completion, random.nextInt(completion)))
            .latency(Duration.ofMillis(random.nextInt(30, 1500)))
            .chunks(random.nextInt(2, 9), Duration.ofMillis(random.nextInt(5, 250)));
    return switch (random.nextInt(20)) {
      case 0 -> script.with(new Fault.Cut(random.nextInt(2, 5)));
      case 1 -> Script.failure(503);
      default -> script;
    };
  }
}

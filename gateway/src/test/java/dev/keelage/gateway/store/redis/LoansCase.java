package dev.keelage.gateway.store.redis;

import dev.keelage.gateway.store.Calls;
import dev.keelage.gateway.store.PatientRedis;
import dev.keelage.snapshot.counter.CounterNames;
import dev.keelage.testkit.RedisServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Three gateways that borrow from one Redis. */
abstract class LoansCase {
  static final String TAG = CounterNames.tenantTag(Calls.TENANT);
  static final Duration PATIENCE = Duration.ofSeconds(60);

  static RedisServer redis;

  @TempDir Path directory;
  final List<BorrowingGateway> gateways = new ArrayList<>();

  /** Life of reservations and loans. */
  private final Duration life;

  LoansCase(Duration life) {
    this.life = life;
  }

  @BeforeAll
  static void startServers() {
    redis = RedisServer.start();
  }

  @AfterAll
  static void stopServers() {
    redis.close();
  }

  @BeforeEach
  void start() {
    redis.call("FLUSHALL");
    for (int i = 0; i < 3; i++) {
      gateways.add(gateway("gateway-" + i, directory.resolve("journal-" + i)));
    }
  }

  @AfterEach
  void stop() {
    gateways.forEach(BorrowingGateway::stop);
  }

  final BorrowingGateway gateway(String name, Path journal) {
    return new BorrowingGateway(PatientRedis.single(redis, name).withReservationTtl(life), journal);
  }
}

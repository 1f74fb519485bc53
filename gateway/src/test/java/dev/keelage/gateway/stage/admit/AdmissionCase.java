package dev.keelage.gateway.stage.admit;

import dev.keelage.gateway.store.PatientRedis;
import dev.keelage.testkit.RedisServer;
import io.vertx.core.Vertx;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** One gateway's {@link Desk} on an empty Redis. */
abstract class AdmissionCase {
  static final Duration PATIENCE = Duration.ofSeconds(60);

  static RedisServer redis;
  private static Vertx vertx;

  Desk desk;

  @BeforeAll
  static void startServers() {
    redis = RedisServer.start();
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void stopServers() {
    Desk.get(vertx.close());
    redis.close();
  }

  @BeforeEach
  void open() {
    redis.call("FLUSHALL");
    desk = new Desk(vertx, PatientRedis.single(redis, "gateway-1"));
  }

  @AfterEach
  void close() {
    desk.close();
  }
}

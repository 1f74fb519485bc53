package dev.keelage.gateway;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.conditions.ArchConditions.callMethodWhere;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import dev.keelage.gateway.store.redis.link.RedisSettings;
import dev.keelage.snapshot.Sensitive;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the packages promise each other. */
class ArchitectureTest {
  private static final String BASE = "dev.keelage.gateway";

  /** From a caller's socket to a provider's, everything that runs on an event loop. */
  private static final String[] REQUEST_PATH = {
    BASE + ".http..",
    BASE + ".pipeline..",
    BASE + ".stage..",
    BASE + ".dialect..",
    BASE + ".exchange..",
    BASE + ".provider..",
    BASE + ".socket..",
    BASE + ".store.."
  };

  private static final Set<String> WAITING =
      Set.of(
          "java.lang.Thread.sleep",
          "java.lang.Thread.join",
          "java.lang.Object.wait",
          "java.util.concurrent.Future.get",
          "java.util.concurrent.CompletableFuture.get",
          "java.util.concurrent.CompletableFuture.join",
          "java.util.concurrent.CountDownLatch.await",
          "java.util.concurrent.Semaphore.acquire",
          "java.util.concurrent.BlockingQueue.take",
          "java.util.concurrent.locks.LockSupport.park",
          "io.vertx.core.Future.await");

  private static final JavaClasses GATEWAY =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(BASE);

  @Test
  void packagesHaveNoCycles() {
    check(slices().matching(BASE + ".(*)..").should().beFreeOfCycles());
    check(slices().matching(BASE + ".stage.(*)..").should().beFreeOfCycles());
    check(slices().matching(BASE + ".dialect.(*)..").should().beFreeOfCycles());
    check(slices().matching(BASE + ".store.redis.(*)..").should().beFreeOfCycles());
  }

  @Test
  void theStoreInRedisIsKnownByItsFaceOnly() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage(BASE + ".store.redis..")
            .should()
            .dependOnClassesThat(
                resideInAPackage(BASE + ".store.redis.*..")
                    .and(
                        DescribedPredicate.not(
                            JavaClass.Predicates.belongToAnyOf(RedisSettings.class)))));
    check(
        noClasses()
            .that()
            .resideInAPackage(BASE + ".store.redis.*..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(BASE + ".store.redis"));
  }

  @Test
  void stagesDoNotKnowEachOther() {
    for (String stage : new String[] {"access", "admit", "guard", "route", "send", "settle"}) {
      check(
          noClasses()
              .that()
              .resideInAPackage(BASE + ".stage." + stage + "..")
              .should()
              .dependOnClassesThat(
                  resideInAPackage(BASE + ".stage..")
                      .and(
                          DescribedPredicate.not(resideInAPackage(BASE + ".stage." + stage + "..")))
                      // What was reserved is what is settled.
                      .and(
                          DescribedPredicate.not(
                              stage.equals("settle")
                                  ? resideInAPackage(BASE + ".stage.admit..")
                                  : DescribedPredicate.alwaysFalse()))));
    }
  }

  @Test
  void nobodyKnowsWhoComesEarlierOnTheWay() {
    check(
        noClasses()
            .that()
            .resideInAnyPackage(BASE + ".stage..", BASE + ".provider..", BASE + ".dialect..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(BASE + ".http..", BASE + ".pipeline.."));
    check(
        noClasses()
            .that()
            .resideInAPackage(BASE + ".pipeline..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(BASE + ".http.."));
    check(
        noClasses()
            .that()
            .resideInAPackage(BASE + ".exchange..")
            .should()
            .dependOnClassesThat(
                resideInAPackage(BASE + "..")
                    .and(DescribedPredicate.not(resideInAPackage(BASE + ".exchange..")))));
  }

  @Test
  void theWireIsSpokenAtBothEndsOnly() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackages(BASE + ".http..", BASE + ".provider..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.netty.bootstrap..", "io.netty.handler.codec.http.."));
    check(
        noClasses()
            .that()
            // The lanes to Redis are found by event loop.
            .resideOutsideOfPackages(
                BASE + ".http..", BASE + ".provider..", BASE + ".socket..", BASE + ".store.redis..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.netty.channel.."));
    check(
        noClasses()
            .that()
            .resideInAPackage(BASE + ".socket..")
            .should()
            .dependOnClassesThat(
                resideInAPackage(BASE + "..")
                    .and(DescribedPredicate.not(resideInAPackage(BASE + ".socket..")))));
    check(
        noClasses()
            .that()
            .resideInAnyPackage(BASE + ".pipeline..", BASE + ".stage..", BASE + ".exchange..")
            .should()
            .dependOnClassesThat(
                // How an exchange broke is told by its exception.
                resideInAPackage("io.netty..")
                    .and(
                        DescribedPredicate.not(
                            JavaClass.Predicates.assignableTo(Throwable.class)))));
  }

  @Test
  void embeddedServersStayOutOfTheWay() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage(BASE + ".standalone..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                "io.zonky..", "redis.embedded..", "org.flywaydb..", "org.postgresql.."));
    check(
        noClasses()
            .that()
            .resideInAPackage(BASE + ".*..")
            .and()
            .resideOutsideOfPackage(BASE + ".standalone..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(BASE + ".standalone.."));
  }

  @Test
  void dialectsDoNotKnowEachOther() {
    check(
        noClasses()
            .that()
            .resideInAPackage(BASE + ".dialect.openai..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(BASE + ".dialect.anthropic.."));
    check(
        noClasses()
            .that()
            .resideInAPackage(BASE + ".dialect.anthropic..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(BASE + ".dialect.openai.."));
  }

  @Test
  void nothingOnTheRequestPathWaits() {
    check(
        noClasses()
            .that()
            .resideInAnyPackage(REQUEST_PATH)
            .should(callMethodWhere(waits()))
            .orShould()
            .dependOnClassesThat()
            .resideInAnyPackage(
                "java.sql..",
                "javax.sql..",
                "org.hibernate..",
                "io.smallrye.mutiny..",
                "java.net.http..",
                "io.fabric8.."));
  }

  @Test
  void theRequestPathDoesNotWaitForPostgres() {
    check(
        noClasses()
            .that()
            .resideInAnyPackage(
                BASE + ".http..",
                BASE + ".pipeline..",
                BASE + ".stage..",
                BASE + ".dialect..",
                BASE + ".exchange..",
                BASE + ".provider..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(BASE + ".store..", "io.vertx.sqlclient..", "io.vertx.pgclient.."));
  }

  @Test
  void secretsAreOpenedWhereTheyLeaveOnly() {
    check(
        classes()
            .that(
                DescribedPredicate.describe(
                    "open a secret",
                    type ->
                        type.getMethodCallsFromSelf().stream()
                            .anyMatch(
                                call ->
                                    call.getTargetOwner().isEquivalentTo(Sensitive.class)
                                        && call.getName().equals("reveal"))))
            .should()
            .resideInAnyPackage(BASE + ".provider..", BASE + ".standalone.."));
  }

  private static DescribedPredicate<JavaCall<?>> waits() {
    return DescribedPredicate.describe(
        "wait", call -> WAITING.contains(call.getTargetOwner().getName() + "." + call.getName()));
  }

  private static void check(ArchRule rule) {
    // A rule about nothing would hold for ever.
    assertThat(GATEWAY).hasSizeGreaterThan(100);
    rule.check(GATEWAY);
  }
}

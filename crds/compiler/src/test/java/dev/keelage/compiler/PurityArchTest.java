package dev.keelage.compiler;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** The same resources give the same snapshot, on every machine and at every hour. */
final class PurityArchTest {
  private static final Set<String> WHAT_DIFFERS_BETWEEN_RUNS =
      Set.of(
          "now", "currentTimeMillis", "nanoTime", "getenv", "getProperty", "random", "randomUUID");

  private final JavaClasses compiler =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.keelage.compiler");

  @Test
  void readsNoClockNoEnvironmentAndNoDice() {
    DescribedPredicate<JavaAccess<?>> differs =
        describe(
            "what differs between runs",
            access ->
                access.getTargetOwner().getPackageName().startsWith("java.")
                    && WHAT_DIFFERS_BETWEEN_RUNS.contains(access.getName()));
    check(noClasses().should().accessTargetWhere(differs));
    check(noClasses().should().dependOnClassesThat().areAssignableTo(Clock.class));
    check(noClasses().should().dependOnClassesThat().areAssignableTo(RandomGenerator.class));
  }

  @Test
  void touchesNoFileNoNetworkAndNoThread() {
    check(
        noClasses()
            .should()
            .dependOnClassesThat()
            .haveNameMatching(
                "java\\.nio\\.file\\.Files|java\\.io\\.(File|RandomAccess).*|java\\.lang\\.Thread.*"
                    + "|java\\.nio\\.channels\\..*|java\\.util\\.concurrent\\..*(Executor|Future).*"
                    + "|java\\.net\\.(http\\..*|.*Socket|.*Connection|InetAddress)"));
  }

  @Test
  void knowsNoKubernetesClientAndNoContainer() {
    check(
        noClasses()
            .should()
            .dependOnClassesThat()
            .haveNameMatching(
                "io\\.fabric8\\.kubernetes\\.client\\.(KubernetesClient|Client|dsl\\.|informers\\.).*"
                    + "|jakarta\\.(enterprise|inject|ws)\\..*|io\\.(quarkus|vertx|smallrye)\\..*"));
  }

  private void check(ArchRule rule) {
    rule.allowEmptyShould(true).check(compiler);
  }
}

package dev.keelage.operator;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.keelage.operator");

  @Test
  void packagesFollowTheWayFromResourceToStatus() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("root")
        .definedBy("dev.keelage.operator")
        .layer("collect")
        .definedBy("..operator.collect..")
        .layer("issue")
        .definedBy("..operator.issue..")
        .layer("publish")
        .definedBy("..operator.publish..")
        .layer("usage")
        .definedBy("..operator.usage..")
        .layer("status")
        .definedBy("..operator.status..")
        .whereLayer("root")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("status")
        .mayOnlyBeAccessedByLayers("root")
        .whereLayer("usage")
        .mayOnlyBeAccessedByLayers("root", "status")
        .whereLayer("publish")
        .mayOnlyBeAccessedByLayers("root", "status")
        .whereLayer("issue")
        .mayOnlyBeAccessedByLayers("root", "status")
        .whereLayer("collect")
        .mayOnlyBeAccessedByLayers("root", "issue", "publish")
        .check(CLASSES);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching("dev.keelage.operator.(*)..").should().beFreeOfCycles().check(CLASSES);
  }
}

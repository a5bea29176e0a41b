package dev.roster.app;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass.Predicates;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/// The layers of docs/architecture.md: imports point app, edge, engine, core, and never back or
/// sideways.
@AnalyzeClasses(packages = "dev.roster", importOptions = ImportOption.DoNotIncludeTests.class)
class LayersTest {
  private static final String[] EDGES = {
    "dev.roster.dns..",
    "dev.roster.manifest..",
    "dev.roster.api..",
    "dev.roster.node..",
    "dev.roster.kubernetes.."
  };

  @ArchTest
  static final ArchRule coreImportsNothingAbove =
      noClasses()
          .that()
          .resideInAPackage("dev.roster.core..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.roster.engine..",
              "dev.roster.dns..",
              "dev.roster.manifest..",
              "dev.roster.api..",
              "dev.roster.node..",
              "dev.roster.app..");

  @ArchTest
  static final ArchRule engineImportsNothingAbove =
      noClasses()
          .that()
          .resideInAPackage("dev.roster.engine..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.roster.dns..",
              "dev.roster.manifest..",
              "dev.roster.api..",
              "dev.roster.node..",
              "dev.roster.app..");

  @ArchTest
  static final ArchRule edgesImportNoApp =
      noClasses()
          .that()
          .resideInAnyPackage(EDGES)
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.roster.app..");

  @ArchTest
  static final ArchRule edgesImportNoOtherEdge =
      slices()
          .matching("dev.roster.(*)..")
          .that(
              com.tngtech.archunit.base.DescribedPredicate.describe(
                  "are edges",
                  slice -> slice.stream().anyMatch(Predicates.resideInAnyPackage(EDGES))))
          .should()
          .notDependOnEachOther();

  /// It costs more memory than a server has to spare: it runs in a process that ends.
  @ArchTest
  static final ArchRule onlyTheReaderOfKubeconfigsUsesFabric8 =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.roster.kubernetes.kubeconfig..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.fabric8..", "com.fasterxml.jackson.databind..");

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices().matching("dev.roster.(*).(*)..").should().beFreeOfCycles();

  /// Core is values and functions: all that it needs is an argument.
  @ArchTest
  static final ArchRule coreIsPure =
      noClasses()
          .that()
          .resideInAPackage("dev.roster.core..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "java.io..",
              "java.net..",
              "java.nio.file..",
              "java.nio.channels..",
              "java.util.concurrent.locks..",
              "java.util.logging..")
          .orShould()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.lang.System$Logger")
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(Thread.class);

  @ArchTest
  static final ArchRule coreReadsNoClock =
      noClasses()
          .that()
          .resideInAPackage("dev.roster.core..")
          .should()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(java.time.Instant.class, "now")
          .orShould()
          .callMethod(System.class, "getenv", String.class);

  /// Engine and edges get their clocks from the wiring, so that tests own the time.
  @ArchTest
  static final ArchRule onlyTheWiringReadsClocks =
      noClasses()
          .that()
          .resideOutsideOfPackages("dev.roster.app..", "dev.roster.check..")
          .should()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(java.time.Instant.class, "now")
          .orShould()
          .callMethod(Thread.class, "sleep", long.class);
}

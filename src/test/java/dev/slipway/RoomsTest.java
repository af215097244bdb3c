package dev.slipway;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Holds the list of rooms: each may use only rooms above it, and each library has one room. */
class RoomsTest {
  private static final List<String> ROOMS =
      List.of(
          "image",
          "step",
          "settings",
          "spec",
          "packages",
          "dockerfile",
          "engine",
          "smoke",
          "cluster",
          "job",
          "outbox",
          "route",
          "cli");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.slipway");

  @Test
  void aRoomUsesOnlyRoomsAboveIt() {
    for (int i = 0; i < ROOMS.size() - 1; i++) {
      String[] below =
          ROOMS.subList(i + 1, ROOMS.size()).stream().map(RoomsTest::room).toArray(String[]::new);
      noClasses()
          .that()
          .resideInAPackage(room(ROOMS.get(i)))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(below)
          .check(CLASSES);
    }
  }

  /** A room with rooms of its own, too. */
  @Test
  void packagesDoNotUseEachOtherInACycle() {
    slices().matching("dev.slipway.(**)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void everyClassButMainIsInARoom() {
    classes()
        .that()
        .doNotHaveFullyQualifiedName("dev.slipway.Main")
        .should()
        .resideInAnyPackage(ROOMS.stream().map(RoomsTest::room).toArray(String[]::new))
        .check(CLASSES);
  }

  @ParameterizedTest
  @CsvSource({
    "com.github.dockerjava.., engine",
    "org.apache.camel.., route",
    "picocli.., cli",
    "org.snakeyaml.., spec",
    "com.networknt.., spec"
  })
  void aLibraryStaysInItsRoom(String library, String room) {
    noClasses()
        .that()
        .resideOutsideOfPackage(room(room))
        .should()
        .dependOnClassesThat()
        .resideInAPackage(library)
        .check(CLASSES);
  }

  /** A credential helper is Docker's own term for a program that keeps passwords. */
  @Test
  void namesSayWhatAClassIs() {
    noClasses()
        .that()
        .doNotHaveSimpleName("CredentialHelper")
        .should()
        .haveNameMatching(".*(Manager|Helper|Util|Utils)")
        .check(CLASSES);
  }

  private static String room(String name) {
    return "dev.slipway." + name + "..";
  }
}

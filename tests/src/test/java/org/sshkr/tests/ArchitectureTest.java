package org.sshkr.tests;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;

/** Who may see whom. The picture is in ARCHITECTURE.md. */
@AnalyzeClasses(
    packages = "org.sshkr",
    importOptions = {
      ImportOption.DoNotIncludeTests.class,
      ArchitectureTest.NoTestJars.class,
      ArchitectureTest.NoExamples.class
    })
class ArchitectureTest {
  /** keyring's tests come in a jar of their own. */
  static final class NoTestJars implements ImportOption {
    @Override
    public boolean includes(Location location) {
      return !location.contains("-tests.jar") && !location.contains("/keyring/target/test-classes");
    }
  }

  /** They are programs of their own, which use what they like. */
  static final class NoExamples implements ImportOption {
    @Override
    public boolean includes(Location location) {
      return !location.contains("/org/sshkr/example/");
    }
  }

  @ArchTest
  static final ArchRule ONLY_KEYRING_AND_PROCESS_SEE_JNA =
      noClasses()
          .that()
          .resideOutsideOfPackages("org.sshkr.keyring", "org.sshkr.process")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("com.sun.jna..");

  @ArchTest
  static final ArchRule ONLY_THE_LOADER_SEES_BOUNCY_CASTLE =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.sshkr.load")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.bouncycastle..");

  @ArchTest
  static final ArchRule ONLY_THE_CLIENT_SEES_MINA =
      noClasses()
          .that()
          .resideOutsideOfPackages("org.sshkr.client", "org.sshkr.jgit")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.sshd..");

  /** A program without them can use the rest. */
  @ArchTest
  static final ArchRule ONLY_THE_ADAPTERS_SEE_JGIT_AND_JSCH =
      noClasses()
          .that()
          .resideOutsideOfPackages("org.sshkr.jgit", "org.sshkr.jsch")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.eclipse.jgit..", "com.jcraft..");

  /** On a pipe, as of {@code <(…)}, its stream fails with "Illegal seek" (Java 21). */
  @ArchTest
  static final ArchRule ONLY_READERS_OF_REGULAR_FILES_USE_STREAMS_THAT_SEEK =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName("org.sshkr.add.PublicKeyFile")
          .and()
          .doNotHaveFullyQualifiedName("org.sshkr.doctor.SystemFiles")
          .should()
          .callMethod(Files.class, "newInputStream", Path.class, OpenOption[].class);

  @ArchTest
  static final ArchRule THE_CODEC_DEPENDS_ON_JAVA_ALONE =
      classes()
          .that()
          .resideInAnyPackage("org.sshkr.agent.protocol", "org.sshkr.wire")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("java..", "org.sshkr.agent.protocol", "org.sshkr.wire");

  @ArchTest
  static final ArchRule CONSTRAINTS_DEPEND_ON_THE_WIRE_ALONE =
      classes()
          .that()
          .resideInAPackage("org.sshkr.constraint")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("java..", "org.sshkr.wire", "org.sshkr.constraint");

  /** What a session permits is logic: it knows no keyring, no socket and no library. */
  @ArchTest
  static final ArchRule SESSIONS_DEPEND_ON_THE_JDK_ALONE =
      classes()
          .that()
          .resideInAPackage("org.sshkr.agent.session")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java..", "org.sshkr.wire", "org.sshkr.constraint", "org.sshkr.agent.session");

  /** The shim holds no secret: nothing in it can name one. */
  @ArchTest
  static final ArchRule THE_SHIM_NEVER_SEES_A_PRIVATE_KEY =
      noClasses()
          .that()
          .resideInAPackage("org.sshkr.agent..")
          .should()
          .dependOnClassesThat()
          .haveFullyQualifiedName("org.sshkr.keyring.PrivateKey")
          .orShould()
          .dependOnClassesThat()
          .haveFullyQualifiedName("org.sshkr.keyring.SecretBytes")
          .orShould()
          .dependOnClassesThat()
          .resideInAPackage("org.sshkr.load");

  @ArchTest
  static final ArchRule THE_KEYRING_KNOWS_NOTHING_ABOVE_IT =
      noClasses()
          .that()
          .resideInAnyPackage(
              "org.sshkr.keyring", "org.sshkr.wire", "org.sshkr.constraint", "org.sshkr.process")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.sshkr.agent..",
              "org.sshkr.add",
              "org.sshkr.load",
              "org.sshkr.client",
              "org.sshkr.jgit",
              "org.sshkr.jsch",
              "org.sshkr.jca");

  /** A program without MINA can use it. */
  @ArchTest
  static final ArchRule THE_SECURITY_PROVIDER_DEPENDS_ON_THE_KEYRING_ALONE =
      classes()
          .that()
          .resideInAPackage("org.sshkr.jca")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("java..", "org.sshkr.jca", "org.sshkr.keyring");

  @ArchTest
  static final ArchRule ONLY_THE_TERMINAL_PRINTS =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName("org.sshkr.cli.Terminal")
          .should()
          .accessField(System.class, "out")
          .orShould()
          .accessField(System.class, "err");
}

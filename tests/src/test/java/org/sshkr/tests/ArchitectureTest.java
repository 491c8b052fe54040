package org.sshkr.tests;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;

/** Which package may use which. ARCHITECTURE.md has the picture. */
@AnalyzeClasses(
    packages = "org.sshkr",
    importOptions = {
      ImportOption.DoNotIncludeTests.class,
      ArchitectureTest.NoTestJars.class,
      ArchitectureTest.NoExamples.class
    })
class ArchitectureTest {
  /** Leaves out keyring's tests, which come in a jar of their own. */
  static final class NoTestJars implements ImportOption {
    @Override
    public boolean includes(Location location) {
      return !location.contains("-tests.jar") && !location.contains("/keyring/target/test-classes");
    }
  }

  /** Leaves out the examples, which are programs of their own and use any library. */
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
          .resideOutsideOfPackages("org.sshkr.keyring..", "org.sshkr.process")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("com.sun.jna..");

  @ArchTest
  static final ArchRule ONLY_KEYFILE_SEES_BOUNCY_CASTLE =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.sshkr.keyfile")
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

  /** A program without JGit or JSch can use the rest. */
  @ArchTest
  static final ArchRule ONLY_THE_ADAPTERS_SEE_JGIT_AND_JSCH =
      noClasses()
          .that()
          .resideOutsideOfPackages("org.sshkr.jgit", "org.sshkr.jsch")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.eclipse.jgit..", "com.jcraft..");

  /** Such a stream fails on a pipe, as in {@code <(…)}, with "Illegal seek" (Java 21). */
  @ArchTest
  static final ArchRule ONLY_READERS_OF_REGULAR_FILES_USE_STREAMS_THAT_SEEK =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName("org.sshkr.add.PublicKeyFile")
          .and()
          .doNotHaveFullyQualifiedName("org.sshkr.doctor.SystemFiles")
          .should()
          .callMethod(Files.class, "newInputStream", Path.class, OpenOption[].class);

  /** The layers, from the bottom up: each may access only the ones it names. */
  @ArchTest
  static final ArchRule EACH_PACKAGE_KNOWS_ONLY_WHAT_IS_BELOW_IT =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("wire")
          .definedBy("org.sshkr.ssh.wire")
          .layer("key")
          .definedBy("org.sshkr.ssh.key")
          .layer("messages")
          .definedBy("org.sshkr.ssh.agent")
          .layer("constraint")
          .definedBy("org.sshkr.ssh.constraint")
          .layer("session")
          .definedBy("org.sshkr.ssh.session")
          .layer("process")
          .definedBy("org.sshkr.process")
          .layer("keyring")
          .definedBy("org.sshkr.keyring")
          .layer("crypto")
          .definedBy("org.sshkr.keyring.crypto")
          .layer("signer's client")
          .definedBy("org.sshkr.keyring.signer")
          .layer("keyfile")
          .definedBy("org.sshkr.keyfile")
          .layer("console")
          .definedBy("org.sshkr.console")
          .layer("server")
          .definedBy("org.sshkr.server")
          .layer("agent")
          .definedBy("org.sshkr.agent")
          .layer("signer")
          .definedBy("org.sshkr.signer")
          .layer("doctor")
          .definedBy("org.sshkr.doctor")
          .layer("add")
          .definedBy("org.sshkr.add")
          .layer("client")
          .definedBy("org.sshkr.client")
          .layer("jca")
          .definedBy("org.sshkr.jca")
          .layer("jsch")
          .definedBy("org.sshkr.jsch")
          .layer("jgit")
          .definedBy("org.sshkr.jgit")
          .whereLayer("wire")
          .mayNotAccessAnyLayer()
          .whereLayer("key")
          .mayOnlyAccessLayers("wire")
          .whereLayer("messages")
          .mayOnlyAccessLayers("wire", "key")
          .whereLayer("constraint")
          .mayOnlyAccessLayers("wire", "key")
          .whereLayer("session")
          .mayOnlyAccessLayers("wire", "key", "constraint")
          .whereLayer("process")
          .mayNotAccessAnyLayer()
          .whereLayer("keyring")
          .mayOnlyAccessLayers("wire", "key", "messages", "process")
          .whereLayer("crypto")
          .mayOnlyAccessLayers("wire", "key", "keyring")
          .whereLayer("signer's client")
          .mayOnlyAccessLayers("wire", "key", "messages", "session", "process", "keyring", "crypto")
          .whereLayer("keyfile")
          .mayOnlyAccessLayers(
              "wire", "key", "messages", "constraint", "process", "keyring", "crypto")
          .whereLayer("console")
          .mayOnlyAccessLayers("key", "process", "signer's client")
          .whereLayer("server")
          .mayOnlyAccessLayers("messages", "process")
          .whereLayer("agent")
          .mayOnlyAccessLayers(
              "wire",
              "key",
              "messages",
              "constraint",
              "session",
              "process",
              "keyring",
              "signer's client",
              "console",
              "server")
          .whereLayer("signer")
          .mayOnlyAccessLayers(
              "wire",
              "key",
              "messages",
              "constraint",
              "session",
              "process",
              "keyring",
              "crypto",
              "signer's client",
              "console",
              "server")
          .whereLayer("doctor")
          .mayOnlyAccessLayers(
              "wire", "messages", "process", "keyring", "signer's client", "keyfile", "console")
          .whereLayer("add")
          .mayOnlyAccessLayers(
              "wire",
              "key",
              "messages",
              "constraint",
              "process",
              "keyring",
              "signer's client",
              "keyfile",
              "console",
              "doctor")
          .whereLayer("client")
          .mayOnlyAccessLayers("wire", "key", "messages", "session", "keyring", "signer's client")
          .whereLayer("jca")
          .mayOnlyAccessLayers("wire", "key", "keyring", "signer's client")
          .whereLayer("jsch")
          .mayOnlyAccessLayers("wire", "key", "keyring")
          .whereLayer("jgit")
          .mayOnlyAccessLayers("client");

  @ArchTest
  static final ArchRule NO_PACKAGES_DEPEND_ON_EACH_OTHER =
      slices().matching("org.sshkr.(**)").should().beFreeOfCycles();

  /** Programs of any kind can use it. */
  @ArchTest
  static final ArchRule WHAT_SSH_SAYS_NEEDS_JAVA_ALONE =
      classes()
          .that()
          .resideInAPackage("org.sshkr.ssh..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("java..", "org.sshkr.ssh..");

  /** The shim holds no secret: its code can't even name one. */
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
          .resideInAPackage("org.sshkr.keyfile");

  /** A program without MINA can use it. */
  @ArchTest
  static final ArchRule THE_SECURITY_PROVIDER_DEPENDS_ON_THE_KEYRING_ALONE =
      classes()
          .that()
          .resideInAPackage("org.sshkr.jca")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java..",
              "org.sshkr.jca",
              "org.sshkr.keyring",
              "org.sshkr.keyring.signer",
              "org.sshkr.ssh..");

  @ArchTest
  static final ArchRule ONLY_THE_TERMINAL_PRINTS =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName("org.sshkr.console.Terminal")
          .should()
          .accessField(System.class, "out")
          .orShould()
          .accessField(System.class, "err");
}

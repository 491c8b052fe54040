package org.sshkr.tests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Keys asleep in the kernel, of all types: ssh-add-kr, ssh-agent-kr and ssh-signer-kr. */
@Tag("keyrings")
class SignerTest {
  private static SignerProcess signer;
  private static User alice;
  private static User bob;

  @BeforeAll
  static void start() {
    signer = SignerProcess.start();
    alice = User.create("sshkr-alice");
    bob = User.create("sshkr-bob");
  }

  @AfterEach
  void forgetKeys() {
    for (User user : List.of(alice, bob)) {
      add(user, "-q", "--remove-locked");
      user.forgetKeys();
    }
  }

  @AfterAll
  static void end() {
    alice.close();
    bob.close();
    signer.close();
  }

  private static Command.Result add(User user, String... words) {
    return user.run(Command.join(List.of(Command.sshAddKr()), words));
  }

  private static void makeKey(User user, String type, String bits, String name) {
    user.run("ssh-keygen", "-q", "-t", type, "-b", bits, "-N", "", "-C", name, "-f", name)
        .succeeded();
  }

  @ParameterizedTest
  @CsvSource({
    "ed25519,256,ED25519",
    "ecdsa,256,ECDSA",
    "ecdsa,384,ECDSA",
    "ecdsa,521,ECDSA",
    "rsa,2055,RSA",
    "rsa,5000,RSA"
  })
  void keyOfEachTypeSignsThroughTheAgent(String type, String bits, String name) {
    makeKey(alice, type, bits, "key");
    assertThat(add(alice, "key").succeeded().err()).isEqualTo("Identity added: key (key)\n");
    Command.Result listed = add(alice, "-l");
    assertThat(listed.out()).isEqualTo(alice.run("ssh-keygen", "-lf", "key.pub").out());
    assertThat(listed.out()).endsWith("(" + name + ")\n");
    add(alice, "-T", "key.pub").succeeded();
    alice.write("data", "what is signed".getBytes(UTF_8));
    alice.run("mv", "key", "moved").succeeded(); // ssh-keygen would sign with the file
    try (AgentProcess agent = AgentProcess.start(alice)) {
      List<String> environment = List.of(agent.variable());
      assertThat(alice.run(environment, "ssh-add", "-l").out()).isEqualTo(listed.out());
      alice.run(environment, "ssh-add", "-T", "key.pub").succeeded();
      alice
          .run(environment, "ssh-keygen", "-Y", "sign", "-f", "key.pub", "-n", "file", "data")
          .succeeded();
    }
    String check = "ssh-keygen -Y check-novalidate -n file -s data.sig <data";
    alice.run("sh", "-c", check).succeeded();
  }

  @Test
  void certificateIsAnEntryOfItsOwn() {
    makeKey(alice, "ed25519", "256", "ca");
    makeKey(alice, "ed25519", "256", "key");
    alice.run("ssh-keygen", "-q", "-s", "ca", "-I", "id", "-n", "alice", "key.pub").succeeded();
    add(alice, "key").succeeded();
    assertThat(add(alice, "-l").lines()).hasSize(2);
    assertThat(add(alice, "-L").lines())
        .anyMatch(line -> line.startsWith("ssh-ed25519-cert-v01@openssh.com "));
    add(alice, "-k", "-d", "key").succeeded();
    assertThat(add(alice, "-l").out()).endsWith("(ED25519-CERT)\n");
    try (AgentProcess agent = AgentProcess.start(alice)) {
      alice.run(List.of(agent.variable()), "ssh-add", "-T", "key-cert.pub").succeeded();
    }
  }

  @Test
  void clientAddsAKeyOverTheAgentsSocket() {
    makeKey(alice, "ed25519", "256", "key");
    try (AgentProcess agent = AgentProcess.start(alice)) {
      alice.run(List.of(agent.variable()), "ssh-add", "-q", "-t", "600", "key").succeeded();
      alice.run(List.of(agent.variable()), "ssh-add", "-T", "key.pub").succeeded();
      assertThat(add(alice, "-l", "-v").out()).contains(" left]");
      alice.run(List.of(agent.variable()), "ssh-add", "-q", "-d", "key").succeeded();
    }
    assertThat(add(alice, "-l").out()).isEqualTo("The agent has no identities.\n");
    assertThat(SignerProcess.serials()).isEmpty();
  }

  @Test
  void noRsaNumberStaysInTheSigner() throws Exception {
    alice
        .run("ssh-keygen", "-q", "-t", "rsa", "-b", "2048", "-m", "PKCS8", "-N", "", "-f", "key")
        .succeeded();
    MemoryScan scan = new MemoryScan(MemoryScan.read(alice.file("key")));
    add(alice, "--rsa", "signer", "key").succeeded();
    assertThat(scan.scan(signer.pid()).values()).containsOnly(0);
    for (int i = 0; i < 10; i++) {
      add(alice, "-T", "key.pub").succeeded();
    }
    assertThat(scan.scan(signer.pid()).values()).containsOnly(0);
  }

  @Test
  void userSignalRemovesTheSignersKeysToo() {
    makeKey(alice, "ed25519", "256", "key");
    add(alice, "key").succeeded();
    try (AgentProcess agent = AgentProcess.start(alice)) {
      Command.run("kill", "-USR1", Long.toString(agent.pid())).succeeded();
      Await.until("the key is gone", () -> SignerProcess.serials().isEmpty());
    }
  }

  @Test
  void twoUsersStayTwo() {
    makeKey(alice, "ed25519", "256", "hers");
    makeKey(bob, "ed25519", "256", "his");
    add(alice, "hers").succeeded();
    add(bob, "his").succeeded();
    assertThat(add(alice, "-l").lines()).singleElement().asString().contains(" hers ");
    assertThat(add(bob, "-l").lines()).singleElement().asString().contains(" his ");
    add(bob, "-D").succeeded();
    add(alice, "-T", "hers.pub").succeeded();
    assertThat(add(bob, "-T", "his.pub").status()).isEqualTo(1);
  }

  @Test
  void keysOutliveASignerThatIsKilled() {
    makeKey(alice, "ed25519", "256", "key");
    add(alice, "key").succeeded();
    signer.crash();
    add(alice, "-T", "key.pub").succeeded();
    assertThat(add(alice, "-l").lines()).hasSize(1);
  }

  private static Command.Result answering(String passphrase, String... words) {
    alice.write("askpass", ("#!/bin/sh\necho " + passphrase + "\n").getBytes(UTF_8));
    alice.run("chmod", "+x", "askpass").succeeded();
    return alice.run(
        List.of(
            "SSH_ASKPASS=" + alice.file("askpass"),
            "SSH_ASKPASS_REQUIRE=force",
            "SSH_AUTH_SOCK=/run/ssh-kr/signer.sock"),
        words);
  }

  /** As by OpenSSH's ssh-add, which knows nothing of the lock in the user's keyring. */
  @Test
  void lockBindsAProgramOfTheSameUserThatSpeaksToTheSignerItself() {
    makeKey(alice, "ed25519", "256", "key");
    add(alice, "key").succeeded();
    answering("", "ssh-add", "-T", "key.pub").succeeded();
    answering("secret", Command.sshAddKr(), "-x").succeeded();
    for (int i = 0; i < 2; i++) {
      assertThat(answering("", "ssh-add", "-l").out()).isEqualTo("The agent has no identities.\n");
      assertThat(answering("", "ssh-add", "-T", "key.pub").status()).isEqualTo(1);
      assertThat(answering("", "ssh-add", "-D").status()).isEqualTo(1);
      assertThat(answering("wrong", "ssh-add", "-X").status()).isEqualTo(1);
      assertThat(add(alice, "-l").err()).contains("the keyring is locked");
      signer.crash();
    }
    answering("secret", Command.sshAddKr(), "-X").succeeded();
    answering("", "ssh-add", "-T", "key.pub").succeeded();
    add(alice, "-T", "key.pub").succeeded();
  }

  @Test
  void lockThatOnlyOnePlaceHasIsOpened() {
    makeKey(alice, "ed25519", "256", "key");
    add(alice, "key").succeeded();
    answering("secret", Command.sshAddKr(), "-x").succeeded();
    answering("secret", "ssh-add", "-X").succeeded();
    assertThat(add(alice, "-l").err()).contains("the keyring is locked");
    answering("secret", Command.sshAddKr(), "-X").succeeded();
    assertThat(add(alice, "-l").lines()).hasSize(1);
    assertThat(answering("secret", "ssh-add", "-x").status()).isEqualTo(1); // makes no record
    answering("secret", Command.sshAddKr(), "-x").succeeded();
    add(alice, "--remove-locked").succeeded();
    assertThat(SignerProcess.serials()).isEmpty();
    assertThat(add(alice, "-l").out()).isEqualTo("The agent has no identities.\n");
  }

  @Test
  void loginKeysGoAtTheLogoutAndMachineKeysStay() {
    makeKey(alice, "ed25519", "256", "login");
    makeKey(alice, "ed25519", "256", "machine");
    add(alice, "login").succeeded();
    add(alice, "--keyring", "persistent", "machine").succeeded();
    String program = Command.HOME.resolve("bin/ssh-signer-kr").toString();
    String uid = Integer.toString(alice.uid());
    assertThat(bob.run(program, "--logout", uid).status()).isEqualTo(1);
    assertThat(add(alice, "-l").lines()).hasSize(2);
    Command.run(program, "--logout", uid).succeeded();
    assertThat(add(alice, "-l").lines()).singleElement().asString().contains(" machine ");
  }

  /** As where neither the package nor an agent behind is there. */
  @Test
  void quotaThatIsUsedUpIsOneLineAndNothingIsHalfLoaded() {
    makeKey(alice, "ed25519", "256", "key");
    String script =
        "i=0; while keyctl add user filler$i x @us >/dev/null 2>&1; do i=$((i+1)); done; "
            + Command.sshAddKr()
            + " key";
    Command.Result result = alice.run("sh", "-c", script);
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.err().lines()).singleElement().asString().contains("quota");
    assertThat(SignerProcess.serials()).isEmpty();
  }
}

package org.sshkr.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** RSA keys on a kernel that can hold them, with the signer beside it. */
@Tag("kernel")
@Tag("programs")
class RsaPlacesTest {
  private static SignerProcess signer;
  private static User alice;

  @BeforeAll
  static void start() {
    signer = SignerProcess.start();
    alice = User.create("sshkr-alice");
  }

  @AfterEach
  void forgetKeys() {
    add("-q", "-D");
    alice.forgetKeys();
  }

  @AfterAll
  static void end() {
    alice.close();
    signer.close();
  }

  private static Command.Result add(String... words) {
    return alice.run(Command.join(List.of(Command.sshAddKr()), words));
  }

  private static void makeKey(String bits) {
    alice.run("ssh-keygen", "-q", "-t", "rsa", "-b", bits, "-N", "", "-f", "key").succeeded();
  }

  /** A modulus of 2049 to 2055 bits is as long on the wire as one of 2048. */
  @Test
  void clientAddsRsaKeysOfOtherSizesOverTheAgentsSocket() {
    makeKey("2050");
    try (AgentProcess agent = AgentProcess.start(alice)) {
      alice.run(List.of(agent.variable()), "ssh-add", "-q", "key").succeeded();
      alice.run(List.of(agent.variable()), "ssh-add", "-T", "key.pub").succeeded();
    }
    assertThat(add("-l", "-v").out()).contains("(RSA) [signer, no time limit]");
  }

  @Test
  void rsaKeyGoesWhereTheUserSays() {
    makeKey("2048");
    alice.run("ssh-keygen", "-q", "-s", "key", "-I", "id", "-n", "alice", "key.pub").succeeded();
    for (String place : List.of("signer", "kernel", "signer")) {
      add("--rsa", place, "key").succeeded();
      boolean sleeps = add("-l", "--json").out().contains("\"signed_by\":\"signer\"");
      assertThat(sleeps).isEqualTo(place.equals("signer"));
      assertThat(add("-l").lines()).hasSize(2);
      add("-T", "key.pub", "key-cert.pub").succeeded();
      assertThat(SignerProcess.serials()).hasSize(sleeps ? 4 : 0);
    }
    add("-d", "key").succeeded();
    assertThat(add("-l").status()).isEqualTo(1);
  }
}

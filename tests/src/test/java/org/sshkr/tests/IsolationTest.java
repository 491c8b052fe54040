package org.sshkr.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Which users can use a key, and which can't. Every program here runs in a session keyring of its
 * own.
 */
@Tag("kernel")
@Tag("programs")
class IsolationTest {
  private static User alice;
  private static User bob;
  private static Path key;
  private static String serial;

  @BeforeAll
  static void load() {
    alice = User.create("sshkr-alice");
    bob = User.create("sshkr-bob");
    key = alice.giveKey("key", 2048, "");
    alice.run(Command.sshAddKr(), key.toString()).succeeded();
    // only the possessor may see it, so look from a process that possesses it
    String line = alice.run(Command.sshAddKr(), "-L").succeeded().out().strip();
    serial =
        alice
            .run("sh", "-c", "keyctl link @us @p && keyctl search @us asymmetric \"$0\"", line)
            .succeeded()
            .out()
            .strip();
  }

  @AfterAll
  static void remove() {
    alice.close();
    bob.close();
  }

  @Test
  void agentOfAnotherSessionOfTheSameUserSigns() {
    try (AgentProcess agent = AgentProcess.start(alice)) {
      alice.run(List.of(agent.variable()), "ssh-add", "-T", key + ".pub").succeeded();
    }
  }

  @Test
  void processOfTheSameUserThatDoesNotPossessTheKeyCanNotEvenSeeIt() {
    assertThat(alice.run("keyctl", "describe", serial).err()).contains("Permission denied");
  }

  @Test
  void anotherUserIsRefusedByTheKernel() {
    assertKernelRefuses(bob.command(List.of(), "keyctl", "describe", serial));
    assertKernelRefuses(bob.command(List.of(), "keyctl", "link", serial, "@s"));
    assertKernelRefuses(signBy(bob.command(List.of())));
    assertThat(bob.run(Command.sshAddKr(), "-l").status()).isEqualTo(1);
  }

  @Test
  void rootInItsOwnSessionIsRefusedByTheKernel() {
    String[] root = {"keyctl", "session", "-"};
    assertKernelRefuses(Command.join(List.of(root), "keyctl", "describe", serial));
    assertKernelRefuses(Command.join(List.of(root), "keyctl", "link", serial, "@s"));
    assertKernelRefuses(signBy(root));
  }

  @Test
  void anotherUserIsRefusedAtTheSocketEvenWhereItsModeWouldLetThemIn() {
    try (AgentProcess agent = AgentProcess.start(alice)) {
      assertThat(bob.run(List.of(agent.variable()), "ssh-add", "-l").status()).isEqualTo(2);
      Command.run("chmod", "755", agent.socket().getParent().toString()).succeeded();
      Command.run("chmod", "777", agent.socket().toString()).succeeded();
      Command.Result list = bob.run(List.of(agent.variable()), "ssh-add", "-l");
      assertThat(list.status()).isNotZero();
      assertThat(list.out()).doesNotContain("SHA256");
      alice.run(List.of(agent.variable()), "ssh-add", "-l").succeeded();
    }
  }

  private static String[] signBy(String[] prefix) {
    return Command.join(
        List.of(prefix), "keyctl", "pkey_sign", serial, "0", "/etc/hostname", "enc=pkcs1");
  }

  private static void assertKernelRefuses(String[] words) {
    Command.Result result = Command.run(words);
    assertThat(result.status()).as(result.toString()).isNotZero();
    assertThat(result.err()).contains("Permission denied");
  }
}

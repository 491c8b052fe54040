package org.sshkr.tests;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** ssh-add-kr with keys that the kernel can't hold, with OpenSSH's agent behind the shim. */
@Tag("kernel")
@Tag("programs")
class AgentBehindTest {
  private static User alice;
  private static Path behind;
  private static AgentProcess agent;

  @BeforeAll
  static void start() {
    alice = User.create("sshkr-alice");
    behind = Path.of("/tmp/sshkr-behind");
    alice.run("sh", "-c", "ssh-agent -a " + behind + " >/dev/null 2>&1").succeeded();
    agent = AgentProcess.start(alice, List.of(), "--upstream", behind.toString());
  }

  @BeforeEach
  void giveKeys() {
    alice.giveKey("rsa", 2048, "");
    alice.run("ssh-keygen", "-qted25519", "-N", "", "-C", "mine", "-f", "ed").succeeded();
  }

  @AfterEach
  void forgetKeys() {
    atAgentBehind("-D");
    alice.forgetKeys();
  }

  @AfterAll
  static void end() {
    agent.close();
    alice.run("pkill", "-u", alice.name(), "ssh-agent");
    alice.run("rm", "-f", behind.toString());
    alice.close();
  }

  private Command.Result add(String... words) {
    return alice.run(List.of(agent.variable()), Command.join(List.of(Command.sshAddKr()), words));
  }

  private Command.Result atAgentBehind(String... words) {
    return alice.run(List.of("SSH_AUTH_SOCK=" + behind), Command.join(List.of("ssh-add"), words));
  }

  @Test
  void ed25519KeyGoesToTheAgentBehindAndTheRsaKeyIntoTheKernel() {
    Command.Result result = add("ed", "rsa");
    assertThat(result.status()).isZero();
    assertThat(result.err().lines())
        .containsExactly(
            "ed: Ed25519 key, which the kernel can't sign with; it goes to the agent behind"
                + " ssh-agent-kr, "
                + behind,
            "Identity added: ed (mine)",
            "Identity added: rsa (rsa of sshkr-alice)");
    assertThat(atAgentBehind("-l").lines()).singleElement().asString().endsWith("mine (ED25519)");
    assertThat(add("-T", "ed.pub").status()).isZero();
    assertThat(add("-qd", "ed").status()).isZero();
    assertThat(atAgentBehind("-l").out()).contains("no identities");
    assertThat(add("-l").lines()).singleElement().asString().contains("(RSA)");
  }

  @Test
  void keyFromStandardInputGoesThereToo() {
    Command.Result result =
        alice.run(List.of(agent.variable()), "sh", "-c", Command.sshAddKr() + " -q -t 60 - <ed");
    assertThat(result.status()).isZero();
    assertThat(atAgentBehind("-l").lines()).singleElement().asString().endsWith("mine (ED25519)");
  }

  @Test
  void constraintsAreThoseOfTheCommandLine() {
    String askpass = "SSH_ASKPASS=/bin/false";
    alice.run(List.of(agent.variable(), askpass), Command.sshAddKr(), "-q", "-c", "ed").succeeded();
    // there is no terminal to ask on
    assertThat(atAgentBehind("-T", "ed.pub").status()).isEqualTo(1);
  }

  @Test
  void dryRunSaysWhereItWouldGo() {
    Command.Result result = add("--dry-run", "ed");
    assertThat(result.status()).isZero();
    assertThat(result.err())
        .contains("ed: Ed25519 key")
        .contains("it would go to the agent behind");
    assertThat(atAgentBehind("-l").out()).contains("no identities");
  }

  @Test
  void lockedKeyringKeepsTheAgentBehindShutToo() {
    assertThat(add("-q", "rsa").status()).isZero();
    Path askpass = alice.write("askpass", "#!/bin/sh\necho secret\n".getBytes(US_ASCII));
    alice.run("chmod", "+x", askpass.toString()).succeeded();
    List<String> answered =
        List.of(agent.variable(), "SSH_ASKPASS=" + askpass, "SSH_ASKPASS_REQUIRE=force");
    alice.run(answered, Command.sshAddKr(), "-x").succeeded();
    assertThat(add("-q", "ed").status()).isEqualTo(1);
    assertThat(atAgentBehind("-l").out()).contains("no identities");
    alice.run(answered, Command.sshAddKr(), "-X").succeeded();
  }

  /** auth-sock's note beside the socket tells -l and -D that an agent was displaced. */
  @Test
  void listAndRemoveAllReachADisplacedAgent() {
    alice.run("sh", "-c", "echo " + behind + " >" + noted()).succeeded();
    assertThat(add("-q", "ed", "rsa").status()).isZero();
    assertThat(add("-l").lines())
        .hasSize(2)
        .first()
        .asString()
        .endsWith("rsa of sshkr-alice (RSA)");
    assertThat(add("-L").lines()).hasSize(2).anyMatch(line -> line.startsWith("ssh-ed25519 "));
    assertThat(add("-qD").status()).isZero();
    assertThat(atAgentBehind("-l").out()).contains("no identities");
    assertThat(add("-l").status()).isEqualTo(1);
    alice.run("rm", noted()).succeeded();
  }

  private static String noted() {
    String socket = agent.variable().substring("SSH_AUTH_SOCK=".length());
    return Path.of(socket).resolveSibling("behind").toString();
  }

  @Test
  void withoutAnAgentBehindOneLineSaysWhatToDo() {
    Command.Result result = alice.run(Command.sshAddKr(), "ed");
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.err().lines()).singleElement().asString().contains("signer own");
  }
}

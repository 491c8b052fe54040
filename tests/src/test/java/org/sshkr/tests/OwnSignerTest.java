package org.sshkr.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A signer that is a process of the user's own: no package, no root. */
@Tag("keyrings")
class OwnSignerTest {
  private static User alice;
  private static List<String> variables;

  @BeforeAll
  static void start() {
    alice = User.create("sshkr-alice");
    variables = List.of("XDG_RUNTIME_DIR=" + alice.file("run"));
  }

  @AfterAll
  static void end() {
    alice.close();
  }

  @BeforeEach
  void configure() {
    alice.run("mkdir", "-m", "700", "run").succeeded();
    alice.run("mkdir", "-p", ".config/ssh-kr").succeeded();
    alice.write(".config/ssh-kr/config", "signer own\n".getBytes(StandardCharsets.UTF_8));
    for (String type : List.of("ed25519", "ecdsa")) {
      alice.run("ssh-keygen", "-q", "-t", type, "-N", "", "-C", type, "-f", type).succeeded();
    }
  }

  @AfterEach
  void forgetKeys() {
    killSigner();
    alice.run("rm", "-rf", ".config");
    alice.forgetKeys();
  }

  private static Command.Result run(String... words) {
    return alice.run(variables, words);
  }

  private static Command.Result add(String... words) {
    return run(Command.join(List.of(Command.sshAddKr()), words));
  }

  private static boolean signerRuns() {
    return Command.run("pgrep", "-u", alice.name(), "-f", "SshSignerKr").status() == 0;
  }

  private static void killSigner() {
    Command.run("pkill", "-KILL", "-u", alice.name(), "-f", "SshSignerKr");
    Await.until("the signer is gone", () -> !signerRuns());
  }

  @Test
  void keysSignAndOutliveTheSigner() {
    Command.Result added = add("ed25519", "ecdsa").succeeded();
    assertThat(added.err())
        .isEqualTo(
            """
            Identity added: ed25519 (ed25519)
            Your other programs can read this key: the signer is your own; see ssh-signer-kr(8)
            Identity added: ecdsa (ecdsa)
            """);
    assertThat(add("-l").lines()).hasSize(2);
    assertThat(signerRuns()).isTrue();
    killSigner();
    try (AgentProcess agent = AgentProcess.start(alice, variables)) {
      alice.run("rm", "ed25519", "ecdsa").succeeded();
      alice.run(List.of(agent.variable()), "ssh-add", "-T", "ed25519.pub", "ecdsa.pub").succeeded();
      killSigner();
      alice.run(List.of(agent.variable()), "ssh-add", "-T", "ed25519.pub").succeeded();
    }
    add("-D").succeeded();
    assertThat(add("-l").status()).isEqualTo(1);
  }

  @Test
  void manyThatStartItAtATimeShareOne() {
    String script =
        "for i in 1 2 3 4 5; do "
            + Command.sshAddKr()
            + " -l >/dev/null & done; wait; "
            + Command.sshAddKr()
            + " -q ed25519 && pgrep -c -u $(id -u) -f SshSigner[K]r";
    assertThat(run("sh", "-c", script).succeeded().out()).isEqualTo("1\n");
  }

  @Test
  void withoutASignerOneLineSaysHowToGetOne() {
    Command.Result result = add("--signer", "no", "ed25519");
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.err().lines())
        .singleElement()
        .asString()
        .contains("ssh-kr-signer.socket")
        .contains("\"signer own\"");
    assertThat(add("--signer", "other", "ed25519").err())
        .isEqualTo("ssh-add-kr: neither system nor own nor no: other\n");
  }
}

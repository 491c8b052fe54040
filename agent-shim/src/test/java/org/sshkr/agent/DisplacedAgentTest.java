package org.sshkr.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sshkr.keyring.PrivateKey;
import org.sshkr.keyring.TestKeys;

/** Agents that had SSH_AUTH_SOCK before, named by the file beside the shim's socket. */
@Timeout(60)
class DisplacedAgentTest {
  @TempDir private Path directory;

  private final List<Process> agents = new ArrayList<>();
  private Shim shim;

  @BeforeEach
  void start() throws Exception {
    shim = new Shim(directory.resolve("agent.sock"), Upstream.DISPLACED);
    try (PrivateKey key = TestKeys.privateKey(TestKeys.pair(2048))) {
      shim.keyring.add(key, "in the kernel", Optional.empty());
    }
    run("ssh-keygen", "-qted25519", "-N", "", "-C", "behind", "-f", "key");
  }

  @AfterEach
  void stop() throws Exception {
    for (Process agent : agents) {
      agent.destroyForcibly().onExit().join();
    }
    shim.close();
  }

  private Shim.Result run(String... words) throws Exception {
    return shim.run(directory, words);
  }

  private Process startAgent(String name) throws IOException {
    Process agent =
        new ProcessBuilder("ssh-agent", "-D", "-a", directory.resolve(name).toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    agent.inputReader().readLine(); // listens now
    agents.add(agent);
    return agent;
  }

  private void displaced(String... names) throws IOException {
    List<String> lines = new ArrayList<>();
    for (String name : names) {
      lines.add(directory.resolve(name).toString());
    }
    Files.write(directory.resolve("behind"), lines);
  }

  @Test
  void shimWithoutOneIsAsIfThereWereNoSuchThing() throws Exception {
    assertThat(run("ssh-add", "-l").out().lines()).hasSize(1);
    assertThat(run("ssh-add", "-q", "key").status()).isEqualTo(1);
    assertThat(shim.log)
        .anyMatch(line -> line.contains("type ssh-ed25519 that the kernel can't use"));
    assertThat(run("ssh-add", "-D").status()).isZero();
  }

  @Test
  void keyThatTheKernelCannotHoldGoesThere() throws Exception {
    startAgent("other");
    displaced("other");
    assertThat(run("ssh-add", "-q", "key").status()).isZero();
    assertThat(run("ssh-add", "-l").out().lines()).hasSize(2);
    assertThat(run("ssh-add", "-T", "key.pub").status()).isZero();
    assertThat(run("ssh-add", "-D").status()).isZero();
    assertThat(run("ssh-add", "-l").out()).contains("no identities");
  }

  @Test
  void newestThatListensIsAsked() throws Exception {
    startAgent("old");
    Process recent = startAgent("recent");
    displaced("gone", "recent", "old");
    assertThat(run("ssh-add", "-q", "key").status()).isZero();
    assertThat(run("ssh-add", "-l").out().lines()).hasSize(2);
    recent.destroyForcibly().onExit().join();
    assertThat(run("ssh-add", "-l").out().lines()).hasSize(1); // the old agent has no key
    assertThat(run("ssh-add", "-q", "key").status()).isZero();
    assertThat(run("ssh-add", "-l").out().lines()).hasSize(2);
  }

  /** A display manager's ssh-agent ends with its session, and leaves its socket if it is killed. */
  @Test
  void oneThatIsGoneIsNoError() throws Exception {
    startAgent("other").destroyForcibly().onExit().join();
    displaced("other");
    assertThat(directory.resolve("other")).exists();
    assertThat(run("ssh-add", "-l").out().lines()).hasSize(1);
    assertThat(run("ssh-add", "-D").status()).isZero();
  }

  @Test
  void keyThatBothHaveIsListedOnceAndSignedWithByTheKeyring() throws Exception {
    Path pem = directory.resolve("rsa");
    byte[] der = TestKeys.pair(2048).getPrivate().getEncoded();
    Files.writeString(
        pem,
        "-----BEGIN PRIVATE KEY-----\n"
            + Base64.getMimeEncoder().encodeToString(der)
            + "\n-----END PRIVATE KEY-----\n");
    Files.setPosixFilePermissions(pem, PosixFilePermissions.fromString("rw-------"));
    Process other = startAgent("other");
    ProcessBuilder add = new ProcessBuilder("ssh-add", "-q", pem.toString());
    add.environment().put("SSH_AUTH_SOCK", directory.resolve("other").toString());
    assertThat(add.start().waitFor()).isZero();
    displaced("other");
    Shim.Result list = run("ssh-add", "-L");
    assertThat(list.out().lines()).hasSize(1);
    Files.writeString(directory.resolve("rsa.pub"), list.out());
    signal(other, "STOP"); // so that a signature can't come from the other agent
    assertThat(run("ssh-add", "-T", "rsa.pub").status()).isZero();
    signal(other, "CONT");
  }

  private static void signal(Process process, String name) throws Exception {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
  }

  /** A user who could write the file could have keys and requests sent to an agent of their own. */
  @Test
  void fileThatOthersMayWriteIsNotHeeded() throws Exception {
    startAgent("other");
    displaced("other");
    Files.setPosixFilePermissions(
        directory.resolve("behind"), PosixFilePermissions.fromString("rw-rw-rw-"));
    assertThat(run("ssh-add", "-q", "key").status()).isEqualTo(1);
  }

  @Test
  void ownSocketInTheFileIsPassedOver() throws Exception {
    displaced("agent.sock");
    assertThat(run("ssh-add", "-l").out().lines()).hasSize(1);
    assertThat(shim.log).isEmpty();
  }
}

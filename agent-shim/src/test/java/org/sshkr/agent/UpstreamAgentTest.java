package org.sshkr.agent;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Queue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sshkr.keyring.InMemoryKeyring;
import org.sshkr.keyring.PrivateKey;
import org.sshkr.keyring.TestKeys;

/** OpenSSH's ssh-add and ssh-keygen at the shim, with OpenSSH's ssh-agent behind it. */
@Timeout(120)
class UpstreamAgentTest {
  @TempDir private Path directory;

  private Process upstream;
  private Shim shim;
  private InMemoryKeyring keyring;
  private Queue<String> log;

  @BeforeEach
  void start() throws Exception {
    startUpstream();
    shim =
        new Shim(
            directory.resolve("agent"), Upstream.parse(directory.resolve("upstream").toString()));
    keyring = shim.keyring;
    log = shim.log;
    try (PrivateKey key = TestKeys.privateKey(TestKeys.pair(2048))) {
      keyring.add(key, "in the kernel", Optional.empty());
    }
    run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "upstream", "-f", "key");
    Files.move(directory.resolve("key"), directory.resolve("private"));
  }

  private void startUpstream() throws IOException {
    Files.deleteIfExists(directory.resolve("upstream"));
    upstream =
        new ProcessBuilder("ssh-agent", "-D", "-a", directory.resolve("upstream").toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    upstream.inputReader().readLine(); // listens now
  }

  @AfterEach
  void stop() throws Exception {
    signal("CONT"); // a stopped process would not end
    upstream.destroyForcibly().onExit().join();
    shim.close();
  }

  private void signal(String name) throws Exception {
    new ProcessBuilder("kill", "-" + name, Long.toString(upstream.pid())).start().waitFor();
  }

  private Shim.Result run(String... words) throws Exception {
    return shim.run(directory, words);
  }

  /** Adds the key and removes its file: ssh-keygen would use the private key beside key.pub. */
  private void addToUpstream() throws Exception {
    Files.copy(directory.resolve("private"), directory.resolve("key"));
    Files.setPosixFilePermissions(
        directory.resolve("key"), PosixFilePermissions.fromString("rw-------"));
    assertThat(run("ssh-add", "-q", "key").status()).isZero();
    Files.delete(directory.resolve("key"));
  }

  private boolean signs() throws Exception {
    Files.write(directory.resolve("data"), "data".getBytes(US_ASCII));
    Files.deleteIfExists(directory.resolve("data.sig"));
    return run("ssh-keygen", "-q", "-Y", "sign", "-n", "file", "-f", "key.pub", "data").status()
        == 0;
  }

  @Test
  void keyThatTheKernelCannotHoldGoesUpstreamAndSignsThere() throws Exception {
    addToUpstream();
    assertThat(run("ssh-add", "-l").out().lines())
        .hasSize(2)
        .anyMatch(line -> line.endsWith("in the kernel (RSA)"))
        .anyMatch(line -> line.endsWith("upstream (ED25519)"));
    assertThat(signs()).isTrue();
    assertThat(run("ssh-add", "-qd", "key.pub").status()).isZero();
    assertThat(run("ssh-add", "-l").out().lines()).hasSize(1);
    assertThat(signs()).isFalse();
  }

  @Test
  void rsaGoesToTheLoader() throws Exception {
    run("ssh-keygen", "-q", "-t", "rsa", "-b", "2048", "-N", "", "-f", "rsa");
    assertThat(run("ssh-add", "rsa").status()).isEqualTo(1);
    assertThat(log).anyMatch(line -> line.contains("RSA went to the loader"));
  }

  @Test
  void rsaOfASizeThatTheKernelRefusesGoesUpstream() throws Exception {
    run("ssh-keygen", "-q", "-t", "rsa", "-b", "1024", "-N", "", "-C", "short", "-f", "rsa");
    assertThat(run("ssh-add", "-q", "rsa").status()).isZero();
    assertThat(run("ssh-add", "-l").out().lines())
        .anyMatch(line -> line.startsWith("1024 ") && line.endsWith("short (RSA)"));
    assertThat(log).noneMatch(line -> line.contains("loader"));
  }

  @Test
  void allIsRemovedFromBoth() throws Exception {
    addToUpstream();
    assertThat(run("ssh-add", "-D").status()).isZero();
    assertThat(run("ssh-add", "-l").out()).contains("no identities");
  }

  @Test
  void lockedKeyringHidesBoth() throws Exception {
    addToUpstream();
    keyring.lock(new byte[] {1});
    assertThat(run("ssh-add", "-l").out()).contains("no identities");
    assertThat(signs()).isFalse();
    keyring.unlock(new byte[] {1});
    assertThat(run("ssh-add", "-l").out().lines()).hasSize(2);
    assertThat(signs()).isTrue();
  }

  @Test
  void absentUpstreamTakesItsOwnKeysAloneWithItUntilItIsBack() throws Exception {
    addToUpstream();
    upstream.destroyForcibly().onExit().join();
    assertThat(run("ssh-add", "-l").out().lines()).hasSize(1);
    assertThat(signs()).isFalse();
    startUpstream();
    addToUpstream();
    assertThat(signs()).isTrue();
  }

  @Test
  void silentUpstreamIsWaitedForOnceAndNotAgain() throws Exception {
    addToUpstream();
    signal("STOP");
    assertThat(run("ssh-add", "-l").out().lines()).hasSize(1);
    assertThat(log).anyMatch(line -> line.contains("not listed"));
    log.clear();
    assertThat(run("ssh-add", "-l").out().lines()).hasSize(1);
    assertThat(log).isEmpty(); // the agent was not asked
  }
}

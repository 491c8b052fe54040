package org.sshkr.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.interfaces.RSAPrivateCrtKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A real login by OpenSSH's client at OpenSSH's server, and what the shim's memory holds while it
 * signs.
 */
@Tag("kernel")
class LoginTest {
  private User alice;
  private AgentProcess agent;
  private Path key;

  @BeforeEach
  void prepare() throws Exception {
    alice = User.create("sshkr-alice");
    key = alice.makeKey("key", 2048, "");
    alice.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", "host").succeeded();
    alice.write("authorized", Files.readAllBytes(Path.of(key + ".pub")));
    alice.write("client", Files.readAllBytes(key)); // the only copy of the private key on disk
    Files.delete(key);
    agent = AgentProcess.start(alice);
  }

  @AfterEach
  void remove() {
    agent.close();
    alice.close();
  }

  /**
   * Logs in at a server that this same command line starts for one connection: {@code sshd -i} as
   * ProxyCommand needs no port.
   */
  private Command.Result login(String algorithms) {
    String server =
        "/usr/sbin/sshd -i -f /dev/null -h "
            + alice.file("host")
            + " -o AuthorizedKeysFile="
            + alice.file("authorized")
            + " -o StrictModes=no -o UsePAM=no -o PubkeyAcceptedAlgorithms="
            + algorithms;
    return alice.run(
        List.of(agent.variable()),
        "ssh",
        "-F",
        "none",
        "-o",
        "ProxyCommand=" + server,
        "-o",
        "BatchMode=yes",
        "-o",
        "StrictHostKeyChecking=no",
        "-o",
        "UserKnownHostsFile=/dev/null",
        "-o",
        "PubkeyAcceptedAlgorithms=" + algorithms,
        alice.name() + "@server",
        "echo it is me");
  }

  @Test
  void keyThatOnlyTheKernelHoldsLogsInUntilItIsRemoved() {
    alice.run(Command.sshAddKr(), "client").succeeded();
    Command.run("rm", alice.file("client").toString()).succeeded();
    for (String algorithm : List.of("rsa-sha2-256", "rsa-sha2-512", "ssh-rsa")) {
      Command.Result login = login(algorithm);
      assertThat(login.out()).as(login.err()).isEqualTo("it is me\n");
    }
    alice.run(Command.sshAddKr(), "-D").succeeded();
    Command.Result refused = login("rsa-sha2-512");
    assertThat(refused.status()).isEqualTo(255);
    assertThat(refused.err()).contains("Permission denied (publickey");
  }

  @Test
  void memoryOfTheShimNeverHoldsTheKey() throws Exception {
    Command.run("cp", alice.file("client").toString(), "/run/scanned").succeeded();
    Command.run("ssh-keygen", "-p", "-q", "-m", "PKCS8", "-N", "", "-f", "/run/scanned")
        .succeeded();
    RSAPrivateCrtKey numbers = MemoryScan.read(Path.of("/run/scanned"));
    alice.run(Command.sshAddKr(), "client").succeeded();
    alice.write("data", "data".getBytes(StandardCharsets.US_ASCII));

    assertThat(scanWhileSigning(numbers, agent.pid(), agent.variable(), 3).values())
        .allMatch(hits -> hits == 0);

    // the same scan finds the numbers in this process, which has them, or the zeroes would mean
    // nothing
    assertThat(new MemoryScan(numbers).scan(ProcessHandle.current().pid()).values())
        .allMatch(hits -> hits > 0);
  }

  private Map<String, Integer> scanWhileSigning(
      RSAPrivateCrtKey numbers, long pid, String variable, int scans) {
    List<String> forEver =
        new ArrayList<>(List.of("sh", "-c", "while ssh-add -T key.pub 2>/dev/null; do :; done"));
    try {
      Process signing =
          new ProcessBuilder(alice.command(List.of(variable), forEver.toArray(String[]::new)))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      try {
        MemoryScan scan = new MemoryScan(numbers);
        Map<String, Integer> most = scan.scan(pid);
        for (int i = 1; i < scans; i++) {
          scan.scan(pid).forEach((name, hits) -> most.merge(name, hits, Math::max));
        }
        assertThat(signing.isAlive()).isTrue(); // it did sign all the while
        return most;
      } finally {
        signing.destroyForcibly().onExit().join();
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}

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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A real login by OpenSSH's client to OpenSSH's server, and the shim's memory while it signs. */
@Tag("kernel")
class LoginTest {
  private static User alice;

  /** One for all tests, since starting Java takes an emulated processor seconds. */
  private static AgentProcess agent;

  private Path key;

  @BeforeAll
  static void start() {
    alice = User.create("sshkr-alice");
    agent =
        AgentProcess.start(
            alice, List.of("SSH_ASKPASS=" + alice.file("askpass"), "SSH_ASKPASS_REQUIRE=force"));
  }

  @BeforeEach
  void prepare() throws Exception {
    key = alice.giveKey("key", 2048, "");
    alice.write("authorized", Files.readAllBytes(Path.of(key + ".pub")));
    alice.write("client", Files.readAllBytes(key)); // the only copy of the private key on disk
    Files.delete(key);
  }

  @AfterEach
  void forgetKeys() {
    alice.forgetKeys();
  }

  @AfterAll
  static void end() {
    agent.close();
    alice.close();
  }

  private Login login(String algorithms) {
    return login("server", algorithms);
  }

  private Login login(String host, String algorithms) {
    return new Login(alice, host)
        .server("AuthorizedKeysFile=" + alice.file("authorized"))
        .both("PubkeyAcceptedAlgorithms=" + algorithms);
  }

  @Test
  void keyThatOnlyTheKernelHoldsLogsInUntilItIsRemoved() {
    alice.run(Command.sshAddKr(), "client").succeeded();
    Command.run("rm", alice.file("client").toString()).succeeded();
    for (String algorithm : List.of("rsa-sha2-256", "rsa-sha2-512", "ssh-rsa")) {
      login(algorithm).succeeds(agent);
    }
    alice.run(Command.sshAddKr(), "-D").succeeded();
    Command.Result refused = login("rsa-sha2-512").run(agent);
    assertThat(refused.status()).isEqualTo(255);
    assertThat(refused.err()).contains("Permission denied (publickey");
  }

  @Test
  void keyLogsInAtItsDestinationOnly() throws Exception {
    Login login = login("rsa-sha2-512");
    String hostKey = read("server.pub");
    String otherKey = Files.readString(Path.of(key + ".pub"));
    alice.write(
        "hosts",
        ("server " + hostKey + "elsewhere " + otherKey).getBytes(StandardCharsets.US_ASCII));
    alice
        .run(Command.sshAddKr(), "-H", "hosts", "-h", alice.name() + "@server", "client")
        .succeeded();
    login.succeeds(agent);
    alice.run(Command.sshAddKr(), "-H", "hosts", "-h", "elsewhere", "client").succeeded();
    assertThat(login.run(agent).status()).isEqualTo(255);
    assertThat(alice.run(Command.sshAddKr(), "-l", "-v").out())
        .contains("destinations are limited");
  }

  /** ssh -A; the second server is reached from the first, with the forwarded agent. */
  @Test
  void forwardedKeyLogsInAtTheSecondHopOnlyByThePermittedWay() throws Exception {
    Login first = login("first", "rsa-sha2-512");
    Login second = login("second", "rsa-sha2-512");
    alice.write(
        "hosts",
        ("first " + read("first.pub") + "second " + read("second.pub"))
            .getBytes(StandardCharsets.US_ASCII));
    alice.run(Command.sshAddKr(), "client").succeeded();
    first.succeeds(agent, second);
    alice.run(destinations("first", "first>second")).succeeded();
    first.succeeds(agent, second);
    assertThat(second.run(agent).status()).isEqualTo(255);
    alice.run(destinations("first", "second")).succeeded();
    second.succeeds(agent);
    assertThat(first.run(agent, second).status()).isEqualTo(255);
  }

  /** The words that add the key again, for these destinations; see ssh-add(1), -h. */
  private static String[] destinations(String... ways) {
    List<String> words = new ArrayList<>(List.of(Command.sshAddKr(), "-H", "hosts"));
    for (String way : ways) {
      words.addAll(List.of("-h", way));
    }
    words.add("client");
    return words.toArray(String[]::new);
  }

  private static String read(String name) throws IOException {
    return Files.readString(alice.file(name));
  }

  @Test
  void certificateLogsInAtAServerThatTrustsItsAuthority() {
    alice.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", "ca").succeeded();
    alice
        .run("ssh-keygen", "-q", "-s", "ca", "-I", "id", "-n", alice.name(), key + ".pub")
        .succeeded();
    alice.run("mv", "key-cert.pub", "client-cert.pub").succeeded();
    alice.run(Command.sshAddKr(), "-C", "client").succeeded();
    new Login(alice, "server")
        .server("TrustedUserCAKeys=" + alice.file("ca.pub"))
        .both("PubkeyAcceptedAlgorithms=rsa-sha2-512-cert-v01@openssh.com")
        .succeeds(agent);
    assertThat(alice.run(List.of(agent.variable()), "ssh-add", "-l").lines())
        .singleElement()
        .asString()
        .endsWith("(RSA-CERT)");
  }

  @Test
  void keyToBeConfirmedLogsInOnlyIfTheUserAgrees() throws Exception {
    alice.write(
        "askpass",
        ("#!/bin/sh\nprintf '%s' \"$SSH_ASKPASS_PROMPT: $1\" >" + alice.file("question") + "\n")
            .concat("exec test -e " + alice.file("agreed") + "\n")
            .getBytes(StandardCharsets.US_ASCII));
    alice.run("chmod", "+x", "askpass").succeeded();
    alice.run(Command.sshAddKr(), "-c", "client").succeeded();
    assertThat(login("rsa-sha2-512").run(agent).status()).isEqualTo(255);
    assertThat(Files.readString(alice.file("question")))
        .startsWith("confirm: Allow use of key key of sshkr-alice?")
        .contains("SHA256:", "Asked by: ssh ");
    alice.write("agreed", new byte[0]);
    login("rsa-sha2-512").succeeds(agent);
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

    // the same scan finds the numbers in this process, which has them; otherwise the zeroes would
    // mean nothing
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
        assertThat(signing.isAlive()).isTrue(); // it was signing the whole time
        return most;
      } finally {
        signing.destroyForcibly().onExit().join();
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}

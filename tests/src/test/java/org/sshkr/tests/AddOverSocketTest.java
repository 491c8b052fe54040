package org.sshkr.tests;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.interfaces.RSAPrivateCrtKey;
import java.util.List;
import org.apache.sshd.agent.SshAgent;
import org.apache.sshd.agent.SshAgentKeyConstraint;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.sshkr.agent.protocol.Failure;
import org.sshkr.agent.protocol.IdentitiesAnswer;
import org.sshkr.agent.protocol.Lock;
import org.sshkr.agent.protocol.RequestIdentities;
import org.sshkr.agent.protocol.SignRequest;
import org.sshkr.agent.protocol.SignResponse;
import org.sshkr.agent.protocol.Success;
import org.sshkr.agent.protocol.UnknownRequest;
import org.sshkr.agent.protocol.Unlock;
import org.sshkr.client.UnixSocketAgentFactory;
import org.sshkr.keyring.SshCertificate;
import org.sshkr.keyring.TestKeys;
import org.sshkr.wire.Blob;
import org.sshkr.wire.WireWriter;

/** Keys that clients add to the shim, which hands them on: OpenSSH's ssh-add and ssh, and MINA. */
@Tag("kernel")
class AddOverSocketTest {
  private User alice;
  private AgentProcess agent;

  @BeforeEach
  void prepare() {
    alice = User.create("sshkr-alice");
    alice.makeKey("key", 2048, "");
    agent = AgentProcess.start(alice);
  }

  @AfterEach
  void remove() {
    agent.close();
    alice.close();
  }

  private void restart(List<String> variables, String... options) {
    agent.close();
    agent = AgentProcess.start(alice, variables, options);
  }

  private Command.Result sshAdd(String... words) {
    return alice.run(List.of(agent.variable()), Command.join(List.of("ssh-add"), words));
  }

  private void assertEmptyAndAlive() {
    Command.Result list = sshAdd("-l");
    assertThat(list.status()).isEqualTo(1);
    assertThat(list.out()).contains("no identities");
  }

  /** What ssh-add-kr tells of the one key that there is. */
  private String details() {
    List<String> lines = alice.run(Command.sshAddKr(), "-l", "-v").succeeded().lines();
    assertThat(lines).hasSize(1);
    return lines.get(0);
  }

  @Test
  void keySignsUntilItIsRemoved() throws IOException {
    sshAdd("key").succeeded();
    assertThat(sshAdd("-L").out()).isEqualTo(Files.readString(alice.file("key.pub")));
    assertThat(alice.run(Command.sshAddKr(), "-L").out()).isEqualTo(sshAdd("-L").out());
    sshAdd("-T", "key.pub").succeeded();
    sshAdd("-d", "key").succeeded();
    assertEmptyAndAlive();
  }

  @Test
  void everySizeThatTheKernelTakesIsAdded() {
    for (int bits : new int[] {3072, 4096}) {
      alice.makeKey("key" + bits, bits, "");
      sshAdd("key" + bits).succeeded();
      sshAdd("-T", "key" + bits + ".pub").succeeded();
    }
    assertThat(sshAdd("-l").lines()).hasSize(2);
  }

  @Test
  void keyOutlivesTheShim() {
    sshAdd("key").succeeded();
    agent.kill();
    restart(List.of());
    sshAdd("-T", "key.pub").succeeded();
  }

  @Test
  void lifetimeIsTheClientsOrElseTheShims() {
    sshAdd("key").succeeded();
    assertThat(details()).doesNotContain("left");
    sshAdd("-t", "90m", "key").succeeded(); // of which the kernel tells the hours
    assertThat(details()).contains("1h left");
    restart(List.of(), "-t", "90");
    sshAdd("key").succeeded();
    assertThat(details()).contains("1m left");
    sshAdd("-t", "90m", "key").succeeded();
    assertThat(details()).contains("1h left");
  }

  @Test
  void keyWhoseLifetimeIsOverIsGone() {
    sshAdd("-t", "2", "key").succeeded();
    Await.until("the key is gone", () -> sshAdd("-l").status() == 1);
    assertEmptyAndAlive();
  }

  @Test
  void keyToBeConfirmedSignsOnlyIfTheUserAgrees() {
    alice.write(
        "askpass", ("#!/bin/sh\nexec test -e " + alice.file("agreed") + "\n").getBytes(US_ASCII));
    alice.run("chmod", "+x", "askpass").succeeded();
    restart(List.of("SSH_ASKPASS=" + alice.file("askpass"), "SSH_ASKPASS_REQUIRE=force"));
    sshAdd("-c", "key").succeeded();
    assertThat(sshAdd("-T", "key.pub").status()).isEqualTo(1);
    alice.write("agreed", new byte[0]);
    sshAdd("-T", "key.pub").succeeded();
    alice.run("rm", "agreed").succeeded();
    sshAdd("key").succeeded(); // again, without
    sshAdd("-T", "key.pub").succeeded();
  }

  @Test
  void destinationIsKeptAndDeniesASignatureWithoutASession() throws IOException {
    alice.write("hosts", ("server " + Files.readString(alice.file("key.pub"))).getBytes(US_ASCII));
    sshAdd("-H", "hosts", "-h", "server", "key").succeeded();
    assertThat(details()).contains("destinations are limited");
    assertThat(sshAdd("-T", "key.pub").status()).isEqualTo(1);
  }

  private void certify() {
    alice.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", "ca").succeeded();
    alice.run("ssh-keygen", "-q", "-s", "ca", "-I", "id", "-n", "me", "key.pub").succeeded();
  }

  @Test
  void certificateIsAddedBesideItsKey() {
    certify();
    sshAdd("-t", "1h", "key").succeeded();
    assertThat(sshAdd("-l").lines())
        .hasSize(2)
        .anyMatch(line -> line.endsWith("(RSA)"))
        .anyMatch(line -> line.endsWith("(RSA-CERT)"));
    sshAdd("-T", "key.pub", "key-cert.pub").succeeded();
  }

  /** As ssh-add's option -C does, which OpenSSH 9.2 lacks. */
  @Test
  void certificateAloneIsAllThatItsKeySignsUnder() throws IOException {
    KeyPair pair = TestKeys.pair(2048);
    RSAPrivateCrtKey numbers = (RSAPrivateCrtKey) pair.getPrivate();
    Blob certificate = TestKeys.certificate(pair, "id").blob();
    byte[] message =
        new WireWriter()
            .writeText(SshCertificate.TYPE)
            .writeString(certificate.toByteArray())
            .writeMpint(numbers.getPrivateExponent())
            .writeMpint(numbers.getCrtCoefficient())
            .writeMpint(numbers.getPrimeP())
            .writeMpint(numbers.getPrimeQ())
            .writeText("alone")
            .toByteArray();
    try (AgentClient client = new AgentClient(agent.socket())) {
      assertThat(client.ask(new UnknownRequest(17, Blob.copyOf(message)))).isEqualTo(new Success());
      assertThat(client.ask(new RequestIdentities()))
          .isEqualTo(
              new IdentitiesAnswer(List.of(new IdentitiesAnswer.Identity(certificate, "alone"))));
      Blob data = Blob.copyOf(new byte[] {1});
      assertThat(client.ask(new SignRequest(certificate, data, 4)))
          .isInstanceOf(SignResponse.class);
      Blob plain = Blob.copyOf(TestKeys.publicKey(pair).blob());
      assertThat(client.ask(new SignRequest(plain, data, 4))).isEqualTo(new Failure());
    }
  }

  @Test
  void otherKeyTypesAreRefusedAndTheShimGoesOn() {
    for (String type : List.of("ed25519", "ecdsa")) {
      alice.run("ssh-keygen", "-q", "-t", type, "-N", "", "-f", type).succeeded();
      Command.Result refused = sshAdd(type);
      assertThat(refused.status()).isEqualTo(1);
      assertThat(refused.err()).contains("agent refused operation");
    }
    assertEmptyAndAlive();
    sshAdd("key").succeeded();
    sshAdd("-T", "key.pub").succeeded();
  }

  @Test
  void lockedKeyringTakesNoKey() throws IOException {
    byte[] passphrase = "open sesame".getBytes(US_ASCII);
    try (AgentClient client = new AgentClient(agent.socket())) {
      assertThat(client.ask(new Lock(passphrase.clone()))).isEqualTo(new Success());
      Command.Result refused = sshAdd("key");
      assertThat(refused.status()).isEqualTo(1);
      assertThat(refused.err()).contains("agent refused operation");
      assertThat(client.ask(new Unlock(passphrase.clone()))).isEqualTo(new Success());
    }
    assertEmptyAndAlive();
    sshAdd("key").succeeded();
  }

  @Test
  void minaAddsAKeyWithConstraints() throws IOException {
    KeyPair pair = TestKeys.pair(2048);
    try (SshAgent client = UnixSocketAgentFactory.at(agent.socket()).createClient(null, null)) {
      client.addIdentity(pair, "by MINA", new SshAgentKeyConstraint.LifeTime(5400));
      assertThat(details()).contains("by MINA", "1h left");
      assertThat(client.sign(null, pair.getPublic(), "rsa-sha2-512", new byte[] {1}).getKey())
          .isEqualTo("rsa-sha2-512");
      assertThatThrownBy(
              () ->
                  client.addIdentity(
                      pair,
                      "",
                      SshAgentKeyConstraint.CONFIRM,
                      new SshAgentKeyConstraint.FidoProviderExtension("internal")))
          .isInstanceOf(IOException.class);
    }
    assertThat(details()).contains("by MINA"); // what was refused has changed nothing
  }

  /** ssh's option AddKeysToAgent; the server is one that this command line starts. */
  @Test
  void keyOfALoginIsAddedAndTheNextOneNeedsNoFile() throws IOException {
    alice.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", "host").succeeded();
    alice.write("authorized", Files.readAllBytes(alice.file("key.pub")));
    Command.Result login = login("-o", "AddKeysToAgent=yes", "-i", "key");
    assertThat(login.out()).as(login.err()).isEqualTo("it is me\n");
    assertThat(details()).startsWith("2048 SHA256:");
    alice.run("rm", "key").succeeded();
    Command.Result again = login();
    assertThat(again.out()).as(again.err()).isEqualTo("it is me\n");
  }

  private Command.Result login(String... options) {
    String server =
        "/usr/sbin/sshd -i -f /dev/null -h "
            + alice.file("host")
            + " -o AuthorizedKeysFile="
            + alice.file("authorized")
            + " -o StrictModes=no -o UsePAM=no";
    List<String> ssh =
        List.of(
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
            "UserKnownHostsFile=/dev/null");
    String[] words = Command.join(ssh, options);
    return alice.run(
        List.of(agent.variable()),
        Command.join(List.of(words), alice.name() + "@server", "echo it is me"));
  }

  @Test
  void memoryOfTheShimDoesNotHoldTheKeyThatItHandedOn() throws Exception {
    Path scanned = Path.of("/run/scanned");
    Files.write(scanned, Files.readAllBytes(alice.file("key")));
    Command.run("chmod", "600", scanned.toString()).succeeded();
    Command.run("ssh-keygen", "-p", "-q", "-m", "PKCS8", "-N", "", "-f", scanned.toString())
        .succeeded();
    RSAPrivateCrtKey numbers = MemoryScan.read(scanned);
    certify();
    for (int i = 0; i < 3; i++) {
      sshAdd("-t", "1h", "key").succeeded(); // the key, then the same with the certificate
      assertThat(new MemoryScan(numbers).scan(agent.pid()).values()).allMatch(hits -> hits == 0);
    }
    assertThat(sshAdd("-l").lines()).hasSize(2);
    // the same scan finds them in this process, or the zeroes would mean nothing
    assertThat(new MemoryScan(numbers).scan(ProcessHandle.current().pid()).values())
        .allMatch(hits -> hits > 0);
  }
}

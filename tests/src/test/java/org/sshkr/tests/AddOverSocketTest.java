package org.sshkr.tests;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.interfaces.RSAPrivateCrtKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.sshd.agent.SshAgent;
import org.apache.sshd.agent.SshAgentKeyConstraint;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sshkr.client.UnixSocketAgentFactory;
import org.sshkr.keyring.TestKeys;
import org.sshkr.ssh.agent.Failure;
import org.sshkr.ssh.agent.IdentitiesAnswer;
import org.sshkr.ssh.agent.Lock;
import org.sshkr.ssh.agent.RemoveIdentity;
import org.sshkr.ssh.agent.RequestIdentities;
import org.sshkr.ssh.agent.SignRequest;
import org.sshkr.ssh.agent.SignResponse;
import org.sshkr.ssh.agent.Success;
import org.sshkr.ssh.agent.UnknownRequest;
import org.sshkr.ssh.agent.Unlock;
import org.sshkr.ssh.wire.Blob;
import org.sshkr.ssh.wire.WireWriter;

/**
 * Keys that clients add to the shim, which hands them on: by OpenSSH's ssh-add and ssh, and by
 * MINA.
 */
@Tag("kernel")
@Tag("programs")
class AddOverSocketTest {
  private static User alice;

  /** One for all tests, since starting Java takes an emulated processor seconds. */
  private static AgentProcess agent;

  @BeforeAll
  static void start() {
    alice = User.create("sshkr-alice");
    agent = start(List.of());
  }

  /** Starts an agent whose user agrees to the use of a key while the file "agreed" exists. */
  private static AgentProcess start(List<String> options) {
    return AgentProcess.start(
        alice,
        List.of("SSH_ASKPASS=" + alice.file("askpass"), "SSH_ASKPASS_REQUIRE=force"),
        options.toArray(String[]::new));
  }

  @BeforeEach
  void giveKey() {
    alice.giveKey("key", 2048, "");
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

  private Command.Result sshAdd(String... words) {
    return alice.run(List.of(agent.variable()), Command.join(List.of("ssh-add"), words));
  }

  private void assertEmptyAndAlive() {
    Command.Result list = sshAdd("-l");
    assertThat(list.status()).isEqualTo(1);
    assertThat(list.out()).contains("no identities");
  }

  /**
   * The kernel's line about the only key: its lifetime, such as {@code 1h} or {@code perm}, in the
   * fourth column, and its description.
   */
  private static String details() {
    String script = "keyctl link @us @s && grep ' asymmetri ' /proc/keys";
    List<String> lines = alice.run("sh", "-c", script).succeeded().lines();
    assertThat(lines).hasSize(1);
    return lines.get(0);
  }

  @Test
  void keySignsUntilItIsRemoved() throws IOException {
    sshAdd("key").succeeded();
    assertThat(sshAdd("-L").out()).isEqualTo(Files.readString(alice.file("key.pub")));
    sshAdd("-T", "key.pub").succeeded();
    sshAdd("-d", "key").succeeded();
    assertEmptyAndAlive();
  }

  @Test
  void longestKeyIsAdded() {
    alice.giveKey("key", 4096, "");
    sshAdd("key").succeeded();
    sshAdd("-T", "key.pub").succeeded();
  }

  @Test
  void lifetimeIsTheClients() {
    sshAdd("key").succeeded();
    assertThat(details()).contains(" perm ");
    sshAdd("-t", "90m", "key").succeeded(); // the kernel shows only the hours
    assertThat(details()).contains(" 1h ");
  }

  @Test
  void keyOutlivesTheShimAndTheNextOneHasItsOwnLifetime() {
    sshAdd("key").succeeded();
    agent.kill();
    agent = start(List.of("-t", "90"));
    sshAdd("-T", "key.pub").succeeded();
    sshAdd("key").succeeded();
    assertThat(details()).contains(" 1m ");
    agent.close();
    agent = start(List.of());
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
    sshAdd("-c", "key").succeeded();
    assertThat(sshAdd("-T", "key.pub").status()).isEqualTo(1);
    alice.write("agreed", new byte[0]);
    sshAdd("-T", "key.pub").succeeded();
    alice.run("rm", "agreed").succeeded();
    sshAdd("key").succeeded(); // again, without a lifetime
    sshAdd("-T", "key.pub").succeeded();
  }

  @Test
  void destinationIsKeptAndDeniesASignatureWithoutASession() throws IOException {
    alice.write("hosts", ("server " + Files.readString(alice.file("key.pub"))).getBytes(US_ASCII));
    sshAdd("-H", "hosts", "-h", "server", "key").succeeded();
    assertThat(details()).contains("destinations=");
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

  /** Like ssh-add's option -C, which OpenSSH 9.2 lacks. */
  @Test
  void certificateAloneIsAllThatItsKeySignsUnder() throws IOException {
    KeyPair pair = TestKeys.pair(2048);
    Blob certificate = TestKeys.certificate(pair, "id").blob();
    byte[] message = certificateMessage(pair, certificate);
    try (AgentClient client = new AgentClient(agent.socket())) {
      assertThat(client.ask(new UnknownRequest(17, Blob.copyOf(message)))).isEqualTo(new Success());
      assertThat(client.ask(new RequestIdentities()))
          .isEqualTo(
              new IdentitiesAnswer(
                  List.of(new IdentitiesAnswer.Identity(certificate, "certified"))));
      Blob data = Blob.copyOf(new byte[] {1});
      assertThat(client.ask(new SignRequest(certificate, data, 4)))
          .isInstanceOf(SignResponse.class);
      Blob plain = Blob.copyOf(TestKeys.publicKey(pair).blob());
      assertThat(client.ask(new SignRequest(plain, data, 4))).isEqualTo(new Failure());
    }
  }

  private static byte[] certificateMessage(KeyPair pair, Blob certificate) {
    RSAPrivateCrtKey numbers = (RSAPrivateCrtKey) pair.getPrivate();
    return new WireWriter()
        .writeText("ssh-rsa-cert-v01@openssh.com")
        .writeString(certificate.toByteArray())
        .writeMpint(numbers.getPrivateExponent())
        .writeMpint(numbers.getCrtCoefficient())
        .writeMpint(numbers.getPrimeP())
        .writeMpint(numbers.getPrimeQ())
        .writeText("certified")
        .toByteArray();
  }

  private static byte[] keyMessage(KeyPair pair) {
    RSAPrivateCrtKey numbers = (RSAPrivateCrtKey) pair.getPrivate();
    return new WireWriter()
        .writeText("ssh-rsa")
        .writeMpint(numbers.getModulus())
        .writeMpint(numbers.getPublicExponent())
        .writeMpint(numbers.getPrivateExponent())
        .writeMpint(numbers.getCrtCoefficient())
        .writeMpint(numbers.getPrimeP())
        .writeMpint(numbers.getPrimeQ())
        .writeText("plain")
        .toByteArray();
  }

  /** The message with the constraint AGENT_CONSTRAIN_LIFETIME of two seconds. */
  private static UnknownRequest forTwoSeconds(byte[] message) {
    byte[] limited = Arrays.copyOf(message, message.length + 5);
    limited[message.length] = 1;
    limited[message.length + 4] = 2;
    return new UnknownRequest(25, Blob.copyOf(limited));
  }

  /**
   * The lists of an agent while a key and its certificate come and go; a login needs the
   * certificate.
   */
  private static List<Object> livesOfAKeyAndItsCertificate(
      AgentClient client, KeyPair pair, Blob certificate) throws IOException {
    Blob plain = Blob.copyOf(TestKeys.publicKey(pair).blob());
    Blob data = Blob.copyOf(new byte[] {1});
    UnknownRequest addKey = new UnknownRequest(17, Blob.copyOf(keyMessage(pair)));
    UnknownRequest addCertificate =
        new UnknownRequest(17, Blob.copyOf(certificateMessage(pair, certificate)));
    List<Object> answers = new ArrayList<>();
    answers.add(client.ask(addCertificate));
    answers.add(client.ask(forTwoSeconds(keyMessage(pair))));
    answers.add(client.ask(new RequestIdentities()));
    answers.add(identities(client, 1));
    answers.add(client.ask(new SignRequest(certificate, data, 4)).getClass());
    answers.add(client.ask(addKey));
    answers.add(client.ask(new RequestIdentities()));
    answers.add(client.ask(new RemoveIdentity(plain)));
    answers.add(client.ask(new RequestIdentities()));
    answers.add(client.ask(new SignRequest(certificate, data, 4)).getClass());
    answers.add(client.ask(new SignRequest(plain, data, 4)).getClass());
    answers.add(client.ask(addKey));
    answers.add(client.ask(forTwoSeconds(certificateMessage(pair, certificate))));
    answers.add(client.ask(new RequestIdentities()));
    answers.add(identities(client, 1));
    answers.add(client.ask(new SignRequest(plain, data, 4)).getClass());
    answers.add(client.ask(new RemoveIdentity(plain)));
    answers.add(client.ask(new RequestIdentities()));
    return answers;
  }

  /** The agent's list, once it has {@code count} entries. */
  private static IdentitiesAnswer identities(AgentClient client, int count) {
    AtomicReference<IdentitiesAnswer> answer = new AtomicReference<>();
    Await.until(
        "it lists " + count,
        () -> {
          try {
            answer.set((IdentitiesAnswer) client.ask(new RequestIdentities()));
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
          return answer.get().identities().size() == count;
        });
    return answer.get();
  }

  @Test
  void keyAndItsCertificateHaveLivesOfTheirOwnAsInSshAgent(@TempDir Path directory)
      throws IOException {
    try (LocalAgent other = LocalAgent.sshAgent(directory);
        AgentClient theirs = other.connect();
        AgentClient ours = new AgentClient(agent.socket())) {
      KeyPair pair = TestKeys.pair(2048);
      Blob certificate = certify(directory, pair);
      assertThat(livesOfAKeyAndItsCertificate(ours, pair, certificate))
          .isEqualTo(livesOfAKeyAndItsCertificate(theirs, pair, certificate));
    }
  }

  /** Makes a certificate whose signature ssh-agent verifies and accepts. */
  private static Blob certify(Path directory, KeyPair pair) throws IOException {
    Path key = directory.resolve("user.pub");
    Files.writeString(key, "ssh-rsa " + TestKeys.publicKey(pair).base64() + "\n");
    String authority = directory.resolve("ca").toString();
    Command.run("ssh-keygen", "-qted25519", "-N", "", "-f", authority).succeeded();
    Command.run("ssh-keygen", "-q", "-s", authority, "-I", "id", key.toString()).succeeded();
    String line = Files.readString(directory.resolve("user-cert.pub"));
    return Blob.copyOf(Base64.getDecoder().decode(line.split(" ", -1)[1]));
  }

  @Test
  void keyOfAnotherTypeIsRefusedAndTheShimGoesOn() {
    alice.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", "ed25519").succeeded();
    Command.Result refused = sshAdd("ed25519");
    assertThat(refused.status()).isEqualTo(1);
    assertThat(refused.err()).contains("agent refused operation");
    assertEmptyAndAlive();
    sshAdd("key").succeeded();
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
      assertThat(details()).contains("by MINA", " 1h ");
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
    assertThat(details()).contains("by MINA"); // the refused messages have changed nothing
  }

  /** ssh's option AddKeysToAgent; the same command line starts the server. */
  @Test
  void keyOfALoginIsAddedAndTheNextOneNeedsNoFile() throws IOException {
    alice.write("authorized", Files.readAllBytes(alice.file("key.pub")));
    Login login =
        new Login(alice, "server")
            .server("AuthorizedKeysFile=" + alice.file("authorized"))
            .client("AddKeysToAgent=yes")
            .client("IdentityFile=key");
    login.succeeds(agent);
    assertThat(details()).contains("ssh-rsa ");
    alice.run("rm", "key").succeeded();
    login.succeeds(agent);
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
    sshAdd("-t", "1h", "key").succeeded(); // the key, then the key with the certificate
    assertThat(new MemoryScan(numbers).scan(agent.pid()).values()).allMatch(hits -> hits == 0);
    // the same scan finds them in this process; otherwise the zeroes would mean nothing
    assertThat(new MemoryScan(numbers).scan(ProcessHandle.current().pid()).values())
        .allMatch(hits -> hits > 0);
  }
}

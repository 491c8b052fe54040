package org.sshkr.tests;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.sftp.client.SftpClient;
import org.apache.sshd.sftp.client.SftpClientFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sshkr.client.AgentFailures;
import org.sshkr.client.KeyringAgentFactory;
import org.sshkr.client.TestClient;
import org.sshkr.client.UnixSocketAgentFactory;
import org.sshkr.keyfile.KeyringKeys;
import org.sshkr.keyfile.LoadOptions;
import org.sshkr.keyring.Constraints;
import org.sshkr.keyring.Identity;
import org.sshkr.keyring.KeyringSelector;
import org.sshkr.keyring.LinuxKeyring;
import org.sshkr.keyring.PrivateKey;
import org.sshkr.keyring.SignatureAlgorithm;
import org.sshkr.keyring.TestIdentity;
import org.sshkr.keyring.TestKeys;
import org.sshkr.ssh.key.SshCertificate;

/**
 * Logins by MINA clients with keys of the kernel, to a real sshd and to MINA's. Tests beside the
 * code make the same logins with a keyring in memory.
 */
@Tag("kernel")
class JavaClientTest {
  /** An emulated processor takes a minute for what others do in seconds. */
  private static final boolean EMULATED = Boolean.getBoolean("sshkr.test.emulated");

  private static final int MEGABYTES = EMULATED ? 8 : 100;
  private static final int SESSIONS = EMULATED ? 12 : 50;

  @TempDir private static Path serverDirectory;
  @TempDir private static Path authorityDirectory;
  private static Sshd sshd;

  /** Starts before the keyring is opened: a keyring linked later does not reach this thread. */
  private static ExecutorService earlierThread;

  @TempDir private Path directory;
  private LinuxKeyring keyring;
  private TestClient client;

  @BeforeAll
  static void startServer() throws Exception {
    earlierThread = Executors.newSingleThreadExecutor();
    earlierThread.submit(() -> {}).get();
    String authority = authorityDirectory.resolve("ca").toString();
    Command.run("ssh-keygen", "-q", "-t", "ecdsa", "-N", "", "-f", authority).succeeded();
    sshd =
        Sshd.start(
            serverDirectory,
            List.of(
                line(2048),
                line(4096),
                "cert-authority " + Files.readString(Path.of(authority + ".pub")).strip()));
  }

  @AfterAll
  static void stopServer() {
    sshd.close();
    earlierThread.shutdown();
  }

  @BeforeEach
  void open() {
    keyring = LinuxKeyring.open(KeyringSelector.USER_SESSION);
    keyring.removeAll();
    client = new TestClient(KeyringAgentFactory.create());
  }

  @AfterEach
  void empty() throws IOException {
    client.close();
    keyring.removeAll();
    keyring.close();
  }

  private static String line(int bits) {
    return TestIdentity.of(TestKeys.publicKey(TestKeys.pair(bits)), "").line();
  }

  private void add(int bits) {
    add(bits, Optional.empty(), Constraints.NONE);
  }

  private void add(int bits, Optional<Duration> lifetime, Constraints constraints) {
    try (PrivateKey key = TestKeys.privateKey(TestKeys.pair(bits))) {
      keyring.add(key, Integer.toString(bits), lifetime, constraints);
    }
  }

  /** The login's reason why the agent could not be used. */
  private String failure() throws IOException {
    try (ClientSession session = client.connect(sshd.port())) {
      assertThatThrownBy(() -> session.auth().verify(Duration.ofMinutes(2)))
          .isInstanceOf(IOException.class);
      return AgentFailures.last(session).map(Throwable::getMessage).orElse("nothing");
    }
  }

  @Test
  void everySizeOfKeyLogsInAtBothServers() throws Exception {
    for (int bits : new int[] {2048, 4096}) {
      add(bits);
      assertThat(client.echo(sshd.port(), "hello")).isEqualTo("hello");
      keyring.removeAll();
    }
    add(3072);
    try (MinaSshd mina = MinaSshd.start(line(3072))) {
      assertThat(client.echo(mina.port(), "hello")).isEqualTo("hello");
    }
    assertThat(client.signed()).containsExactly("rsa-sha2-512", "rsa-sha2-512", "rsa-sha2-512");
  }

  @Test
  void certificateLogsInAtAServerThatTrustsItsAuthority() throws Exception {
    // the server does not trust the plain key of this size
    add(3072, Optional.empty(), new Constraints(false, true, Optional.empty()));
    Path key = Files.writeString(directory.resolve("key.pub"), line(3072));
    String user = System.getProperty("user.name");
    String authority = authorityDirectory.resolve("ca").toString();
    Command.run("ssh-keygen", "-q", "-s", authority, "-I", "id", "-n", user, key.toString())
        .succeeded();
    String certificate = Files.readString(directory.resolve("key-cert.pub"));
    keyring.addCertificate(
        SshCertificate.ofBlob(Base64.getDecoder().decode(certificate.split(" ", -1)[1])),
        Optional.empty());
    assertThat(client.echo(sshd.port(), "hello")).isEqualTo("hello");
    assertThat(client.signed()).containsExactly("rsa-sha2-512-cert-v01@openssh.com");
  }

  @Test
  void sftpCarriesALargeFileThereAndBack() throws Exception {
    add(2048);
    byte[] block = new byte[1 << 20];
    Path file = directory.resolve("large");
    MessageDigest sent = MessageDigest.getInstance("SHA-256");
    MessageDigest received = MessageDigest.getInstance("SHA-256");
    try (ClientSession session = client.login(sshd.port());
        SftpClient sftp = SftpClientFactory.instance().createSftpClient(session)) {
      try (OutputStream out = sftp.write(file.toString())) {
        for (int i = 0; i < MEGABYTES; i++) {
          block[i] = (byte) i;
          sent.update(block);
          out.write(block);
        }
      }
      assertThat(Files.size(file)).isEqualTo((long) MEGABYTES << 20);
      try (InputStream in = sftp.read(file.toString())) {
        for (int count = in.read(block); count >= 0; count = in.read(block)) {
          received.update(block, 0, count);
        }
      }
    }
    assertThat(received.digest()).isEqualTo(sent.digest());
  }

  @Test
  void manySessionsAtATimeLogIn() throws Exception {
    add(2048);
    ExecutorService threads = Executors.newFixedThreadPool(SESSIONS);
    try (MinaSshd mina = MinaSshd.start(line(2048))) {
      List<Callable<ClientSession>> logins = new ArrayList<>();
      for (int i = 0; i < SESSIONS; i++) {
        logins.add(() -> client.login(mina.port()));
      }
      List<Future<ClientSession>> open = threads.invokeAll(logins);
      for (int i = 0; i < SESSIONS; i++) {
        assertThat(TestClient.echo(open.get(i).get(), "word" + i)).isEqualTo("word" + i);
      }
      for (Future<ClientSession> session : open) {
        session.get().close();
      }
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void sessionOutlivesTheKeysAndTheNextLoginSaysThatTheyAreGone() throws Exception {
    add(2048);
    try (ClientSession open = client.connect(sshd.port())) {
      earlierThread.submit(() -> open.auth().verify(Duration.ofMinutes(2))).get();
      keyring.removeAll();
      assertThatThrownBy(() -> client.login(sshd.port()))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("No more authentication methods");
      assertThat(TestClient.echo(open, "alive")).isEqualTo("alive");
    }
    add(2048);
    assertThat(client.echo(sshd.port(), "again")).isEqualTo("again");
  }

  @Test
  void lockIsHonouredAndItsReasonKept() throws Exception {
    byte[] passphrase = "secret".getBytes(US_ASCII);
    add(2048);
    keyring.lock(passphrase);
    try {
      assertThat(failure()).startsWith("the keyring is locked; unlock it with ssh-add-kr -X");
    } finally {
      keyring.unlock(passphrase);
    }
    assertThat(client.echo(sshd.port(), "hello")).isEqualTo("hello");
  }

  @Test
  void keyThatNeedsAnAgentIsRefusedAndOneThatExpiredIsGone() throws Exception {
    add(2048, Optional.empty(), new Constraints(true, false, Optional.empty()));
    assertThat(failure()).isEqualTo("nothing");
    add(2048, Optional.of(Duration.ofSeconds(1)), Constraints.NONE);
    Await.until("the kernel drops the key", () -> keyring.list().isEmpty());
    assertThat(failure()).isEqualTo("nothing");
    assertThat(client.signed()).isEmpty();
  }

  /** The program loads the key for itself, and other programs do not see it. */
  @Test
  void programsOwnKeyLogsInFromTheProcessKeyring() throws Exception {
    Path file = directory.resolve("key");
    Pem.write(file, TestKeys.pair(2048).getPrivate());
    LinuxKeyring own = LinuxKeyring.open(KeyringSelector.PROCESS);
    try (LinuxKeyring again = LinuxKeyring.open(KeyringSelector.PROCESS);
        TestClient ownClient =
            new TestClient(
                KeyringAgentFactory.builder().keyring(KeyringSelector.PROCESS).build())) {
      assertThatThrownBy(() -> KeyringKeys.load(directory, () -> null, LoadOptions.into(own)))
          .hasMessageContaining(directory.toString());
      Identity loaded =
          KeyringKeys.load(file, () -> null, LoadOptions.into(own).comment("own")).get(0);
      assertThat(again.list()).containsExactly(loaded);
      assertThat(loaded.comment()).isEqualTo("own");
      assertThat(keyring.list()).isEmpty();
      assertThat(Command.run("cat", "/proc/keys").out()).doesNotContain(loaded.line());
      for (int i = 0; i < 10; i++) { // on each of the keyring's threads
        assertThat(own.get(loaded.publicKey()).sign(SignatureAlgorithm.RSA_SHA2_512, new byte[1]))
            .hasSize(256);
      }
      assertThat(ownClient.echo(sshd.port(), "hello")).isEqualTo("hello");
      assertThat(failure()).isEqualTo("nothing"); // threads of other keyrings don't have it
      assertThat(own.remove(loaded.publicKey())).isTrue();
      assertThat(again.list()).isEmpty();
    } finally {
      own.close();
    }
  }

  @Test
  void logsInThroughSshAgentKr() throws Exception {
    add(2048);
    Path socket = directory.resolve("agent");
    Process agent =
        new ProcessBuilder(Command.sshAgentKr(), "-s", "-D", "-a", socket.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      assertThat(agent.inputReader().readLine()).startsWith("SSH_AUTH_SOCK=");
      try (TestClient other = new TestClient(UnixSocketAgentFactory.at(socket))) {
        assertThat(other.echo(sshd.port(), "hello")).isEqualTo("hello");
        keyring.removeAll();
        assertThatThrownBy(() -> other.login(sshd.port())).isInstanceOf(IOException.class);
      }
    } finally {
      agent.destroy();
      agent.onExit().join();
    }
  }
}

package org.sshkr.tests.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.sshd.agent.SshAgentFactory;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.auth.pubkey.PublicKeyAuthenticationReporter;
import org.apache.sshd.client.config.hosts.HostConfigEntryResolver;
import org.apache.sshd.client.keyverifier.AcceptAllServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.keyprovider.KeyIdentityProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sshkr.add.SshAddKr;
import org.sshkr.agent.SshAgentKr;
import org.sshkr.client.AgentFailures;
import org.sshkr.client.KeyringAgentFactory;
import org.sshkr.client.UnixSocketAgentFactory;
import org.sshkr.keyring.KeyringSelector;
import org.sshkr.keyring.LinuxKeyring;

/** Logins at a real sshd. The key was never in this process, and its file is gone. */
@Tag("kernel")
class KernelLoginTest {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  /** Runs before {@link LinuxKeyring} is opened: what it links later does not reach this thread. */
  private final ExecutorService earlierThread = Executors.newSingleThreadExecutor();

  @TempDir private Path directory;
  private LinuxKeyring keyring;

  @BeforeEach
  void startThreadThenOpenKeyring() throws Exception {
    earlierThread.submit(() -> {}).get();
    keyring = LinuxKeyring.open(KeyringSelector.USER_SESSION);
    empty();
  }

  @AfterEach
  void emptyKeyring() {
    earlierThread.shutdown();
    empty();
    keyring.close();
  }

  private void empty() {
    keyring.list().forEach(identity -> keyring.remove(identity.publicKey()));
  }

  /**
   * Moves a new key into the kernel.
   *
   * @return the file of its public half
   */
  private Path load(int bits) throws IOException {
    Path file = directory.resolve("key");
    Program.run(
        List.of(
            "ssh-keygen",
            "-q",
            "-t",
            "rsa",
            "-b",
            Integer.toString(bits),
            "-N",
            "",
            "-f",
            file.toString()));
    Program.run(Program.java(SshAddKr.class, file.toString()));
    Files.delete(file);
    return directory.resolve("key.pub");
  }

  private static SshClient client(SshAgentFactory factory) {
    SshClient client = SshClient.setUpDefaultClient();
    client.setAgentFactory(factory);
    client.setServerKeyVerifier(AcceptAllServerKeyVerifier.INSTANCE);
    client.setKeyIdentityProvider(KeyIdentityProvider.EMPTY_KEYS_PROVIDER);
    client.setHostConfigEntryResolver(HostConfigEntryResolver.EMPTY);
    client.start();
    return client;
  }

  private static ClientSession connect(SshClient client, Sshd sshd) throws IOException {
    return client
        .connect(System.getProperty("user.name"), "127.0.0.1", sshd.port())
        .verify(LIMIT)
        .getSession();
  }

  private static String login(SshClient client, Sshd sshd) throws IOException {
    try (ClientSession session = connect(client, sshd)) {
      session.auth().verify(LIMIT);
      return session.executeRemoteCommand("echo hello").strip();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2048, 4096})
  void threadThatRanBeforeTheKeyringWasOpenedLogsIn(int bits) throws Exception {
    try (Sshd sshd = Sshd.start(directory, load(bits));
        KeyringAgentFactory factory = KeyringAgentFactory.create();
        SshClient client = client(factory)) {
      assertThat(earlierThread.submit(() -> login(client, sshd)).get()).isEqualTo("hello");
    }
  }

  @Test
  void manySessionsLogInAtOnce() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try (Sshd sshd = Sshd.start(directory, load(2048));
        KeyringAgentFactory factory = KeyringAgentFactory.create();
        SshClient client = client(factory)) {
      List<Future<String>> logins = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        logins.add(threads.submit(() -> login(client, sshd)));
      }
      for (Future<String> login : logins) {
        assertThat(login.get()).isEqualTo("hello");
      }
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void openSessionOutlivesItsKeyAndTheNextLoginFails() throws Exception {
    try (Sshd sshd = Sshd.start(directory, load(2048));
        KeyringAgentFactory factory = KeyringAgentFactory.create();
        SshClient client = client(factory);
        ClientSession open = connect(client, sshd)) {
      open.auth().verify(LIMIT);
      empty();
      assertThatThrownBy(() -> login(client, sshd)).isInstanceOf(IOException.class);
      assertThat(open.executeRemoteCommand("echo alive").strip()).isEqualTo("alive");
    }
  }

  @Test
  void keyThatVanishesBetweenListAndSignIsNamed() throws Exception {
    try (Sshd sshd = Sshd.start(directory, load(2048));
        KeyringAgentFactory factory = KeyringAgentFactory.create();
        SshClient client = client(factory);
        ClientSession session = connect(client, sshd)) {
      session.setPublicKeyAuthenticationReporter(
          new PublicKeyAuthenticationReporter() {
            @Override
            public void signalAuthenticationAttempt(
                ClientSession unused, String service, KeyPair identity, String algorithm) {
              empty();
            }
          });
      String fingerprint = keyring.list().get(0).publicKey().fingerprint();
      assertThatThrownBy(() -> session.auth().verify(LIMIT)).isInstanceOf(IOException.class);
      assertThat(AgentFailures.last(session))
          .get()
          .extracting("message")
          .isEqualTo("the key " + fingerprint + " is not in the keyring; add it with ssh-add-kr");
    }
  }

  @Test
  void logsInThroughSshAgentKr() throws Exception {
    Path socket = directory.resolve("agent");
    try (Sshd sshd = Sshd.start(directory, load(2048));
        Program agent =
            Program.start(
                Program.java(SshAgentKr.class, "-s", "-D", "-a", socket.toString()),
                "SSH_AUTH_SOCK=");
        SshClient client = client(UnixSocketAgentFactory.at(socket))) {
      assertThat(agent.process().isAlive()).isTrue();
      assertThat(login(client, sshd)).isEqualTo("hello");
    }
  }
}

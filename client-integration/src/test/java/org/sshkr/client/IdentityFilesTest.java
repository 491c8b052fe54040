package org.sshkr.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.config.hosts.HostConfigEntry;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.keyprovider.KeyIdentityProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sshkr.keyring.InMemoryKeyring;
import org.sshkr.keyring.TestKeys;

/** IdentityFile, IdentitiesOnly and IdentityAgent, with servers that allow few keys. */
@Tag("slow")
@Tag("host-config")
class IdentityFilesTest {
  @TempDir private Path serverDirectory;
  @TempDir private Path ssh;
  private final InMemoryKeyring keyring = Keyrings.of(3072, 4096, 2048);

  private TestClient client(Consumer<HostConfigEntry> settings) {
    return new TestClient(KeyringAgentFactory.builder().keyring(keyring).build())
        .configure(resolve(settings));
  }

  private static Consumer<SshClient> resolve(Consumer<HostConfigEntry> settings) {
    return client ->
        client.setHostConfigEntryResolver(
            (host, port, local, user, jump, context) -> {
              HostConfigEntry entry = new HostConfigEntry("", host, port, user);
              settings.accept(entry);
              return entry;
            });
  }

  /** The private key's file is gone, which is fine once the key is in the keyring. */
  private Path identityFile(int bits) {
    Path file = ssh.resolve("id_" + bits);
    try {
      Files.writeString(Path.of(file + ".pub"), Keyrings.line(bits));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return file;
  }

  @ParameterizedTest
  @MethodSource("org.sshkr.client.TestServers#installed")
  void keysOfIdentityFilesComeFirst(TestServers kind) throws Exception {
    try (TestServer server = kind.startStrict(serverDirectory, List.of(Keyrings.line(2048)))) {
      try (TestClient all = client(entry -> {})) {
        assertThatThrownBy(() -> all.login(server)).isInstanceOf(IOException.class);
      }
      try (TestClient client =
          client(entry -> entry.addIdentity(identityFile(2048)))
              .configure(
                  unstarted ->
                      unstarted.setKeyIdentityProvider(
                          KeyIdentityProvider.wrapKeyPairs(TestKeys.otherPair(2048))))) {
        assertThat(client.echo(server, "hello")).isEqualTo("hello");
      }
      try (TestClient client = client(entry -> entry.addIdentity(identityFile(2048) + ".pub"))) {
        assertThat(client.echo(server, "hello")).isEqualTo("hello");
      }
    }
  }

  @Test
  void otherKeysAreTriedAfterThemUnlessIdentitiesOnlyIsSet() throws Exception {
    Path file = identityFile(2048);
    try (TestServer server = MinaServer.start(List.of(Keyrings.line(3072)));
        TestClient client = client(entry -> entry.addIdentity(file));
        TestClient only =
            client(
                entry -> {
                  entry.addIdentity(file);
                  entry.setIdentitiesOnly(true);
                })) {
      assertThat(client.echo(server, "hello")).isEqualTo("hello");
      assertThat(client.tried()).containsExactly(fingerprint(2048), fingerprint(3072));
      assertThatThrownBy(() -> only.login(server)).isInstanceOf(IOException.class);
      assertThat(only.tried()).containsExactly(fingerprint(2048));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".pub"})
  void identitiesOnlyOffersTheKeysOfIdentityFilesAlone(String suffix) throws Exception {
    try (TestServer server = MinaServer.start(List.of(Keyrings.line(2048)));
        TestClient client =
            client(
                entry -> {
                  entry.addIdentity(identityFile(4096) + suffix);
                  entry.addIdentity(identityFile(2048) + suffix);
                  entry.setIdentitiesOnly(true);
                })) {
      assertThat(client.echo(server, "hello")).isEqualTo("hello");
      assertThat(client.tried()).containsExactly(fingerprint(4096), fingerprint(2048));
    }
  }

  private static String fingerprint(int bits) {
    return TestKeys.publicKey(TestKeys.pair(bits)).fingerprint();
  }

  @ParameterizedTest
  @ValueSource(strings = {"id_2048", "id_2048.pub", "missing", "missing.pub"})
  void loginGoesOnToThePasswordAfterIdentityFilesWithoutAPrivateKey(String name) throws Exception {
    identityFile(2048);
    try (TestServer server = MinaServer.start(List.of(Keyrings.line(3072)));
        TestClient client =
            client(
                entry -> {
                  entry.addIdentity(ssh.resolve(name));
                  entry.setIdentitiesOnly(true);
                });
        ClientSession session = client.connect(server)) {
      session.addPasswordIdentity(MinaServer.PASSWORD);
      session.auth().verify(TestClient.LIMIT);
      assertThat(client.signed()).isEmpty();
    }
  }

  @Test
  void identityAgentNoneMeansNoAgent() throws Exception {
    try (TestServer server = MinaServer.start(List.of(Keyrings.line(3072)));
        TestClient client = client(entry -> setAgent(entry, "none"))) {
      assertThatThrownBy(() -> client.login(server)).isInstanceOf(IOException.class);
      assertThat(client.tried()).isEmpty();
    }
  }

  @Test
  void identityAgentNamesTheSocket() throws Exception {
    try (SshAgentProcess agent = SshAgentProcess.start(ssh);
        TestServer server = MinaServer.start(List.of(agent.generate("rsa")));
        TestClient client =
            new TestClient(UnixSocketAgentFactory.ofEnvironment())
                .configure(resolve(entry -> setAgent(entry, agent.socket().toString())));
        TestClient unset =
            new TestClient(UnixSocketAgentFactory.ofEnvironment())
                .configure(resolve(entry -> setAgent(entry, "$SSHKR_NO_SUCH_VARIABLE")))) {
      assertThat(client.echo(server, "hello")).isEqualTo("hello");
      assertThatThrownBy(() -> unset.login(server)).isInstanceOf(IOException.class);
      assertThat(unset.tried()).isEmpty();
    }
  }

  private static void setAgent(HostConfigEntry entry, String agent) {
    entry.setProperty(HostConfigEntry.IDENTITY_AGENT, agent);
  }
}

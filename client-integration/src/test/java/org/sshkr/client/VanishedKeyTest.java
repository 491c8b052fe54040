package org.sshkr.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.sshd.client.session.ClientSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sshkr.keyring.InMemoryKeyring;
import org.sshkr.keyring.PrivateKey;
import org.sshkr.keyring.TestKeys;
import org.sshkr.keyring.TurnableClock;
import org.sshkr.ssh.key.RsaPublicKey;

/** Keys that are gone when their signature is needed. */
class VanishedKeyTest {
  private static final RsaPublicKey KEY = TestKeys.publicKey(TestKeys.pair(2048));
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir private Path directory;

  private static TestClient client(InMemoryKeyring keyring) {
    return new TestClient(KeyringAgentFactory.builder().keyring(keyring).build());
  }

  @ParameterizedTest
  @MethodSource("org.sshkr.client.TestServers#installed")
  void nextKeyIsTriedInTheSameSession(TestServers kind) throws IOException {
    InMemoryKeyring keyring = Keyrings.of(2048, 3072);
    try (TestServer server =
            kind.start(directory, List.of(Keyrings.line(2048), Keyrings.line(3072)));
        TestClient client = client(keyring).beforeSigning(() -> keyring.remove(KEY));
        ClientSession session = client.login(server)) {
      assertThat(TestClient.echo(session, "hello")).isEqualTo("hello");
      assertThat(AgentFailures.last(session)).get().asString().contains(KEY.fingerprint());
      assertThat(client.skipped()).containsExactly(KEY.fingerprint());
      assertThat(client.signed()).containsExactly("rsa-sha2-512");
    }
  }

  @Test
  void passwordIsTriedAfterAKeyThatExpired() throws IOException {
    TurnableClock clock = new TurnableClock();
    InMemoryKeyring keyring = new InMemoryKeyring(clock, 1);
    try (PrivateKey key = TestKeys.privateKey(TestKeys.pair(2048))) {
      keyring.add(key, "", Optional.of(Duration.ofSeconds(5)));
    }
    try (TestServer server = MinaServer.start(List.of(Keyrings.line(2048)));
        TestClient client = client(keyring).beforeSigning(() -> clock.turn(Duration.ofSeconds(6)));
        ClientSession session = client.connect(server)) {
      session.addPasswordIdentity(MinaServer.PASSWORD);
      session.auth().verify(LIMIT);
      assertThat(TestClient.echo(session, "hello")).isEqualTo("hello");
      assertThat(AgentFailures.last(session)).isPresent();
      assertThat(client.signed()).isEmpty();
    }
  }

  @Test
  void reasonIsKeptWhereNothingElseCanBeTried() throws IOException {
    InMemoryKeyring keyring = Keyrings.of(2048);
    try (TestServer server = MinaServer.start(List.of(Keyrings.line(2048)));
        TestClient client = client(keyring).beforeSigning(() -> keyring.remove(KEY));
        ClientSession session = client.connect(server)) {
      assertThatThrownBy(() -> session.auth().verify(LIMIT))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("No more authentication methods");
      assertThat(AgentFailures.last(session)).get().asString().contains(KEY.fingerprint());
    }
  }

  @Test
  void openSessionLivesAndTheNextLoginFails() throws IOException {
    InMemoryKeyring keyring = Keyrings.of(2048);
    try (TestServer server = MinaServer.start(List.of(Keyrings.line(2048)));
        TestClient client = client(keyring);
        ClientSession open = client.login(server)) {
      keyring.remove(KEY);
      assertThatThrownBy(() -> client.login(server)).isInstanceOf(IOException.class);
      assertThat(TestClient.echo(open, "still here")).isEqualTo("still here");
      Keyrings.add(keyring, 2048);
      assertThat(client.echo(server, "again")).isEqualTo("again");
    }
  }

  @Test
  void passwordIsTriedWhereTheKeyringItselfFails() throws IOException {
    InMemoryKeyring keyring = Keyrings.of(2048);
    keyring.close();
    try (TestServer server = MinaServer.start(List.of(Keyrings.line(2048)));
        TestClient client = client(keyring);
        ClientSession session = client.connect(server)) {
      session.addPasswordIdentity(MinaServer.PASSWORD);
      session.auth().verify(LIMIT);
      assertThat(AgentFailures.last(session))
          .get()
          .extracting("message")
          .asString()
          .contains("closed");
    }
  }
}

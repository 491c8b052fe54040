package org.sshkr.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.sshd.agent.local.AgentImpl;
import org.apache.sshd.agent.local.LocalAgentFactory;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.signature.BuiltinSignatures;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.sshkr.keyring.InMemoryKeyring;
import org.sshkr.keyring.Keyring;
import org.sshkr.keyring.KeyringException;

/** Logins with the keys of a keyring, and without a keyring. */
@Tag("slow")
class KeyringAgentFactoryTest {
  @TempDir private Path directory;

  private static KeyringAgentFactory on(Keyring keyring) {
    return KeyringAgentFactory.builder().keyring(keyring).build();
  }

  private static Keyring noKeyring() {
    throw new KeyringException.Unavailable("no keyrings here");
  }

  private static Stream<Arguments> serversAndAlgorithms() {
    return TestServers.installed()
        .flatMap(
            server ->
                Stream.of(BuiltinSignatures.rsaSHA256, BuiltinSignatures.rsaSHA512)
                    .map(algorithm -> Arguments.of(server, algorithm)));
  }

  @ParameterizedTest
  @MethodSource("serversAndAlgorithms")
  void logsInWithTheAlgorithmThatTheClientChose(TestServers kind, BuiltinSignatures algorithm)
      throws IOException {
    try (Keyring keyring = Keyrings.of(2048);
        TestServer server = kind.start(directory, List.of(Keyrings.line(2048)));
        TestClient client = new TestClient(on(keyring)).signWith(algorithm)) {
      assertThat(client.echo(server, "hello")).isEqualTo("hello");
      assertThat(client.signed()).containsExactly(algorithm.getName());
    }
  }

  @ParameterizedTest
  @MethodSource("org.sshkr.client.TestServers#installed")
  void logsInWithEverySizeOfKeyAmongOthers(TestServers kind) throws IOException {
    try (Keyring keyring = Keyrings.of(2048, 3072, 4096);
        TestServer server = kind.start(directory, List.of(Keyrings.line(4096)));
        TestClient client = new TestClient(on(keyring))) {
      assertThat(client.echo(server, "hello")).isEqualTo("hello");
      assertThat(client.signed()).containsExactly("rsa-sha2-512");
    }
  }

  @Test
  void logsInFromManyThreadsAtOnce() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try (Keyring keyring = Keyrings.of(2048);
        TestServer server = MinaServer.start(List.of(Keyrings.line(2048)));
        TestClient client = new TestClient(on(keyring))) {
      List<Future<String>> words = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        String word = "word" + i;
        words.add(threads.submit(() -> client.echo(server, word)));
      }
      for (int i = 0; i < 50; i++) {
        assertThat(words.get(i).get()).isEqualTo("word" + i);
      }
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void usesOnlyWhatTheFilterLetsThrough() throws IOException {
    try (Keyring keyring = Keyrings.of(2048, 3072);
        TestServer server = MinaServer.start(List.of(Keyrings.line(2048)));
        TestClient client =
            new TestClient(
                KeyringAgentFactory.builder()
                    .keyring(keyring)
                    .filter(identity -> !identity.comment().equals("2048"))
                    .build())) {
      assertThatThrownBy(() -> client.login(server)).isInstanceOf(IOException.class);
      assertThat(client.signed()).isEmpty();
    }
  }

  @Test
  void fallsThroughToTheUpstreamAgent() throws Exception {
    try (Keyring keyring = Keyrings.of(2048);
        AgentImpl upstream = new AgentImpl()) {
      KeyPair pair = KeyPairGenerator.getInstance("EC").generateKeyPair();
      upstream.addIdentity(pair, "upstream's");
      try (TestServer server =
              MinaServer.start(List.of(PublicKeyEntry.toString(pair.getPublic())));
          TestClient client =
              new TestClient(
                  KeyringAgentFactory.builder()
                      .keyring(keyring)
                      .upstream(new LocalAgentFactory(upstream))
                      .build())) {
        assertThat(client.echo(server, "hello")).isEqualTo("hello");
      }
    }
  }

  @Test
  void keepsTheKeyringsKeysWhereTheUpstreamAgentIsDead() throws IOException {
    try (Keyring keyring = Keyrings.of(2048);
        TestServer server = MinaServer.start(List.of(Keyrings.line(2048)));
        TestClient client =
            new TestClient(
                KeyringAgentFactory.builder()
                    .keyring(keyring)
                    .upstream(UnixSocketAgentFactory.at(directory.resolve("none")))
                    .build())) {
      assertThat(client.echo(server, "hello")).isEqualTo("hello");
    }
  }

  @Test
  void saysAtOnceThatThereIsNoKeyring() {
    assertThatThrownBy(
            KeyringAgentFactory.builder().openedBy(KeyringAgentFactoryTest::noKeyring)::build)
        .isInstanceOf(KeyringException.Unavailable.class)
        .hasMessage("no keyrings here");
  }

  @Test
  void usesTheUpstreamAgentAloneWhereTheKeyringIsOptional() throws Exception {
    KeyringAgentFactory.Builder builder =
        KeyringAgentFactory.builder().openedBy(KeyringAgentFactoryTest::noKeyring).optional();
    assertThat(builder.build().createClient(null, null)).isNull();
    try (AgentImpl upstream = new AgentImpl()) {
      upstream.addIdentity(KeyPairGenerator.getInstance("EC").generateKeyPair(), "upstream's");
      assertThat(
              builder
                  .upstream(new LocalAgentFactory(upstream))
                  .build()
                  .createClient(null, null)
                  .getIdentities()
                  .iterator()
                  .next()
                  .getValue())
          .isEqualTo("upstream's");
    }
  }

  @Test
  void closesTheKeyringOnlyIfItOpenedIt() {
    InMemoryKeyring lent = new InMemoryKeyring();
    on(lent).close();
    assertThat(lent.list()).isEmpty();
    InMemoryKeyring opened = new InMemoryKeyring();
    KeyringAgentFactory.builder().openedBy(() -> opened).build().close();
    assertThatThrownBy(opened::list).isInstanceOf(IllegalStateException.class);
  }
}

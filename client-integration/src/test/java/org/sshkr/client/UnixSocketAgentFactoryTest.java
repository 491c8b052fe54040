package org.sshkr.client;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.sshd.agent.SshAgent;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.PropertyResolverUtils;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.sshkr.keyring.SignatureAlgorithm;
import org.sshkr.keyring.TestKeys;

/** Logins through OpenSSH's ssh-agent, alive and dead. */
@Tag("slow")
class UnixSocketAgentFactoryTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final byte[] DATA = "to be signed".getBytes(US_ASCII);

  @TempDir private Path agentDirectory;
  @TempDir private Path serverDirectory;

  private TestClient client() {
    return new TestClient(factory());
  }

  private UnixSocketAgentFactory factory() {
    return UnixSocketAgentFactory.at(agentDirectory.resolve("socket"));
  }

  private SshAgent connect() throws IOException {
    return factory().createClient(null, null);
  }

  private static Stream<Arguments> serversAndKeyTypes() {
    return TestServers.installed()
        .flatMap(
            server ->
                Stream.of(
                    Arguments.of(server, "rsa", "rsa-sha2-512"),
                    Arguments.of(server, "ecdsa", "ecdsa-sha2-nistp256")));
  }

  @ParameterizedTest
  @MethodSource("serversAndKeyTypes")
  void logsInWithEveryTypeOfKey(TestServers kind, String type, String algorithm)
      throws IOException {
    try (SshAgentProcess agent = SshAgentProcess.start(agentDirectory);
        TestServer server = kind.start(serverDirectory, List.of(agent.generate(type)));
        TestClient client = client()) {
      assertThat(client.echo(server, "hello")).isEqualTo("hello");
      assertThat(client.signed()).containsExactly(algorithm);
    }
  }

  /** On Java 17, Ed25519 is such a type: MINA needs another library for it. */
  @Test
  void passesOverKeysOfATypeThatMinaDoesNotKnow() throws IOException {
    try (SshAgentProcess agent = SshAgentProcess.start(agentDirectory)) {
      agent.generate("ed25519");
      try (TestServer server = MinaServer.start(List.of(agent.generate("rsa")));
          TestClient client = client()) {
        assertThat(client.echo(server, "hello")).isEqualTo("hello");
      }
    }
  }

  @Test
  void logsInWithACertificate() throws IOException {
    try (SshAgentProcess agent = SshAgentProcess.start(agentDirectory)) {
      agent.generate("rsa");
      String authority = agent.certify("rsa", System.getProperty("user.name"));
      try (TestServer server =
              OpenSshServer.start(serverDirectory, List.of("cert-authority " + authority));
          TestClient client = client()) {
        assertThat(client.echo(server, "hello")).isEqualTo("hello");
        assertThat(client.signed()).containsExactly("rsa-sha2-512-cert-v01@openssh.com");
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void signsWithTheAlgorithmThatWasAskedForAndSaysSo(SignatureAlgorithm algorithm)
      throws IOException {
    try (SshAgentProcess process = SshAgentProcess.start(agentDirectory);
        SshAgent agent = connect()) {
      process.add(TestKeys.pair(2048));
      PublicKey key = agent.getIdentities().iterator().next().getKey();
      Map.Entry<String, byte[]> signature = agent.sign(null, key, algorithm.sshName(), DATA);
      assertThat(signature.getKey()).isEqualTo(algorithm.sshName());
      assertThat(TestKeys.verifies(TestKeys.pair(2048), algorithm, DATA, signature.getValue()))
          .isTrue();
    }
  }

  @Test
  void saysThatTheAgentRefusedAndStaysInStep() throws IOException {
    try (SshAgentProcess process = SshAgentProcess.start(agentDirectory);
        SshAgent agent = connect()) {
      process.add(TestKeys.pair(2048));
      PublicKey other = TestKeys.pair(3072).getPublic();
      assertThatThrownBy(() -> agent.sign(null, other, "rsa-sha2-256", DATA))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(process.socket().toString())
          .hasMessageContaining("refused");
      assertThat(agent.isOpen()).isTrue();
      assertThat(agent.getIdentities().iterator()).toIterable().hasSize(1);
    }
  }

  @ParameterizedTest
  @MethodSource("org.sshkr.client.TestServers#installed")
  void nextKeyIsTriedWhereOneIsRefused(TestServers kind) throws IOException {
    try (SshAgentProcess agent = SshAgentProcess.start(agentDirectory);
        TestServer server =
            kind.start(serverDirectory, List.of(Keyrings.line(2048), Keyrings.line(3072)))) {
      agent.add(TestKeys.pair(2048));
      Path first = Files.writeString(agentDirectory.resolve("first.pub"), Keyrings.line(2048));
      agent.add(TestKeys.pair(3072));
      Runnable remove =
          () -> {
            if (agent.sshAdd("-L").lines().count() == 2) {
              agent.sshAdd("-d", first.toString());
            }
          };
      try (TestClient client = client().beforeSigning(remove);
          ClientSession session = client.login(server)) {
        assertThat(TestClient.echo(session, "hello")).isEqualTo("hello");
        assertThat(client.skipped()).hasSize(1);
        assertThat(AgentFailures.last(session)).isPresent();
      }
    }
  }

  @Test
  void passwordIsTriedWhereNoAgentListens() throws IOException {
    try (TestServer server = MinaServer.start(List.of());
        TestClient client = client();
        ClientSession session = client.connect(server)) {
      session.addPasswordIdentity(MinaServer.PASSWORD);
      session.auth().verify(LIMIT);
      assertThat(AgentFailures.last(session))
          .get()
          .extracting("message")
          .asString()
          .startsWith("can't connect to the agent at " + agentDirectory.resolve("socket"));
    }
  }

  @Test
  void passwordIsTriedWhereTheAgentDiesInTheMiddle() throws IOException {
    try (SshAgentProcess agent = SshAgentProcess.start(agentDirectory);
        TestServer server = MinaServer.start(List.of(Keyrings.line(2048)));
        TestClient client = client().beforeSigning(agent::close)) {
      agent.add(TestKeys.pair(2048));
      try (ClientSession session = client.connect(server)) {
        session.addPasswordIdentity(MinaServer.PASSWORD);
        session.auth().verify(LIMIT);
        assertThat(TestClient.echo(session, "hello")).isEqualTo("hello");
        assertThat(AgentFailures.last(session)).isPresent();
      }
    }
  }

  @Test
  void findsTheAgentByTheClientsProperty() throws IOException {
    try (SshAgentProcess agent = SshAgentProcess.start(agentDirectory);
        TestServer server = MinaServer.start(List.of(Keyrings.line(2048)));
        TestClient client = new TestClient(UnixSocketAgentFactory.ofEnvironment())) {
      agent.add(TestKeys.pair(2048));
      client.configure(
          unstarted ->
              PropertyResolverUtils.updateProperty(
                  unstarted, SshAgent.SSH_AUTHSOCKET_ENV_NAME, agent.socket().toString()));
      assertThat(client.echo(server, "hello")).isEqualTo("hello");
    }
  }

  @Test
  void goesWithoutAnAgentWhereNoneIsNamed() throws IOException {
    try (SshClient manager = SshClient.setUpDefaultClient()) {
      assertThat(UnixSocketAgentFactory.ofEnvironment().createClient(null, manager)).isNull();
    }
  }

  @Test
  void refusesATimeoutThatIsNone() {
    for (Duration none : List.of(Duration.ZERO, Duration.ofSeconds(-1))) {
      assertThatThrownBy(() -> factory().withTimeout(none))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void saysThatAPathIsTooLongForASocket() throws IOException {
    try (SshClient manager = SshClient.setUpDefaultClient()) {
      Path tooLong = agentDirectory.resolve("s".repeat(200));
      assertThatThrownBy(() -> UnixSocketAgentFactory.at(tooLong).createClient(null, manager))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(tooLong.toString());
    }
  }
}

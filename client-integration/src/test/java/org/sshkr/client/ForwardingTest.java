package org.sshkr.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.apache.sshd.agent.SshAgentFactory;
import org.apache.sshd.client.channel.ChannelExec;
import org.apache.sshd.client.channel.ClientChannelEvent;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.server.forward.AcceptAllForwardingFilter;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sshkr.keyring.Keyring;
import org.sshkr.keyring.TestKeys;

/** {@code ssh -A}: from a MINA client, and to a MINA server. */
@Tag("slow")
@Timeout(120)
class ForwardingTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir private Path directory;
  @TempDir private Path agentDirectory;

  private static SshAgentFactory forwarding(Keyring keyring) {
    return KeyringAgentFactory.builder().keyring(keyring).forwarding().build();
  }

  /** Starts a server of this kind whose sessions may use a forwarded agent. */
  private TestServer start(TestServers kind, int bits) {
    TestServer server = kind.start(directory, List.of(Keyrings.line(bits)));
    if (server instanceof MinaServer mina) {
      mina.server().setAgentFactory(new ForwardedAgentFactory());
      mina.server().setForwardingFilter(AcceptAllForwardingFilter.INSTANCE);
    }
    return server;
  }

  /** Runs a command in a session that forwards the agent. */
  private static String run(ClientSession session, String command) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ChannelExec channel = session.createExecChannel(command)) {
      channel.setAgentForwarding(true);
      channel.setOut(out);
      channel.setErr(out);
      channel.open().verify(LIMIT);
      channel.waitFor(EnumSet.of(ClientChannelEvent.CLOSED), LIMIT);
    }
    return out.toString(StandardCharsets.UTF_8).strip();
  }

  @ParameterizedTest
  @MethodSource("org.sshkr.client.TestServers#installed")
  void commandOfAServerListsAndSigns(TestServers kind) throws IOException {
    try (Keyring keyring = Keyrings.of(2048, 3072);
        TestServer server = start(kind, 2048);
        TestClient client = new TestClient(forwarding(keyring));
        ClientSession session = client.login(server)) {
      assertThat(run(session, "ssh-add -L").lines())
          .containsExactly(Keyrings.line(2048) + " 2048", Keyrings.line(3072) + " 3072");
      Path key = Files.writeString(directory.resolve("key.pub"), Keyrings.line(3072));
      assertThat(run(session, "ssh-add -T " + key + " && echo signed")).isEqualTo("signed");
    }
  }

  /** From the first server, OpenSSH's client logs in at the second with the key of this process. */
  @ParameterizedTest
  @MethodSource("org.sshkr.client.TestServers#installed")
  void logsInAtASecondHostThroughTheFirst(TestServers kind) throws IOException {
    try (Keyring keyring = Keyrings.of(2048);
        TestServer first = start(kind, 2048);
        TestServer second = MinaServer.start(List.of(Keyrings.line(2048)));
        TestClient client = new TestClient(forwarding(keyring));
        ClientSession session = client.login(first)) {
      String ssh =
          "ssh -F none -o BatchMode=yes -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null"
              + " -o LogLevel=ERROR -p "
              + second.port()
              + " "
              + second.user()
              + "@127.0.0.1 echo two hops";
      assertThat(run(session, ssh)).isEqualTo("two hops");
    }
  }

  @Test
  void opensshsClientForwardsToAMinaServer() throws IOException {
    try (SshAgentProcess agent = SshAgentProcess.start(agentDirectory);
        TestServer server = start(TestServers.MINA, 2048)) {
      agent.add(TestKeys.pair(2048));
      List<String> ssh = new ArrayList<>(List.of("ssh", "-A", "-F", "none", "-o", "BatchMode=yes"));
      ssh.addAll(List.of("-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null"));
      ssh.addAll(List.of("-o", "LogLevel=ERROR", "-p", Integer.toString(server.port())));
      ssh.addAll(List.of("someone@127.0.0.1", "ssh-add -L && stat -Lc %a:%F $SSH_AUTH_SOCK"));
      String said = Programs.run(Map.of("SSH_AUTH_SOCK", agent.socket().toString()), ssh);
      assertThat(said).startsWith(Keyrings.line(2048)).contains("600:socket");
    }
  }

  @Test
  void socketIsTheUsersOnlyAndGoesWithTheSession() throws IOException {
    try (Keyring keyring = Keyrings.of(2048);
        TestServer server = start(TestServers.MINA, 2048);
        TestClient client = new TestClient(forwarding(keyring))) {
      Path socket;
      try (ClientSession session = client.login(server)) {
        String said =
            run(
                session,
                "echo $SSH_AUTH_SOCK; stat -c %a $SSH_AUTH_SOCK $(dirname $SSH_AUTH_SOCK)");
        assertThat(said.lines().skip(1)).containsExactly("600", "700");
        socket = Path.of(said.lines().findFirst().orElseThrow());
        // a second command of the session gets the same socket
        assertThat(run(session, "echo $SSH_AUTH_SOCK")).isEqualTo(socket.toString());
        assertThat(socket).exists();
      }
      while (Files.exists(socket.getParent())) {
        Thread.onSpinWait(); // the server notices in its own time; the limit is the class's
      }
    }
  }

  /** The channel has to ask: a client that could forward does not do so unasked. */
  @ParameterizedTest
  @MethodSource("org.sshkr.client.TestServers#installed")
  void sessionThatDoesNotAskForwardsNothing(TestServers kind) throws IOException {
    try (Keyring keyring = Keyrings.of(2048);
        TestServer server = start(kind, 2048);
        TestClient client = new TestClient(forwarding(keyring));
        ClientSession session = client.login(server)) {
      assertThat(session.executeRemoteCommand("echo \"[$SSH_AUTH_SOCK]\"").strip()).isEqualTo("[]");
    }
  }

  @Test
  void filterHoldsForServersToo() throws IOException {
    try (Keyring keyring = Keyrings.of(2048, 3072);
        TestServer server = start(TestServers.MINA, 2048);
        TestClient client =
            new TestClient(
                KeyringAgentFactory.builder()
                    .keyring(keyring)
                    .filter(identity -> identity.comment().equals("2048"))
                    .forwarding()
                    .build());
        ClientSession session = client.login(server)) {
      assertThat(run(session, "ssh-add -L")).isEqualTo(Keyrings.line(2048) + " 2048");
      Path key = Files.writeString(directory.resolve("key.pub"), Keyrings.line(3072));
      assertThat(run(session, "ssh-add -T " + key + " 2>/dev/null || echo refused"))
          .isEqualTo("refused");
      String change = "ssh-add -D; ssh-add -x </dev/null";
      assertThat(run(session, "(" + change + ") >/dev/null 2>&1; ssh-add -l | wc -l"))
          .isEqualTo("1");
    }
  }

  @ParameterizedTest
  @MethodSource("org.sshkr.client.TestServers#installed")
  void agentBehindASocketIsForwarded(TestServers kind) throws IOException {
    try (SshAgentProcess agent = SshAgentProcess.start(agentDirectory);
        TestServer server = start(kind, 2048);
        TestClient client =
            new TestClient(UnixSocketAgentFactory.at(agent.socket()).withForwarding())) {
      agent.add(TestKeys.pair(2048));
      agent.generate("ed25519");
      try (ClientSession session = client.login(server)) {
        assertThat(run(session, "ssh-add -l").lines()).hasSize(2);
      }
    }
  }

  @Test
  void clientWhoseAgentDiesAnswersWithAnErrorAndTheSessionLives() throws IOException {
    SshAgentProcess agent = SshAgentProcess.start(agentDirectory);
    try (TestServer server = start(TestServers.MINA, 2048);
        TestClient client =
            new TestClient(UnixSocketAgentFactory.at(agent.socket()).withForwarding())) {
      agent.add(TestKeys.pair(2048));
      try (ClientSession session = client.login(server)) {
        agent.close();
        assertThat(run(session, "ssh-add -l 2>/dev/null || echo none")).isEqualTo("none");
        assertThat(TestClient.echo(session, "alive")).isEqualTo("alive");
      }
    } finally {
      agent.close();
    }
  }

  @Test
  void serverWithoutAFilterRefuses() throws IOException {
    try (Keyring keyring = Keyrings.of(2048);
        MinaServer server = MinaServer.start(List.of(Keyrings.line(2048)));
        TestClient client = new TestClient(forwarding(keyring))) {
      server.server().setAgentFactory(new ForwardedAgentFactory());
      try (ClientSession session = client.login(server)) {
        assertThat(run(session, "echo \"[$SSH_AUTH_SOCK]\"")).isEqualTo("[]");
      }
    }
  }
}

package org.sshkr.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.apache.sshd.agent.SshAgent;
import org.apache.sshd.agent.SshAgentFactory;
import org.apache.sshd.agent.local.AgentImpl;
import org.apache.sshd.agent.local.AgentServerProxy;
import org.apache.sshd.agent.local.LocalAgentFactory;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.SshException;
import org.apache.sshd.server.session.ServerConnectionService;
import org.junit.jupiter.api.Test;
import org.sshkr.keyring.Keyring;
import org.sshkr.keyring.TestKeys;

/** A server that asks for the agent of a client that does not forward one. */
class NoForwardingTest {
  /** Logs in, has the server open a channel to the client's agent, and lists the keys there. */
  private static List<String> commentsSeenByServer(SshAgentFactory factory) throws Exception {
    try (MinaServer server = MinaServer.start(List.of(Keyrings.line(2048)));
        TestClient client = new TestClient(factory);
        ClientSession session = client.login(server)) {
      assertThat(session.isAuthenticated()).isTrue();
      ServerConnectionService service =
          server.server().getActiveSessions().get(0).getService(ServerConnectionService.class);
      try (SshAgent agent = new AgentServerProxy(service).createClient()) {
        List<String> comments = new ArrayList<>();
        agent.getIdentities().forEach(identity -> comments.add(identity.getValue()));
        return comments;
      }
    }
  }

  @Test
  void serverGetsNoChannelToAKeyring() {
    try (Keyring keyring = Keyrings.of(2048)) {
      SshAgentFactory factory = KeyringAgentFactory.builder().keyring(keyring).build();
      assertThatThrownBy(() -> commentsSeenByServer(factory))
          .isInstanceOf(SshException.class)
          .hasMessageContaining("Unsupported channel type: auth-agent@openssh.com");
    }
  }

  /** The reason for these tests: MINA's own factory gives the agent to any server, unasked. */
  @Test
  void serverGetsOneFromMinasOwnFactory() throws Exception {
    try (AgentImpl agent = new AgentImpl()) {
      agent.addIdentity(TestKeys.pair(2048), "not forwarded by anyone");
      assertThat(commentsSeenByServer(new LocalAgentFactory(agent)))
          .containsExactly("not forwarded by anyone");
    }
  }
}

package org.sshkr.client;

import java.io.IOException;
import java.util.List;
import org.apache.sshd.agent.SshAgent;
import org.apache.sshd.agent.SshAgentFactory;
import org.apache.sshd.agent.SshAgentServer;
import org.apache.sshd.common.FactoryManager;
import org.apache.sshd.common.channel.ChannelFactory;
import org.apache.sshd.common.session.ConnectionService;
import org.apache.sshd.common.session.Session;

/**
 * Lets the sessions of a MINA server use the agents that their clients forward ({@code ssh -A}),
 * through a unix socket that the environment variable SSH_AUTH_SOCK of their commands names. Java's
 * own sockets are used, no native library:
 *
 * <pre>{@code
 * server.setAgentFactory(new ForwardedAgentFactory());
 * server.setForwardingFilter(AcceptAllForwardingFilter.INSTANCE); // or one that picks
 * }</pre>
 *
 * <p>The socket (mode 0600) is in a directory of its own (0700) under the system's directory for
 * temporary files, and both are removed when the session ends. Who may forward is up to MINA's
 * AgentForwardingFilter, which a server has none of unless told.
 */
public final class ForwardedAgentFactory implements SshAgentFactory {
  /** For MINA, at the first request for forwarding of a session. */
  @Override
  public SshAgentServer createServer(ConnectionService service) throws IOException {
    return new ForwardedAgentServer(service);
  }

  /** Null: a server logs in nowhere. */
  @Override
  public SshAgent createClient(Session session, FactoryManager manager) {
    return null;
  }

  /** Empty: nobody opens channels to an agent of the server's own. */
  @Override
  public List<ChannelFactory> getChannelForwardingFactories(FactoryManager manager) {
    return List.of();
  }
}

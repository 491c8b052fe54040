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
 * through a unix socket that the environment variable SSH_AUTH_SOCK of their commands names. It
 * needs no native library, since Java has such sockets:
 *
 * <pre>{@code
 * server.setAgentFactory(new ForwardedAgentFactory());
 * server.setForwardingFilter(AcceptAllForwardingFilter.INSTANCE); // or one that picks
 * }</pre>
 *
 * <p>The socket (mode 0600) is in a directory of its own (0700) under the system's directory for
 * temporary files, and both are removed when the session ends. MINA's AgentForwardingFilter decides
 * who may forward; by default a server has none.
 */
public final class ForwardedAgentFactory implements SshAgentFactory {
  /** Called by MINA at a session's first request for forwarding. */
  @Override
  public SshAgentServer createServer(ConnectionService service) throws IOException {
    return new ForwardedAgentServer(service);
  }

  /** Null: a server does not log in. */
  @Override
  public SshAgent createClient(Session session, FactoryManager manager) {
    return null;
  }

  /** Empty: no client opens channels to an agent of the server's own. */
  @Override
  public List<ChannelFactory> getChannelForwardingFactories(FactoryManager manager) {
    return List.of();
  }
}

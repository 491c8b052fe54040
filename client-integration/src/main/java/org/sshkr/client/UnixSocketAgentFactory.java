package org.sshkr.client;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.sshd.agent.SshAgent;
import org.apache.sshd.agent.SshAgentFactory;
import org.apache.sshd.agent.SshAgentServer;
import org.apache.sshd.common.FactoryManager;
import org.apache.sshd.common.channel.ChannelFactory;
import org.apache.sshd.common.session.ConnectionService;
import org.apache.sshd.common.session.Session;
import org.sshkr.ssh.agent.AgentConnection;

/**
 * Lets a MINA client log in through an agent that listens on a unix socket: ssh-agent-kr,
 * ssh-agent, gpg-agent or any other. It needs no native library, since Java has such sockets. Set
 * it before the client starts:
 *
 * <pre>{@code client.setAgentFactory(UnixSocketAgentFactory.ofEnvironment());}</pre>
 *
 * <p>The agent is not trusted to work: its answers are bounded in size and time, and its signatures
 * are verified. If it fails, a login loses that agent's keys, or the one key that it did not sign
 * with, and nothing else; {@link AgentFailures#last} has the reason. {@link KeyringAgentFactory}
 * says which parts of the client are replaced for this, and how forwarding works.
 */
public final class UnixSocketAgentFactory implements SshAgentFactory {
  /** Long enough for the user to find and touch a token, or to confirm the use of a key. */
  private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(60);

  private final Optional<Path> socket;
  private final Duration timeout;

  private final boolean forwarding;

  private UnixSocketAgentFactory(Optional<Path> socket, Duration timeout, boolean forwarding) {
    this.socket = socket;
    this.timeout = timeout;
    this.forwarding = forwarding;
  }

  /**
   * Uses the agent that IdentityAgent names for a host in ssh_config, or else SSH_AUTH_SOCK at the
   * time of a login, as a property of the session or client (like MINA's own UnixAgentFactory) or
   * else in the environment. While none is set, logins go without an agent.
   */
  public static UnixSocketAgentFactory ofEnvironment() {
    return new UnixSocketAgentFactory(Optional.empty(), DEFAULT_TIMEOUT, false);
  }

  /** Uses the agent that listens on {@code socket} at the time of a login. */
  public static UnixSocketAgentFactory at(Path socket) {
    return new UnixSocketAgentFactory(Optional.of(socket), DEFAULT_TIMEOUT, false);
  }

  /**
   * Returns a factory for the same agent with another time limit.
   *
   * @param timeout for connecting, and for each answer as a whole; 60 s by default. MINA's reader
   *     thread waits that long.
   */
  public UnixSocketAgentFactory withTimeout(Duration timeout) {
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("the timeout must be positive, not " + timeout);
    }
    return new UnixSocketAgentFactory(socket, timeout, forwarding);
  }

  /**
   * Returns a factory for the same agent, which servers may use through a session, like {@code ssh
   * -A}, if that session asks for it with {@code setAgentForwarding(true)} on a channel. The agent
   * is told which server it is, and answers it as it answers this process.
   */
  public UnixSocketAgentFactory withForwarding() {
    return new UnixSocketAgentFactory(socket, timeout, true);
  }

  /**
   * Connects to the agent, and tells it which server the session is with, for keys that are for
   * some hosts only; called by MINA at each authentication.
   *
   * @param session may be null
   * @return null if no agent is named
   * @throws IOException if it does not answer
   */
  @Override
  public SshAgent createClient(Session session, FactoryManager manager) throws IOException {
    Optional<Path> path = socket.isPresent() ? socket : named(session, manager);
    return path.isEmpty() ? null : new UnixSocketAgent(connect(path.get(), session, false));
  }

  private AgentConnection connect(Path path, Session session, boolean forwarded)
      throws IOException {
    AgentConnection connection = AgentConnection.open(path, timeout);
    HostProof proof = HostProof.of(session);
    if (proof != null) {
      // an agent that does not know the extension says so, and has no keys that depend on it
      connection.exchange(proof.bindRequest(forwarded));
    }
    return connection;
  }

  private AgentLink link(Session session) throws IOException {
    Optional<Path> path = socket.isPresent() ? socket : named(session, null);
    if (path.isEmpty()) {
      throw new IOException("there is no agent to forward");
    }
    AgentConnection connection = connect(path.get(), session, true);
    return new AgentLink() {
      @Override
      public byte[] answer(byte[] request) throws IOException {
        return connection.exchange(request);
      }

      @Override
      public void close() throws IOException {
        connection.close();
      }
    };
  }

  private static Optional<Path> named(Session session, FactoryManager manager) throws IOException {
    String variable = SshAgent.SSH_AUTHSOCKET_ENV_NAME;
    String name = IdentityFiles.identityAgent(session).orElse(variable);
    if (name.equals(variable)) {
      name = (session == null ? manager : session).getString(variable);
      if (name == null || name.isEmpty()) {
        name = System.getenv(variable);
      }
    } else if (name.startsWith("$")) {
      name = System.getenv(name.substring(1).replaceAll("[{}]", ""));
    } else if (name.startsWith("~/")) {
      name = System.getProperty("user.home") + name.substring(1);
    }
    try {
      return name == null || name.isEmpty() ? Optional.empty() : Optional.of(Path.of(name));
    } catch (InvalidPathException e) {
      throw new IOException("the agent's socket is not a path: " + name, e);
    }
  }

  /** Called by MINA when a client starts. Empty unless {@link #withForwarding} was called. */
  @Override
  public List<ChannelFactory> getChannelForwardingFactories(FactoryManager manager) {
    ResilientPublicKeyAuth.installIn(manager);
    HostProof.keepIn(manager);
    return forwarding ? List.of(ForwardingChannel.factory(this::link)) : List.of();
  }

  /** Always throws: this class is not for MINA servers. See {@link ForwardedAgentFactory}. */
  @Override
  public SshAgentServer createServer(ConnectionService service) throws IOException {
    throw new IOException("the sessions of a server can't use this agent");
  }
}

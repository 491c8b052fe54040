package org.sshkr.jgit;

import java.io.File;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.apache.sshd.agent.SshAgent;
import org.apache.sshd.agent.SshAgentFactory;
import org.eclipse.jgit.transport.sshd.agent.Connector;
import org.eclipse.jgit.transport.sshd.agent.ConnectorFactory;
import org.sshkr.client.AgentMessages;

/**
 * Gives JGit an agent of this process, without a socket:
 *
 * <pre>{@code
 * SshSessionFactory.setInstance(
 *     new SshdSessionFactoryBuilder()
 *         .setConnectorFactory(new AgentConnectorFactory(KeyringAgentFactory.create()))
 *         .build(null));
 * }</pre>
 *
 * <p>It replaces any agent that {@code IdentityAgent} names in ~/.ssh/config, except {@code none},
 * with which JGit asks no agent.
 */
public final class AgentConnectorFactory implements ConnectorFactory {
  /** JGit leaves room before a message for a length and the type. */
  private static final int HEADER = Integer.BYTES + 1;

  private static final ConnectorDescriptor DESCRIPTOR =
      new ConnectorDescriptor() {
        @Override
        public String getIdentityAgent() {
          return "ssh-kr";
        }

        @Override
        public String getDisplayName() {
          return "keys of the Linux kernel's keyrings";
        }
      };

  private final SshAgentFactory agents;

  /**
   * Creates a factory for the agents of {@code agents}; an agent that needs a MINA session does not
   * work here.
   */
  public AgentConnectorFactory(SshAgentFactory agents) {
    this.agents = agents;
  }

  @Override
  public Connector create(String identityAgent, File homeDir) {
    return new InProcess(agents);
  }

  @Override
  public boolean isSupported() {
    return true;
  }

  @Override
  public String getName() {
    return DESCRIPTOR.getIdentityAgent();
  }

  @Override
  public Collection<ConnectorDescriptor> getSupportedConnectors() {
    return List.of(DESCRIPTOR);
  }

  @Override
  public ConnectorDescriptor getDefaultConnector() {
    return DESCRIPTOR;
  }

  private static final class InProcess implements Connector {
    private final SshAgentFactory agents;
    private AgentMessages agent;

    InProcess(SshAgentFactory agents) {
      this.agents = agents;
    }

    @Override
    public boolean connect() throws IOException {
      if (agent == null) {
        SshAgent made = agents.createClient(null, null);
        agent = made == null ? null : new AgentMessages(made);
      }
      return agent != null;
    }

    @Override
    public byte[] rpc(byte command, byte[] message) throws IOException {
      if (agent == null) {
        throw new IOException("the agent is not connected");
      }
      byte[] request = Arrays.copyOfRange(message, HEADER - 1, message.length);
      request[0] = command;
      return agent.answer(request);
    }

    @Override
    public void close() throws IOException {
      if (agent != null) {
        agent.close();
      }
    }
  }
}

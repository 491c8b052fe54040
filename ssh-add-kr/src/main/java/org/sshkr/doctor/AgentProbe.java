package org.sshkr.doctor;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.sshkr.process.PeerCredentials;
import org.sshkr.process.SocketOwner;
import org.sshkr.ssh.agent.AgentConnection;
import org.sshkr.ssh.agent.IdentitiesAnswer;
import org.sshkr.ssh.agent.RequestIdentities;
import org.sshkr.ssh.agent.Response;
import org.sshkr.ssh.agent.UpstreamQuery;
import org.sshkr.ssh.wire.WireFormatException;

/** Asks an agent's socket. */
interface AgentProbe {
  /** The process that listens; an IOException with the reason if there is none. */
  PeerCredentials owner(Path socket) throws IOException;

  /** The number of keys that it lists; an IOException with the reason if it does not answer. */
  long keys(Path socket) throws IOException;

  /** The agent behind it; an IOException with the reason if it does not answer. */
  UpstreamQuery.Answer upstream(Path socket) throws IOException;

  /** Asks a real socket. */
  final class OfSocket implements AgentProbe {
    /** The query may start the agent, which takes some seconds on a busy machine. */
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @Override
    public PeerCredentials owner(Path socket) throws IOException {
      return SocketOwner.of(socket);
    }

    @Override
    public long keys(Path socket) throws IOException {
      try (AgentConnection connection = AgentConnection.open(socket, LIMIT)) {
        Response answer = Response.decode(connection.exchange(new RequestIdentities().encode()));
        if (answer instanceof IdentitiesAnswer list) {
          return list.identities().size();
        }
        throw new IOException("the agent at " + socket + " refuses to list its keys");
      } catch (WireFormatException e) {
        throw new IOException("what listens at " + socket + " is no agent", e);
      }
    }

    @Override
    public UpstreamQuery.Answer upstream(Path socket) throws IOException {
      return UpstreamQuery.ask(socket, LIMIT);
    }
  }
}

package org.sshkr.doctor;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.sshkr.process.PeerCredentials;
import org.sshkr.process.SocketOwner;
import org.sshkr.wire.AgentConnection;
import org.sshkr.wire.UpstreamQuery;
import org.sshkr.wire.WireFormatException;
import org.sshkr.wire.WireReader;

/** What an agent's socket answers. */
interface AgentProbe {
  /** Who listens; an IOException with the reason if nobody can be reached. */
  PeerCredentials owner(Path socket) throws IOException;

  /** How many keys it lists; an IOException with the reason if it does not answer. */
  long keys(Path socket) throws IOException;

  /** Which agent stands behind it; an IOException with the reason if it does not answer. */
  UpstreamQuery.Answer upstream(Path socket) throws IOException;

  /** A real socket. */
  final class OfSocket implements AgentProbe {
    private static final Duration LIMIT = Duration.ofSeconds(5);

    /** SSH_AGENTC_REQUEST_IDENTITIES and SSH_AGENT_IDENTITIES_ANSWER: RFC 9987, section 3.5. */
    private static final byte[] REQUEST = {0, 0, 0, 1, 11};

    private static final int ANSWER = 12;

    @Override
    public PeerCredentials owner(Path socket) throws IOException {
      return SocketOwner.of(socket);
    }

    @Override
    public long keys(Path socket) throws IOException {
      try (AgentConnection connection = AgentConnection.open(socket, LIMIT)) {
        WireReader answer = new WireReader(connection.exchange(REQUEST));
        if (answer.readByte() != ANSWER) {
          throw new IOException("the agent at " + socket + " refuses to list its keys");
        }
        return answer.readUint32();
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

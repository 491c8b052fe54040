package org.sshkr.ssh.agent;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.sshkr.ssh.wire.Blob;
import org.sshkr.ssh.wire.WireFormatException;
import org.sshkr.ssh.wire.WireReader;
import org.sshkr.ssh.wire.WireWriter;

/**
 * The extension by which ssh-agent-kr says which agent is behind it (RFC 9987, section 3.8). The
 * request has no contents; the response has one string, the path of that agent's socket, empty if
 * there is none.
 */
public final class UpstreamQuery {
  public static final String NAME = "upstream@ssh-kr";

  /**
   * An agent's answer to the query.
   *
   * @param known whether the agent knows the extension and so is ssh-agent-kr
   * @param upstream socket of the agent behind it
   */
  public record Answer(boolean known, Optional<Path> upstream) {
    private static final Answer UNKNOWN = new Answer(false, Optional.empty());
  }

  private UpstreamQuery() {}

  /**
   * The file beside an agent's socket in which packaging/src/lib/auth-sock notes the agents that it
   * displaced: one socket path a line, the newest first.
   */
  public static Path displacedAgents(Path socket) {
    return socket.toAbsolutePath().resolveSibling("behind");
  }

  /** Returns the response that names {@code upstream}. */
  public static ExtensionResponse answer(Optional<Path> upstream) {
    byte[] contents =
        new WireWriter().writeText(upstream.map(Path::toString).orElse("")).toByteArray();
    return new ExtensionResponse(NAME, Blob.copyOf(contents));
  }

  /**
   * Asks the agent at {@code socket}.
   *
   * @param limit time limit for the answer
   * @throws IOException with path and reason, if no agent answers there
   */
  public static Answer ask(Path socket, Duration limit) throws IOException {
    byte[] request = new Extension(NAME, Blob.copyOf(new byte[0])).encode();
    try (AgentConnection connection = AgentConnection.open(socket, limit)) {
      if (!(Response.decode(connection.exchange(request)) instanceof ExtensionResponse response)
          || !response.name().equals(NAME)) {
        return Answer.UNKNOWN;
      }
      String path = new WireReader(response.contents().toByteArray()).readText();
      return new Answer(true, path.isEmpty() ? Optional.empty() : Optional.of(Path.of(path)));
    } catch (WireFormatException e) {
      return Answer.UNKNOWN;
    }
  }
}

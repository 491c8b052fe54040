package org.sshkr.agent;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.sshkr.agent.protocol.Extension;
import org.sshkr.agent.protocol.Response;
import org.sshkr.agent.session.BoundSessions;
import org.sshkr.agent.session.SessionBind;
import org.sshkr.wire.AgentConnection;
import org.sshkr.wire.Blob;
import org.sshkr.wire.WireFormatException;

/**
 * One client's connection to the upstream agent: of its own, since a connection is what a session
 * is bound to. Opened when it is needed, and again after it failed, with the sessions bound anew.
 */
final class UpstreamLink {
  private static final Duration TO_CONNECT = Duration.ofSeconds(1);

  private final Path socket;
  private final List<Blob> binds = new ArrayList<>();
  private AgentConnection connection;

  UpstreamLink(Path socket) {
    this.socket = socket;
  }

  /**
   * Asks, and decodes the answer.
   *
   * @param message without its length
   * @throws IOException if there is no answer that can be understood
   */
  synchronized Response ask(Duration limit, ByteBuffer message) throws IOException {
    if (connection == null || !connection.isOpen()) {
      connection = AgentConnection.open(socket, TO_CONNECT);
      for (Blob bind : binds) {
        exchange(TO_CONNECT, ByteBuffer.wrap(new Extension(SessionBind.NAME, bind).encode()));
      }
    }
    return exchange(limit, message);
  }

  private Response exchange(Duration limit, ByteBuffer message) throws IOException {
    ByteBuffer length = ByteBuffer.allocate(Integer.BYTES).putInt(message.remaining()).flip();
    try {
      return Response.decode(connection.exchange(limit, length, message));
    } catch (WireFormatException e) {
      connection.close();
      throw new IOException("the agent at " + socket + " failed: " + e.getMessage(), e);
    }
  }

  /** Binds the connection to a session, or will once it is open. */
  synchronized void bind(Blob contents) throws IOException {
    if (binds.contains(contents) || binds.size() == BoundSessions.MAX) {
      return;
    }
    binds.add(contents);
    if (connection != null && connection.isOpen()) {
      exchange(TO_CONNECT, ByteBuffer.wrap(new Extension(SessionBind.NAME, contents).encode()));
    }
  }

  synchronized void close() {
    if (connection != null) {
      try {
        connection.close();
      } catch (IOException e) {
        // nothing is left to be lost
      }
    }
  }
}

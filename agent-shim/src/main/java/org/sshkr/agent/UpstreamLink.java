package org.sshkr.agent;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.sshkr.ssh.agent.AgentConnection;
import org.sshkr.ssh.agent.Extension;
import org.sshkr.ssh.agent.Response;
import org.sshkr.ssh.agent.Success;
import org.sshkr.ssh.session.BoundSessions;
import org.sshkr.ssh.session.SessionBind;
import org.sshkr.ssh.wire.Blob;
import org.sshkr.ssh.wire.WireFormatException;

/**
 * One client's connection to the upstream agent. Each client has its own, since a session is bound
 * to a connection. It is opened when needed, and again after a failure, with the sessions bound
 * again.
 */
final class UpstreamLink implements AutoCloseable {
  private static final Duration TO_CONNECT = Duration.ofSeconds(1);

  private final Supplier<List<Path>> sockets;
  private final LoopMark mark;
  private final List<Blob> binds = new ArrayList<>();
  private AgentConnection connection;

  /**
   * Creates a link that is not open yet.
   *
   * @param sockets to try, in this order; queried for each new connection
   * @param mark of this process
   */
  UpstreamLink(Supplier<List<Path>> sockets, LoopMark mark) {
    this.sockets = sockets;
    this.mark = mark;
  }

  /**
   * Connects unless already connected.
   *
   * @throws IOException with the reason, if none of the sockets has a usable agent
   */
  synchronized void open() throws IOException {
    if (connection != null && connection.isOpen()) {
      return;
    }
    IOException failure = new IOException("no agent stands behind this one");
    for (Path socket : sockets.get()) {
      try {
        connection = connect(socket);
        for (Blob bind : binds) {
          exchange(TO_CONNECT, ByteBuffer.wrap(new Extension(SessionBind.NAME, bind).encode()));
        }
        return;
      } catch (IOException e) {
        failure = e;
      }
    }
    throw failure;
  }

  /** Connects to an agent, unless it leads back here: each request would then come back. */
  private AgentConnection connect(Path socket) throws IOException {
    connection = AgentConnection.open(socket, TO_CONNECT);
    if (leadsTo(mark)) {
      connection.close();
      throw new IOException("the agent at " + socket + " leads back to this one");
    }
    // the agent closes the connection on an unknown extension
    return connection.isOpen() ? connection : AgentConnection.open(socket, TO_CONNECT);
  }

  private boolean leadsTo(LoopMark mark) throws IOException {
    try {
      return exchange(TO_CONNECT, ByteBuffer.wrap(mark.encode().encode())) instanceof Success;
    } catch (IOException e) {
      if (e.getCause() instanceof SocketTimeoutException) {
        throw e;
      }
      return false;
    }
  }

  /**
   * Asks the agent behind whether it leads to the sender of {@code mark}.
   *
   * <p>The connection for this is not checked itself: in a loop that would never end.
   */
  static boolean leadsTo(List<Path> sockets, LoopMark mark) {
    for (Path socket : sockets) {
      UpstreamLink link = new UpstreamLink(() -> sockets, mark);
      try (AgentConnection connection = AgentConnection.open(socket, TO_CONNECT)) {
        link.connection = connection;
        if (link.leadsTo(mark)) {
          return true;
        }
      } catch (IOException e) {
        // it leads nowhere
      }
    }
    return false;
  }

  /** The socket of the connected agent. */
  synchronized Path socket() {
    return connection.path();
  }

  /**
   * Sends a request, and decodes the answer.
   *
   * @param message without its length
   * @throws IOException if there is no valid answer
   */
  synchronized Response ask(Duration limit, ByteBuffer message) throws IOException {
    open();
    return exchange(limit, message);
  }

  private Response exchange(Duration limit, ByteBuffer message) throws IOException {
    try {
      return Response.decode(connection.exchange(limit, message));
    } catch (WireFormatException e) {
      connection.close();
      throw new IOException("the agent at " + connection.path() + " failed: " + e.getMessage(), e);
    }
  }

  /** Binds the connection to a session, at once or when it is opened. */
  synchronized void bind(Blob contents) throws IOException {
    if (binds.contains(contents) || binds.size() == BoundSessions.MAX) {
      return;
    }
    binds.add(contents);
    if (connection != null && connection.isOpen()) {
      exchange(TO_CONNECT, ByteBuffer.wrap(new Extension(SessionBind.NAME, contents).encode()));
    }
  }

  @Override
  public synchronized void close() {
    if (connection != null) {
      try {
        connection.close();
      } catch (IOException e) {
        // there is nothing left to lose
      }
    }
  }
}

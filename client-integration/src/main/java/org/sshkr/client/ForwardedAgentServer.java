package org.sshkr.client;

import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.sshd.agent.SshAgentServer;
import org.apache.sshd.common.session.ConnectionService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sshkr.ssh.agent.Framing;

/**
 * The socket of one session's forwarded agent. Each connection has a thread, which carries one
 * request after the other to the client in a {@link ForwardedAgentChannel} of its own; this gives
 * order and back pressure. There are at most {@value #MAX_CONNECTIONS} connections at a time.
 */
final class ForwardedAgentServer implements SshAgentServer {
  private static final Logger LOG = LoggerFactory.getLogger(ForwardedAgentServer.class);
  private static final int MAX_CONNECTIONS = 64;

  private final ConnectionService service;
  private final Path directory;
  private final Path socket;
  private final ServerSocketChannel listening;
  private final Set<SocketChannel> connections = ConcurrentHashMap.newKeySet();

  ForwardedAgentServer(ConnectionService service) throws IOException {
    this.service = service;
    directory =
        Files.createTempDirectory(
            "ssh-kr-",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    socket = directory.resolve("agent");
    try {
      listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      try {
        listening.bind(UnixDomainSocketAddress.of(socket));
        Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
      } catch (IOException | RuntimeException e) {
        listening.close();
        throw e;
      }
    } catch (IOException | RuntimeException e) {
      removeFiles();
      throw e;
    }
    start("agent-forwarding", this::accept);
  }

  private static void start(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    try {
      while (true) {
        SocketChannel connection = listening.accept();
        if (connections.size() >= MAX_CONNECTIONS) {
          connection.close();
          continue;
        }
        connections.add(connection);
        start("agent-forwarding", () -> serve(connection));
        if (!isOpen()) {
          connection.close(); // too late for close() to see it
        }
      }
    } catch (ClosedChannelException e) {
      // the session has ended
    } catch (IOException e) {
      LOG.warn("the forwarded agent at {} takes no more connections: {}", socket, e.getMessage());
    }
  }

  private void serve(SocketChannel connection) {
    try (connection;
        ForwardedAgentChannel client = ForwardedAgentChannel.open(service)) {
      while (true) {
        ByteBuffer length = read(connection, Integer.BYTES);
        int size = Framing.check(length.getInt(0));
        byte[] answer = client.answer(read(connection, size).array());
        ByteBuffer frame = ByteBuffer.wrap(Framing.frame(answer));
        while (frame.hasRemaining()) {
          connection.write(frame);
        }
      }
    } catch (EOFException | ClosedChannelException e) {
      // the program is done
    } catch (IOException | RuntimeException e) {
      LOG.warn("a connection to the forwarded agent at {} ends: {}", socket, e.getMessage());
    } finally {
      connections.remove(connection);
    }
  }

  private static ByteBuffer read(SocketChannel connection, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    while (bytes.hasRemaining()) {
      if (connection.read(bytes) < 0) {
        throw new EOFException();
      }
    }
    return bytes.flip();
  }

  /** The path of the socket. */
  @Override
  public String getId() {
    return socket.toString();
  }

  @Override
  public boolean isOpen() {
    return listening.isOpen();
  }

  @Override
  public void close() throws IOException {
    try {
      listening.close();
      for (SocketChannel connection : connections) {
        connection.close();
      }
    } finally {
      removeFiles();
    }
  }

  private void removeFiles() throws IOException {
    Files.deleteIfExists(socket);
    Files.deleteIfExists(directory);
  }
}

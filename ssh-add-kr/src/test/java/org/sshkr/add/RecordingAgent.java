package org.sshkr.add;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A socket for ssh-add that answers SUCCESS to everything and keeps the requests. */
final class RecordingAgent implements AutoCloseable {
  private static final int SUCCESS = 6;

  private final ServerSocketChannel server;

  /** The messages, without their lengths. */
  final List<byte[]> messages = new CopyOnWriteArrayList<>();

  RecordingAgent(Path socket) throws IOException {
    server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(socket));
    Thread thread = new Thread(this::serve, "recording agent");
    thread.setDaemon(true);
    thread.start();
  }

  /** Serves one client after the other. */
  private void serve() {
    while (server.isOpen()) {
      try (SocketChannel client = server.accept();
          DataInputStream in = new DataInputStream(Channels.newInputStream(client));
          DataOutputStream out = new DataOutputStream(Channels.newOutputStream(client))) {
        while (true) {
          messages.add(in.readNBytes(in.readInt()));
          out.writeInt(1);
          out.write(SUCCESS);
          out.flush();
        }
      } catch (IOException e) {
        // the client is gone, or the socket was closed
      }
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}

package org.sshkr.evidence;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.sshkr.ssh.agent.Framing;

/**
 * Clients that send all but the last byte of a request as long as there may be, so that the agent
 * has to keep it: together more than the shim has memory for, four times over the 128 MB of its
 * launcher.
 */
final class LongRequests implements AutoCloseable {
  static final int CLIENTS = 1000;

  private final Path socket;
  private final List<SocketChannel> clients = new ArrayList<>();

  LongRequests(Path socket) {
    this.socket = socket;
  }

  /** One more client sends; of those that are too many, the first leaves. */
  void send() throws IOException {
    if (clients.size() == CLIENTS) {
      clients.remove(0).close();
    }
    SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(socket));
    clients.add(client);
    ByteBuffer request = ByteBuffer.allocate(Integer.BYTES + Framing.MAX_MESSAGE - 1);
    request.putInt(0, Framing.MAX_MESSAGE);
    try {
      while (request.hasRemaining()) {
        client.write(request);
      }
    } catch (IOException e) {
      client.close(); // refused for want of memory, as it should be
    }
  }

  @Override
  public void close() throws IOException {
    for (SocketChannel client : clients) {
      client.close();
    }
  }
}

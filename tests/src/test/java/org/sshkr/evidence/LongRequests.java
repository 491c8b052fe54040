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
 * Clients that each send all but the last byte of the longest possible request, so that the agent
 * has to keep it: together four times the 128 MB of its launcher, more than the shim has memory
 * for.
 */
final class LongRequests implements AutoCloseable {
  static final int CLIENTS = 1000;

  private final Path socket;
  private final List<SocketChannel> clients = new ArrayList<>();

  LongRequests(Path socket) {
    this.socket = socket;
  }

  /** Lets one more client send; if there are too many, the first one leaves. */
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
      client.close(); // refused for want of memory, as expected
    }
  }

  @Override
  public void close() throws IOException {
    for (SocketChannel client : clients) {
      client.close();
    }
  }
}

package org.sshkr.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sshkr.process.PeerCredentials;

class TurnsTest {
  private static final ByteBuffer FRAME = ByteBuffer.wrap(new byte[] {0, 0, 0, 1, 11});

  @TempDir private Path directory;

  private final AtomicLong uidOfNext = new AtomicLong(1);
  private final Semaphore admitted = new Semaphore(0);
  private final Semaphore received = new Semaphore(0);
  private final Semaphore mayAnswer = new Semaphore(0);
  private final List<Long> answered = Collections.synchronizedList(new ArrayList<>());
  private final List<SocketChannel> clients = new ArrayList<>();

  /** Blocks until the test lets it answer. */
  private final class BlockingHandler implements MessageHandler {
    private final long uid;

    BlockingHandler(PeerCredentials peer) {
      this.uid = peer.uid();
    }

    @Override
    public byte[] handle(RawMessage message) {
      mayAnswer.acquireUninterruptibly();
      answered.add(uid);
      return failure();
    }

    @Override
    public boolean startsProgram(RawMessage message) {
      received.release(); // the server's thread asks once it has the message
      return false;
    }

    @Override
    public boolean isQuick(RawMessage message) {
      return false;
    }

    @Override
    public byte[] failure() {
      return new byte[] {5};
    }

    @Override
    public void close() {}
  }

  private void request(Path socket, long uid) throws Exception {
    uidOfNext.set(uid);
    SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(socket));
    clients.add(client);
    client.write(FRAME.duplicate());
    admitted.acquire();
    received.acquire();
  }

  @Test
  void requestWaitsForFewOfAUserWhoSendsMany() throws Exception {
    Path socket = directory.resolve("s");
    ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    listener.bind(UnixDomainSocketAddress.of(socket));
    AgentServer server =
        new AgentServer(
            listener,
            channel -> {
              admitted.release();
              return new PeerCredentials(1, uidOfNext.get(), 1);
            },
            BlockingHandler::new,
            Thread::new,
            System.err::println,
            Optional.empty(),
            new ServerLimits(
                100,
                1,
                1,
                1,
                1,
                1,
                Duration.ofMinutes(1),
                Duration.ofSeconds(1),
                Duration.ofMinutes(1)));
    Thread thread = server.start();
    try {
      for (int i = 0; i < 5; i++) {
        request(socket, 1);
      }
      request(socket, 2);
      mayAnswer.release(6);
      for (SocketChannel client : clients) {
        client.read(ByteBuffer.allocate(5));
      }
      assertThat(answered).containsExactly(1L, 2L, 1L, 1L, 1L, 1L);
    } finally {
      server.stop();
      thread.join();
      for (SocketChannel client : clients) {
        client.close();
      }
    }
  }
}

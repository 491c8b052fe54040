package org.sshkr.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sshkr.process.PeerCredentials;

class QuickAnswerTest {
  private static final byte QUICK = 11;
  private static final byte SLOW = 12;
  private static final byte BY_THE_SERVERS_THREAD = 1;
  private static final byte BY_A_WORKER = 2;

  @TempDir private Path directory;

  private final Semaphore slowOnes = new Semaphore(0);
  private final Semaphore mayAnswer = new Semaphore(0);
  private Path socket;
  private AgentServer server;
  private volatile Thread thread;

  private final class Handler implements MessageHandler {
    @Override
    public byte[] handle(RawMessage message) {
      if (message.type() == SLOW) {
        slowOnes.release();
        mayAnswer.acquireUninterruptibly();
      }
      boolean byServer = Thread.currentThread() == thread;
      return new byte[] {byServer ? BY_THE_SERVERS_THREAD : BY_A_WORKER};
    }

    @Override
    public boolean startsProgram(RawMessage message) {
      return false;
    }

    @Override
    public boolean isQuick(RawMessage message) {
      return message.type() == QUICK;
    }

    @Override
    public byte[] failure() {
      return new byte[] {5};
    }

    @Override
    public void close() {}
  }

  @BeforeEach
  void start() throws Exception {
    socket = directory.resolve("s");
    ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    listener.bind(UnixDomainSocketAddress.of(socket));
    server =
        new AgentServer(
            listener,
            channel -> new PeerCredentials(1, 1, 1),
            peer -> new Handler(),
            Thread::new,
            System.err::println,
            Optional.empty(),
            ServerLimits.DEFAULT);
    thread = server.start();
  }

  @AfterEach
  void stop() throws Exception {
    server.stop();
    thread.join();
  }

  private SocketChannel send(byte type) throws Exception {
    SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(socket));
    client.write(ByteBuffer.wrap(new byte[] {0, 0, 0, 1, type}));
    return client;
  }

  private static byte answer(SocketChannel client) throws Exception {
    try (client) {
      ByteBuffer frame = ByteBuffer.allocate(5);
      while (frame.hasRemaining()) {
        client.read(frame);
      }
      return frame.get(4);
    }
  }

  @Test
  void quickAnswerWakesNoOtherThread() throws Exception {
    assertThat(answer(send(QUICK))).isEqualTo(BY_THE_SERVERS_THREAD);
  }

  @Test
  void slowAnswerIsAWorkersAndDelaysNobody() throws Exception {
    SocketChannel slow = send(SLOW);
    slowOnes.acquire();
    assertThat(answer(send(QUICK))).isEqualTo(BY_A_WORKER);
    mayAnswer.release();
    assertThat(answer(slow)).isEqualTo(BY_A_WORKER);
  }
}

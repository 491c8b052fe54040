package org.sshkr.ssh.agent;

import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.Channel;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A connection to an agent: one request and one answer at a time, each within a time limit. After
 * an exception it is closed, since a later answer could not be matched to its request.
 */
public final class AgentConnection implements Channel {
  private record Deadline(Duration limit, long at) {}

  private final Path path;
  private final Duration timeout;
  private final SocketChannel channel;
  private final Selector selector;
  private final SelectionKey key;
  private final ReentrantLock turn = new ReentrantLock();

  private AgentConnection(
      Path path, Duration timeout, SocketChannel channel, Selector selector, SelectionKey key) {
    this.path = path;
    this.timeout = timeout;
    this.channel = channel;
    this.selector = selector;
    this.key = key;
  }

  /**
   * Connects to the agent at {@code path}.
   *
   * @param timeout for each {@link #exchange}
   * @throws IOException that names the path and the reason
   */
  public static AgentConnection open(Path path, Duration timeout) throws IOException {
    try {
      SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
      try {
        connect(channel, path, timeout);
        channel.configureBlocking(false);
        Selector selector = Selector.open();
        return new AgentConnection(path, timeout, channel, selector, channel.register(selector, 0));
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
    } catch (IOException e) {
      throw new IOException("can't connect to the agent at " + path + ": " + reason(e), e);
    }
  }

  /**
   * Connects in blocking mode, which waits while the agent's queue is full; the timeout ends the
   * wait for an agent that no longer accepts connections.
   */
  private static void connect(SocketChannel channel, Path path, Duration timeout)
      throws IOException {
    CompletableFuture<Void> connected = new CompletableFuture<>();
    CompletableFuture<Void> watchdog = connected.exceptionally(late -> close(channel));
    connected.orTimeout(timeout.toNanos(), TimeUnit.NANOSECONDS);
    try {
      channel.connect(UnixDomainSocketAddress.of(path));
    } catch (AsynchronousCloseException e) {
      if (!connected.isCompletedExceptionally()) {
        throw e; // this thread was interrupted
      }
      watchdog.join();
      throw new SocketTimeoutException(
          "it accepts no connection within " + timeout.toMillis() + " ms");
    } finally {
      connected.complete(null);
    }
  }

  private static Void close(SocketChannel channel) {
    try {
      channel.close();
      return null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Path path() {
    return path;
  }

  /**
   * Sends a request and receives the answer to it, within the time limit of this connection.
   *
   * @param message without its length
   * @return the answer without its length
   * @throws IOException that names the path, if the agent is gone, too slow or out of step
   */
  public byte[] exchange(byte[] message) throws IOException {
    return exchange(timeout, ByteBuffer.wrap(message));
  }

  /**
   * Sends a request and receives the answer to it, within {@code limit} instead of this
   * connection's limit.
   *
   * @param limit of time
   * @param message without its length; the contents of a direct buffer are not copied
   */
  public byte[] exchange(Duration limit, ByteBuffer message) throws IOException {
    if (message.remaining() > Framing.MAX_MESSAGE) {
      throw new IOException(
          "a request of " + message.remaining() + " bytes is too long for any agent");
    }
    turn.lock();
    try {
      Deadline deadline = new Deadline(limit, System.nanoTime() + limit.toNanos());
      ByteBuffer length = ByteBuffer.allocate(Integer.BYTES).putInt(0, message.remaining());
      send(new ByteBuffer[] {length, message}, deadline);
      await(SelectionKey.OP_READ, deadline);
      int answer = Framing.check(receive(Integer.BYTES, deadline).getInt());
      return receive(answer, deadline).array();
    } catch (IOException | ClosedSelectorException e) {
      close();
      throw new IOException("the agent at " + path + " failed: " + reason(e), e);
    } finally {
      turn.unlock();
    }
  }

  private static String reason(Exception e) {
    return e.getMessage() == null ? "the connection was closed here" : e.getMessage();
  }

  /** Sends a frame in one piece where it can, so that the agent wakes up once. */
  private void send(ByteBuffer[] frame, Deadline deadline) throws IOException {
    while (frame[frame.length - 1].hasRemaining()) {
      if (channel.write(frame) == 0) {
        await(SelectionKey.OP_WRITE, deadline);
      }
    }
  }

  private ByteBuffer receive(int length, Deadline deadline) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    while (bytes.hasRemaining()) {
      int count = channel.read(bytes);
      if (count < 0) {
        throw new EOFException("it closed the connection instead of answering");
      }
      if (count == 0) {
        await(SelectionKey.OP_READ, deadline);
      }
    }
    return bytes.flip();
  }

  private void await(int operation, Deadline deadline) throws IOException {
    long left = TimeUnit.NANOSECONDS.toMillis(deadline.at - System.nanoTime());
    if (left <= 0) {
      throw new SocketTimeoutException("no answer within " + deadline.limit.toMillis() + " ms");
    }
    if (!key.isValid()) {
      throw new IOException("the connection is closed");
    }
    key.interestOps(operation);
    selector.select(left);
    selector.selectedKeys().clear();
    if (Thread.currentThread().isInterrupted()) {
      throw new InterruptedIOException("interrupted while waiting for it");
    }
  }

  @Override
  public boolean isOpen() {
    return channel.isOpen();
  }

  @Override
  public void close() throws IOException {
    channel.close();
    selector.close();
  }
}

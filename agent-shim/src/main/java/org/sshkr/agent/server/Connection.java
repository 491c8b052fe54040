package org.sshkr.agent.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.sshkr.agent.Frame;
import org.sshkr.agent.RequestHandler;

/**
 * One client. While its request is being answered nothing more is read from it: pipelined requests
 * wait in the socket's buffer and are answered in order, and a client that sends faster than it
 * reads slows down itself alone. Used by the server's thread, but for {@link #answer}.
 */
final class Connection {
  private final SocketChannel channel;
  private final SelectionKey key;
  private final RequestHandler handler;
  private final FrameReader reader = new FrameReader();
  private ByteBuffer unsent;

  Connection(SocketChannel channel, SelectionKey key, RequestHandler handler) {
    this.channel = channel;
    this.key = key;
    this.handler = handler;
  }

  /** What answers this client's messages; for one at a time, on any thread. */
  RequestHandler handler() {
    return handler;
  }

  /**
   * Reads what has arrived.
   *
   * @return a whole message, which the caller closes; this connection then rests until {@link
   *     #resume}. Or null
   * @throws IOException if the connection is over: closed, broken, or out of step
   */
  Frame receive() throws IOException {
    return switch (reader.read(channel)) {
      case PENDING -> null;
      case COMPLETE -> {
        key.interestOps(0);
        yield reader.take();
      }
      case END -> throw new IOException("closed by the client");
    };
  }

  /**
   * Sends the answer to the message that {@link #receive} gave, as far as the client takes it now.
   * On any thread, since this connection rests; {@link #resume} follows.
   */
  void answer(byte[] message) throws IOException {
    ByteBuffer answer = ByteBuffer.allocate(Integer.BYTES + message.length);
    answer.putInt(message.length).put(message).flip();
    channel.write(answer);
    unsent = answer;
  }

  /** Goes on after {@link #answer}: with the rest of it, or with the next request. */
  void resume() {
    boolean sent = !unsent.hasRemaining();
    if (sent) {
      unsent = null;
    }
    try {
      key.interestOps(sent ? SelectionKey.OP_READ : SelectionKey.OP_WRITE);
    } catch (CancelledKeyException e) {
      close();
    }
  }

  /** Sends more of the answer; once all is sent, the next request is read. */
  void send() throws IOException {
    channel.write(unsent);
    resume();
  }

  void close() {
    key.cancel();
    reader.close();
    handler.close();
    try {
      channel.close();
    } catch (IOException e) {
      // nothing is left to be lost
    }
  }
}

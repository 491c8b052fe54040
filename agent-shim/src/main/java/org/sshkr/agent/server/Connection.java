package org.sshkr.agent.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.sshkr.ssh.agent.Framing;

/**
 * One client. While its request is being answered nothing more is read from it: pipelined requests
 * wait in the socket's buffer and are answered in order, and a client that sends faster than it
 * reads slows down itself alone. Used by the server's thread, but for {@link #answer}.
 *
 * <p>Most clients send nothing before they have their answer. So the selector goes on waiting for
 * them meanwhile, and is told otherwise only if more arrives: that spares it two system calls and
 * being woken for each request.
 */
final class Connection {
  private final SocketChannel channel;
  private final SelectionKey key;
  private final MessageHandler handler;
  private final FrameReader reader;

  /** Null while no request is being answered. */
  private Exchange exchange;

  /** Whether the selector does not wait for this client. */
  private boolean resting;

  /** The rest of an answer; null if all of it is sent. */
  private ByteBuffer unsent;

  Connection(SocketChannel channel, SelectionKey key, MessageHandler handler, FrameMemory memory) {
    this.channel = channel;
    this.key = key;
    this.handler = handler;
    this.reader = new FrameReader(memory);
  }

  /** What answers this client's messages; for one at a time, on any thread. */
  MessageHandler handler() {
    return handler;
  }

  /**
   * Reads what has arrived.
   *
   * @return a whole message, which the caller closes; {@link #begin} follows. Null if there is none
   * @throws IOException if the connection is over: closed, broken, or out of step
   */
  synchronized RawMessage receive() throws IOException {
    if (exchange != null) {
      resting = true;
      key.interestOps(0);
      return null;
    }
    return switch (reader.read(channel)) {
      case PENDING -> null;
      case COMPLETE -> reader.take();
      case END -> throw new IOException("closed by the client");
    };
  }

  /** The message that {@link #receive} gave is being answered, until {@link #answer}. */
  synchronized void begin(Exchange next) {
    exchange = next;
  }

  /** What {@link #begin} was told; null once it is answered. */
  synchronized Exchange exchange() {
    return exchange;
  }

  /**
   * Sends the answer, as far as the client takes it now; on any thread, after the message was
   * closed.
   *
   * @return whether that is all; if not, the server's thread is to {@link #resume}
   */
  synchronized boolean answer(byte[] message) throws IOException {
    ByteBuffer answer = ByteBuffer.wrap(Framing.frame(message));
    channel.write(answer);
    if (answer.hasRemaining()) {
      unsent = answer;
      return false;
    }
    if (resting) {
      return false;
    }
    exchange = null;
    return true;
  }

  /** Goes on after {@link #answer}: with the rest of it, or with the next request. */
  synchronized void resume() {
    resting = false;
    try {
      if (unsent != null) {
        key.interestOps(SelectionKey.OP_WRITE);
      } else {
        exchange = null;
        key.interestOps(SelectionKey.OP_READ);
      }
    } catch (CancelledKeyException e) {
      close();
    }
  }

  /** Sends more of the answer; once all is sent, the next request is read. */
  synchronized void send() throws IOException {
    channel.write(unsent);
    if (!unsent.hasRemaining()) {
      unsent = null;
    }
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

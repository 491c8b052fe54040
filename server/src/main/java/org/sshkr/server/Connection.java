package org.sshkr.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.sshkr.ssh.agent.Framing;

/**
 * One client's connection. Nothing more is read while a request is being answered: pipelined
 * requests wait in the socket's buffer and are answered in order, and a client that sends faster
 * than it reads slows down only itself. Used by the server's thread only.
 */
final class Connection {
  private final SocketChannel channel;
  private final SelectionKey key;
  private final long user;
  private final MessageHandler handler;
  private final FrameReader reader;

  /** Null while no request is being answered. */
  private Exchange exchange;

  /** The rest of an answer; null if all of it has been sent. */
  private ByteBuffer unsent;

  Connection(
      SocketChannel channel,
      SelectionKey key,
      long user,
      MessageHandler handler,
      FrameMemory memory) {
    this.channel = channel;
    this.key = key;
    this.user = user;
    this.handler = handler;
    this.reader = new FrameReader(memory);
  }

  /** The uid of the client. */
  long user() {
    return user;
  }

  /** The handler of this client's messages, which handles one at a time, on any thread. */
  MessageHandler handler() {
    return handler;
  }

  /**
   * Reads the bytes that have arrived.
   *
   * @return a whole message, which the caller closes before it calls {@link #begin}; null if there
   *     is none
   * @throws IOException if the connection is over: closed, broken, or out of step
   */
  RawMessage receive() throws IOException {
    return switch (reader.read(channel)) {
      case PENDING -> null;
      case COMPLETE -> reader.take();
      case END -> throw new IOException("closed by the client");
    };
  }

  /** Marks the message from {@link #receive} as being answered, until {@link #answer}. */
  void begin(Exchange next) {
    exchange = next;
    key.interestOps(0);
  }

  /** The request that is being answered; null if there is none. */
  Exchange exchange() {
    return exchange;
  }

  /** Sends the answer, as far as the client takes it now; {@link #send} sends the rest. */
  void answer(byte[] message) throws IOException {
    exchange = null;
    unsent = ByteBuffer.wrap(Framing.frame(message));
    send();
  }

  /** Sends more of the answer; once all of it is sent, the next request is read. */
  void send() throws IOException {
    channel.write(unsent);
    if (unsent.hasRemaining()) {
      key.interestOps(SelectionKey.OP_WRITE);
    } else {
      unsent = null;
      key.interestOps(SelectionKey.OP_READ);
    }
  }

  void close() {
    exchange = null;
    key.cancel();
    reader.close();
    handler.close();
    try {
      channel.close();
    } catch (IOException e) {
      // there is nothing left to lose
    }
  }
}

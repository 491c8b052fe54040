package org.sshkr.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.sshkr.ssh.agent.Framing;

/**
 * One client's connection. Nothing more is read while a request is being answered: pipelined
 * requests wait in the socket's buffer and are answered in order, and a client that sends faster
 * than it reads slows down only itself. Used by the server's thread, and by the one that has found
 * an answer.
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
  synchronized RawMessage receive() throws IOException {
    return switch (reader.read(channel)) {
      case PENDING -> null;
      case COMPLETE -> reader.take();
      case END -> throw new IOException("closed by the client");
    };
  }

  /** Marks the message from {@link #receive} as being answered, until {@link #answer}. */
  synchronized void begin(Exchange next) {
    exchange = next;
    key.interestOps(0);
  }

  /**
   * Whether this request still waits for its answer: it was not given up, nor has the client gone.
   */
  synchronized boolean isAnswering(Exchange one) {
    return exchange == one;
  }

  /**
   * Sends the answer to a request, if the request still waits for it, as far as the client takes it
   * now; {@link #send} sends the rest. A broken connection is closed.
   */
  synchronized void answer(Exchange to, byte[] message) {
    if (exchange != to) {
      return;
    }
    exchange = null;
    unsent = ByteBuffer.wrap(Framing.frame(message));
    try {
      send();
    } catch (IOException | CancelledKeyException e) {
      close();
    }
  }

  /** Sends more of the answer; once all of it is sent, the next request is read. */
  synchronized void send() throws IOException {
    channel.write(unsent);
    if (unsent.hasRemaining()) {
      key.interestOps(SelectionKey.OP_WRITE);
    } else {
      unsent = null;
      key.interestOps(SelectionKey.OP_READ);
    }
  }

  synchronized void close() {
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

package org.sshkr.agent.server;

import java.io.IOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Iterator;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.sshkr.agent.RequestHandler;

/**
 * Serves all clients of a listening Unix socket: one thread waits for all of them, a few others
 * answer. A slow, silent or broken client costs a descriptor and its own unread bytes, and never
 * keeps another one waiting.
 */
public final class AgentServer implements AutoCloseable {
  private static final int WORKERS = 16;
  private static final long IDLE_SECONDS = 10;
  private static final long ACCEPT_PAUSE_MILLIS = 1000;

  private final ServerSocketChannel listener;
  private final PeerCheck peerCheck;
  private final RequestHandler handler;
  private final Consumer<String> log;
  private final Selector selector;
  private final ExecutorService workers;

  /** What workers leave for the server's thread to do. */
  private final Queue<Runnable> answers = new ConcurrentLinkedQueue<>();

  /**
   * A server for a socket that listens already; {@link #run} serves it.
   *
   * @param log takes one line each about refused and broken clients
   */
  public AgentServer(
      ServerSocketChannel listener,
      PeerCheck peerCheck,
      RequestHandler handler,
      Consumer<String> log)
      throws IOException {
    this.listener = listener;
    this.peerCheck = peerCheck;
    this.handler = handler;
    this.log = log;
    this.selector = Selector.open();
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            WORKERS, WORKERS, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
    pool.allowCoreThreadTimeOut(true);
    this.workers = pool;
  }

  /**
   * Serves until the listener or this is closed.
   *
   * @throws IOException if the operating system no longer lets it wait for clients
   */
  public void run() throws IOException {
    listener.configureBlocking(false);
    SelectionKey accepting = listener.register(selector, SelectionKey.OP_ACCEPT);
    while (selector.isOpen() && listener.isOpen()) {
      // where accepting failed for want of descriptors, wait a moment instead of spinning
      boolean paused = accepting.interestOps() == 0;
      selector.select(paused ? ACCEPT_PAUSE_MILLIS : 0);
      if (!selector.isOpen() || !listener.isOpen()) {
        return;
      }
      if (paused) {
        accepting.interestOps(SelectionKey.OP_ACCEPT);
      }
      Iterator<SelectionKey> ready = selector.selectedKeys().iterator();
      while (ready.hasNext()) {
        SelectionKey key = ready.next();
        ready.remove();
        if (key == accepting) {
          accept(accepting);
        } else {
          serve(key);
        }
      }
      for (Runnable answer = answers.poll(); answer != null; answer = answers.poll()) {
        answer.run();
      }
    }
  }

  private void accept(SelectionKey accepting) {
    try {
      for (SocketChannel channel = listener.accept();
          channel != null;
          channel = listener.accept()) {
        admit(channel);
      }
    } catch (IOException e) {
      log.accept("can't accept more clients for now: " + e.getMessage());
      accepting.interestOps(0);
    }
  }

  private void admit(SocketChannel channel) throws IOException {
    try {
      peerCheck.check(channel);
      channel.configureBlocking(false);
      SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
      key.attach(new Connection(channel, key));
    } catch (IOException e) {
      log.accept("refused a client: " + e.getMessage());
      channel.close();
    }
  }

  private void serve(SelectionKey key) {
    Connection connection = (Connection) key.attachment();
    try {
      if (key.isWritable()) {
        connection.send();
      } else {
        byte[] message = connection.receive();
        if (message != null) {
          workers.execute(() -> answer(connection, message));
        }
      }
    } catch (IOException | CancelledKeyException e) {
      connection.close();
    }
  }

  private void answer(Connection connection, byte[] message) {
    Runnable next = connection::close;
    try {
      byte[] answer = handler.handle(message);
      next = () -> send(connection, answer);
    } finally {
      // even where the virtual machine ran out of memory, the client must not wait for ever
      answers.add(next);
      selector.wakeup();
    }
  }

  private static void send(Connection connection, byte[] answer) {
    try {
      connection.answer(answer);
    } catch (IOException | CancelledKeyException e) {
      connection.close();
    }
  }

  /** Stops accepting, drops every connection and ends {@link #run}. */
  @Override
  public void close() throws IOException {
    workers.shutdown();
    listener.close();
    for (SelectionKey key : selector.keys()) {
      key.channel().close();
    }
    selector.close();
  }
}

package org.sshkr.agent.server;

import java.io.IOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Iterator;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.sshkr.agent.Frame;
import org.sshkr.agent.RequestHandler;
import org.sshkr.process.PeerCredentials;

/**
 * Serves all clients of a listening Unix socket: one thread waits for all of them, a few others
 * answer. A slow, silent or broken client costs a descriptor and its own unread bytes, and never
 * keeps another one waiting.
 */
public final class AgentServer {
  private static final int WORKERS = 16;
  private static final long IDLE_SECONDS = 10;
  private static final long ACCEPT_PAUSE_MILLIS = 1000;

  private final ServerSocketChannel listener;
  private final PeerCheck peerCheck;
  private final Function<PeerCredentials, RequestHandler> handlers;
  private final Consumer<String> log;
  private final Duration idleExit;
  private final Selector selector;
  private volatile boolean stopped;
  private final ExecutorService workers;

  /** What workers leave for the server's thread to do. */
  private final Queue<Runnable> answers = new ConcurrentLinkedQueue<>();

  /**
   * A server for a socket that listens already; {@link #run} serves it.
   *
   * @param handlers one for each client
   * @param threads makes the few threads that run the handlers
   * @param log takes one line each about refused and broken clients
   * @param idleExit to end once no client has been connected for so long; empty for never
   */
  public AgentServer(
      ServerSocketChannel listener,
      PeerCheck peerCheck,
      Function<PeerCredentials, RequestHandler> handlers,
      ThreadFactory threads,
      Consumer<String> log,
      Optional<Duration> idleExit)
      throws IOException {
    this.listener = listener;
    this.peerCheck = peerCheck;
    this.handlers = handlers;
    this.log = log;
    this.idleExit = idleExit.orElse(Duration.ZERO);
    this.selector = Selector.open();
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            WORKERS, WORKERS, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), threads);
    pool.allowCoreThreadTimeOut(true);
    this.workers = pool;
  }

  /**
   * Serves until {@link #stop}, or until it has been idle for long enough, then closes the listener
   * and every connection.
   *
   * @throws IOException if the operating system no longer lets it wait for clients
   */
  public void run() throws IOException {
    try {
      listener.configureBlocking(false);
      SelectionKey accepting = listener.register(selector, SelectionKey.OP_ACCEPT);
      long busy = System.nanoTime();
      while (!stopped) {
        // where accepting failed for want of descriptors, wait a moment instead of spinning
        boolean paused = accepting.interestOps() == 0;
        selector.select(paused ? ACCEPT_PAUSE_MILLIS : idleExit.toMillis());
        if (paused) {
          accepting.interestOps(SelectionKey.OP_ACCEPT);
        }
        serveReady(accepting);
        if (paused || selector.keys().size() > 1) { // the listener's own is always there
          busy = System.nanoTime();
        } else if (!idleExit.isZero() && System.nanoTime() - busy >= idleExit.toNanos()) {
          return;
        }
      }
    } finally {
      closeAll();
    }
  }

  private void serveReady(SelectionKey accepting) {
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
      RequestHandler handler = handlers.apply(peerCheck.admit(channel));
      channel.configureBlocking(false);
      SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
      key.attach(new Connection(channel, key, handler));
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
        Frame message = connection.receive();
        if (message != null) {
          workers.execute(() -> answer(connection, message));
        }
      }
    } catch (IOException | CancelledKeyException e) {
      connection.close();
    }
  }

  /** On a worker's thread. */
  private void answer(Connection connection, Frame message) {
    Runnable next;
    try (message) {
      connection.answer(connection.handler().handle(message));
      next = () -> resume(connection);
    } catch (IOException e) {
      next = connection::close;
    } catch (
        Throwable e) { // memory or stack used up: this client must not wait, others must not notice
      log.accept("internal error, please report it: " + e);
      next = connection::close;
    }
    answers.add(next);
    selector.wakeup();
  }

  private static void resume(Connection connection) {
    try {
      connection.resume();
    } catch (CancelledKeyException e) {
      connection.close();
    }
  }

  /** Ends {@link #run}: from any thread, at once. */
  public void stop() {
    stopped = true;
    selector.wakeup();
  }

  private void closeAll() throws IOException {
    workers.shutdown();
    for (SelectionKey key : selector.keys()) {
      key.channel().close();
    }
    selector.close();
  }
}

package org.sshkr.server;

import java.io.IOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.sshkr.process.PeerCredentials;

/**
 * Serves all clients of a listening Unix socket: one thread waits for all of them, a few others
 * find the answers. A slow, silent or broken client costs a descriptor and its own unread bytes,
 * and never delays another one.
 */
public final class AgentServer {
  private static final long ACCEPT_PAUSE_MILLIS = 1000;

  /** Half of the memory off the heap that the launcher's -Xmx allows the JVM, in bytes. */
  private static final long LONG_FRAMES = 64L << 20;

  private final ServerSocketChannel listener;
  private final PeerCheck peerCheck;
  private final Function<PeerCredentials, MessageHandler> handlers;
  private final Consumer<String> log;
  private final Duration idleExit;
  private final ServerLimits limits;
  private final FrameMemory memory = new FrameMemory(LONG_FRAMES);
  private final Selector selector;
  private volatile boolean stopped;
  private boolean acceptsNone;
  private final ThreadPoolExecutor workers;
  private final Turns turns;

  /** Threads for answers that start a program: few, and never the threads that sign. */
  private final ThreadPoolExecutor starters;

  /** Exchanges that workers have ended, for the server's thread to take note of. */
  private final Queue<Exchange> finished = new ConcurrentLinkedQueue<>();

  /** Exchanges that workers have, the oldest first. */
  private final Set<Exchange> underWay = new LinkedHashSet<>();

  private long watched = System.nanoTime();
  private long answered;

  /**
   * Creates a server for a socket that already listens; {@link #run} serves it.
   *
   * @param handlers makes a handler for each client
   * @param threads makes the few threads that run the handlers
   * @param log takes one line for each refused or broken client
   * @param idleExit the time without a client after which to end; empty for never
   */
  public AgentServer(
      ServerSocketChannel listener,
      PeerCheck peerCheck,
      Function<PeerCredentials, MessageHandler> handlers,
      ThreadFactory threads,
      Consumer<String> log,
      Optional<Duration> idleExit,
      ServerLimits limits)
      throws IOException {
    this.listener = listener;
    this.peerCheck = peerCheck;
    this.handlers = handlers;
    this.log = log;
    this.idleExit = idleExit.orElse(Duration.ZERO);
    this.limits = limits;
    this.selector = Selector.open();
    this.workers =
        new ThreadPoolExecutor(
            limits.workers(),
            limits.mostWorkers(),
            limits.idle().toMillis(),
            TimeUnit.MILLISECONDS,
            new LinkedBlockingQueue<>(),
            threads);
    workers.allowCoreThreadTimeOut(true);
    this.turns = new Turns(limits.ofOneUser(), this::toWorkers);
    this.starters =
        new ThreadPoolExecutor(
            limits.programs(),
            limits.programs(),
            limits.idle().toMillis(),
            TimeUnit.MILLISECONDS,
            new LinkedBlockingQueue<>(limits.waitingForPrograms()),
            task -> new Thread(task, "starter"));
    starters.allowCoreThreadTimeOut(true);
  }

  /**
   * Serves until {@link #stop}, until the listener is closed, as when the process ends, or until
   * the server has been idle for long enough; then closes the listener and every connection.
   *
   * @throws IOException if the operating system no longer lets it wait for clients
   */
  public void run() throws IOException {
    try {
      listener.configureBlocking(false);
      SelectionKey accepting = listener.register(selector, SelectionKey.OP_ACCEPT);
      long used = System.nanoTime();
      while (!stopped) {
        // while it can't accept, it waits a moment instead of spinning
        boolean paused = accepting.interestOps() == 0;
        selector.select(patience(paused));
        if (paused) {
          accepting.interestOps(SelectionKey.OP_ACCEPT);
        }
        long now = System.nanoTime();
        serveReady(accepting, now);
        watch(now);
        if (paused || selector.keys().size() > 1) { // the listener's own key is always there
          used = now;
        } else if (!idleExit.isZero() && now - used >= idleExit.toNanos()) {
          return;
        }
      }
    } catch (CancelledKeyException e) {
      if (listener.isOpen()) {
        throw e; // a client's error, to be handled where the client is
      }
    } finally {
      closeAll();
    }
  }

  /** The time to wait for events in milliseconds; 0 for no limit. */
  private long patience(boolean paused) {
    if (paused) {
      return ACCEPT_PAUSE_MILLIS;
    }
    return underWay.isEmpty() ? idleExit.toMillis() : limits.stalled().toMillis();
  }

  private void serveReady(SelectionKey accepting, long now) {
    endFinished();
    boolean alone = underWay.isEmpty() && selector.selectedKeys().size() == 1;
    Iterator<SelectionKey> ready = selector.selectedKeys().iterator();
    while (ready.hasNext()) {
      SelectionKey key = ready.next();
      ready.remove();
      if (key == accepting) {
        accept(accepting);
      } else {
        serve(key, now, alone);
      }
    }
  }

  private void endFinished() {
    for (Exchange next = finished.poll(); next != null; next = finished.poll()) {
      underWay.remove(next);
      if (!next.startsProgram()) {
        turns.ended(next);
      }
    }
  }

  /** Accepts one client and no more, so that a flood of connections does not delay the others. */
  private void accept(SelectionKey accepting) {
    if (selector.keys().size() > limits.clients()) { // one of the keys is the listener's own
      pause(accepting, limits.clients() + " are connected");
      return;
    }
    try {
      SocketChannel channel = listener.accept();
      if (channel != null) {
        acceptsNone = false;
        admit(channel);
      }
    } catch (IOException e) {
      pause(accepting, e.getMessage());
    }
  }

  private void pause(SelectionKey accepting, String reason) {
    accepting.interestOps(0);
    if (!acceptsNone) {
      log.accept("further clients wait until one leaves: " + reason);
      acceptsNone = true;
    }
  }

  private void admit(SocketChannel channel) throws IOException {
    try {
      PeerCredentials peer = peerCheck.admit(channel);
      MessageHandler handler = handlers.apply(peer);
      channel.configureBlocking(false);
      SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
      key.attach(new Connection(channel, key, peer.uid(), handler, memory));
    } catch (IOException | OutOfMemoryError e) {
      log.accept("refused a client: " + e.getMessage());
      channel.close();
    }
  }

  /** Serves a client that has sent something, or that takes more of its answer. */
  private void serve(SelectionKey key, long now, boolean alone) {
    Connection connection = (Connection) key.attachment();
    try {
      if (key.isWritable()) {
        connection.send();
      } else {
        RawMessage message = connection.receive();
        if (message != null) {
          begin(connection, message, now, alone);
        }
      }
    } catch (IOException | CancelledKeyException e) {
      connection.close();
    } catch (OutOfMemoryError e) {
      log.accept("a request can't be read: " + e.getMessage());
      connection.close();
    }
  }

  private void begin(Connection connection, RawMessage message, long now, boolean alone) {
    Exchange exchange = new Exchange(connection, message, log, this::finished, now);
    connection.begin(exchange);
    if (alone && exchange.isQuick()) {
      exchange.answer();
      return;
    }
    try {
      if (exchange.startsProgram()) {
        starters.execute(exchange);
      } else {
        turns.add(exchange);
      }
      underWay.add(exchange);
    } catch (RejectedExecutionException e) {
      message.close();
      exchange.refuse("too many requests wait for a program to start");
    } catch (OutOfMemoryError e) {
      abort(exchange, e);
    }
  }

  private void toWorkers(Exchange exchange) {
    try {
      workers.execute(exchange);
    } catch (OutOfMemoryError e) {
      abort(exchange, e);
      finished.add(exchange);
    }
  }

  /** No thread can be started: this client goes, the others stay. */
  private void abort(Exchange exchange, OutOfMemoryError reason) {
    log.accept("a request is not answered: " + reason.getMessage());
    exchange.abort();
  }

  /** Called on a worker's thread. */
  private void finished(Exchange exchange) {
    finished.add(exchange);
    selector.wakeup();
  }

  /**
   * Checks the requests under way: if all workers are blocked, more are started; a request past its
   * limit fails; idle workers end.
   */
  private void watch(long now) {
    if (now - watched < limits.stalled().toNanos()) {
      return;
    }
    watched = now;
    long before = answered;
    answered = workers.getCompletedTaskCount();
    if (workers.getQueue().peek() instanceof Exchange next) {
      if (answered == before && next.age(now) > limits.stalled().toNanos()) {
        addWorkers(workers.getQueue().size());
      }
    } else if (workers.getActiveCount() < limits.workers()) {
      workers.setCorePoolSize(limits.workers());
    }
    giveUpOverdue(now);
  }

  private void giveUpOverdue(long now) {
    Iterator<Exchange> oldest = underWay.iterator();
    while (oldest.hasNext()) {
      Exchange exchange = oldest.next();
      if (exchange.age(now) <= limits.answer().toNanos()) {
        return;
      }
      oldest.remove();
      exchange.giveUp(limits.answer());
    }
  }

  private void addWorkers(int wanted) {
    int now = workers.getCorePoolSize();
    int then = Math.min(now + wanted, limits.mostWorkers());
    if (then > now) {
      workers.setCorePoolSize(then);
      if (then == limits.mostWorkers()) {
        log.accept(then + " requests are being answered, further ones wait");
      }
    }
  }

  /** Starts a new thread that calls {@link #run}; if that fails, the log says why. */
  public Thread start() {
    Thread thread =
        new Thread(
            () -> {
              try {
                run();
              } catch (IOException e) {
                log.accept("can't serve any longer: " + e.getMessage());
              }
            },
            "server");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  /** Ends {@link #run} at once; may be called on any thread. */
  public void stop() {
    stopped = true;
    selector.wakeup();
  }

  private void closeAll() throws IOException {
    workers.shutdown();
    starters.shutdownNow();
    for (SelectionKey key : selector.keys()) {
      key.channel().close();
    }
    selector.close();
  }
}

package org.sshkr.agent.server;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.sshkr.agent.Frame;
import org.sshkr.agent.RequestHandler;

/**
 * One request and its answer. The worker that runs this gives the answer, unless the server gave it
 * up before: then what the worker finds is dropped.
 */
final class Exchange implements Runnable {
  private final Connection connection;
  private final Frame message;
  private final Consumer<String> log;
  private final BiConsumer<Exchange, Runnable> finished;
  private final long start = System.nanoTime();
  private final AtomicBoolean answered = new AtomicBoolean();

  /**
   * An exchange that has not begun.
   *
   * @param message closed at the end
   * @param finished takes, on the worker's thread, what the server's thread has to do then
   */
  Exchange(
      Connection connection,
      Frame message,
      Consumer<String> log,
      BiConsumer<Exchange, Runnable> finished) {
    this.connection = connection;
    this.message = message;
    this.log = log;
    this.finished = finished;
  }

  /** How long the client has been waiting, in nanoseconds. */
  long age() {
    return System.nanoTime() - start;
  }

  @Override
  public void run() {
    Runnable next;
    try (message) {
      byte[] answer = connection.handler().handle(message);
      if (answered.compareAndSet(false, true)) {
        connection.answer(answer);
      }
      next = connection::resume;
    } catch (IOException e) {
      next = connection::close;
    } catch (
        Throwable e) { // memory or stack used up: this client must not wait, others must not notice
      log.accept("internal error, please report it: " + e);
      next = connection::close;
    }
    finished.accept(this, next);
  }

  /**
   * Fails the request unless it has been answered, and closes the connection, on which nothing more
   * can be answered in order. As with any other refusal, the log has the reason before the client
   * has the answer.
   *
   * @param limit that it has passed
   */
  void giveUp(Duration limit) {
    if (!answered.compareAndSet(false, true)) {
      return;
    }
    log.accept("a request was not answered within " + limit.toSeconds() + " s, and fails");
    try {
      connection.answer(RequestHandler.FAILURE);
    } catch (IOException e) {
      // the client did not wait
    }
    connection.close();
  }
}

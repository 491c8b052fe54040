package org.sshkr.agent.server;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * One request and its answer. The worker that runs this gives the answer, unless the server gave it
 * up before: then what the worker finds is dropped.
 */
final class Exchange implements Runnable {
  private final Connection connection;
  private final RawMessage message;
  private final Consumer<String> log;
  private final Consumer<Runnable> later;
  private final long start;
  private final AtomicBoolean answered = new AtomicBoolean();

  /**
   * An exchange that has not begun.
   *
   * @param message closed at the end
   * @param later takes, on the worker's thread, what the server's thread has to do after the answer
   * @param start when the message arrived, as {@link System#nanoTime} has it
   */
  Exchange(
      Connection connection,
      RawMessage message,
      Consumer<String> log,
      Consumer<Runnable> later,
      long start) {
    this.connection = connection;
    this.message = message;
    this.log = log;
    this.later = later;
    this.start = start;
  }

  /** How long the client has been waiting, in nanoseconds. */
  long age(long now) {
    return now - start;
  }

  /** Whether there is an answer, of which the client may not have taken all. */
  boolean isAnswered() {
    return answered.get();
  }

  @Override
  public void run() {
    try {
      answer(handle());
    } catch (
        Throwable e) { // memory or stack used up: this client must not wait, others must not notice
      log.accept("internal error, please report it: " + e);
      later.accept(connection::close);
    }
  }

  private byte[] handle() {
    try (message) {
      return connection.handler().handle(message);
    }
  }

  private void answer(byte[] answer) {
    try {
      if (answered.compareAndSet(false, true) && !connection.answer(answer)) {
        later.accept(connection::resume);
      }
    } catch (IOException e) {
      later.accept(connection::close);
    }
  }

  /** Fails the request at once, on the server's thread, in place of {@link #run}. */
  void refuse(String reason) {
    log.accept(reason);
    answer(connection.handler().failure());
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
      connection.answer(connection.handler().failure());
    } catch (IOException e) {
      // the client did not wait
    }
    connection.close();
  }
}

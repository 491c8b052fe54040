package org.sshkr.server;

import java.time.Duration;
import java.util.function.Consumer;

/**
 * One request and its answer. Whoever {@link #answer finds} the answer sends it, unless the server
 * has given up the request.
 */
final class Exchange implements Runnable {
  private final Connection connection;
  private final RawMessage message;
  private final Consumer<String> log;
  private final Consumer<Exchange> finished;
  private final boolean startsProgram;
  private final boolean quick;
  private final long start;

  /**
   * Creates an exchange that has not begun.
   *
   * @param message closed at the end
   * @param finished takes this, on the worker's thread, once it is answered
   * @param start arrival of the message, in terms of {@link System#nanoTime}
   */
  Exchange(
      Connection connection,
      RawMessage message,
      Consumer<String> log,
      Consumer<Exchange> finished,
      long start) {
    this.connection = connection;
    this.message = message;
    this.log = log;
    this.finished = finished;
    this.start = start;
    this.startsProgram = connection.handler().startsProgram(message);
    this.quick = connection.handler().isQuick(message);
  }

  /** The uid of the client. */
  long user() {
    return connection.user();
  }

  /** Whether the answer starts a program. */
  boolean startsProgram() {
    return startsProgram;
  }

  /** Whether the answer is found at once: see {@link MessageHandler#isQuick}. */
  boolean isQuick() {
    return quick;
  }

  /** How long the client has been waiting, in nanoseconds. */
  long age(long now) {
    return now - start;
  }

  /** Called on a worker's thread. */
  @Override
  public void run() {
    answer();
    finished.accept(this);
  }

  /** Finds the answer and sends it. */
  void answer() {
    byte[] answer = null;
    try (message) {
      answer = connection.handler().handle(message);
    } catch (
        // memory or stack is used up: this client must not wait, others must not notice
        Throwable e) {
      log.accept("internal error, please report it: " + e);
    }
    if (answer == null) {
      connection.close();
    } else {
      connection.answer(this, answer);
    }
  }

  /** Ends the connection, instead of {@link #run}. */
  void abort() {
    message.close();
    connection.close();
  }

  /** Fails the request at once, instead of {@link #run}. */
  void refuse(String reason) {
    log.accept(reason);
    connection.answer(this, connection.handler().failure());
  }

  /**
   * Fails the request and closes the connection, since later requests could no longer be answered
   * in order. As with any refusal, the reason is logged before the client has the answer.
   *
   * @param limit the limit that has passed
   */
  void giveUp(Duration limit) {
    if (connection.isAnswering(this)) {
      refuse("a request was not answered within " + limit.toSeconds() + " s, and fails");
      connection.close();
    }
  }
}

package org.sshkr.server;

import java.io.IOException;
import java.nio.channels.CancelledKeyException;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * One request and its answer. A worker {@link #run finds} the answer; the server's thread {@link
 * #finish sends} it, unless it has given up the request.
 */
final class Exchange implements Runnable {
  private final Connection connection;
  private final RawMessage message;
  private final Consumer<String> log;
  private final Consumer<Exchange> finished;
  private final boolean startsProgram;
  private final long start;

  /** Null if there is none because of an internal error, which is in the log. */
  private byte[] answer;

  /**
   * Creates an exchange that has not begun.
   *
   * @param message closed at the end
   * @param finished takes this, on the worker's thread, once there is an answer
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
  }

  /** The uid of the client. */
  long user() {
    return connection.user();
  }

  /** Whether the answer starts a program. */
  boolean startsProgram() {
    return startsProgram;
  }

  /** How long the client has been waiting, in nanoseconds. */
  long age(long now) {
    return now - start;
  }

  /** Called on a worker's thread. */
  @Override
  public void run() {
    try (message) {
      answer = connection.handler().handle(message);
    } catch (
        // memory or stack is used up: this client must not wait, others must not notice
        Throwable e) {
      log.accept("internal error, please report it: " + e);
    }
    finished.accept(this);
  }

  /** Sends the answer. */
  void finish() {
    if (connection.exchange() != this) {
      return; // the request was given up, or the client is gone
    }
    if (answer == null) {
      connection.close();
    } else {
      send(answer);
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
    send(connection.handler().failure());
  }

  /**
   * Fails the request and closes the connection, since later requests could no longer be answered
   * in order. As with any refusal, the reason is logged before the client has the answer.
   *
   * @param limit the limit that has passed
   */
  void giveUp(Duration limit) {
    if (connection.exchange() == this) {
      refuse("a request was not answered within " + limit.toSeconds() + " s, and fails");
      connection.close();
    }
  }

  private void send(byte[] message) {
    try {
      connection.answer(message);
    } catch (IOException | CancelledKeyException e) {
      connection.close();
    }
  }
}

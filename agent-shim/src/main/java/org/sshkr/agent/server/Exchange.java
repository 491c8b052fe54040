package org.sshkr.agent.server;

import java.io.IOException;
import java.nio.channels.CancelledKeyException;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * One request and its answer. A worker {@link #run finds} the answer; the server's thread {@link
 * #finish sends} it, unless it has given the request up.
 */
final class Exchange implements Runnable {
  private final Connection connection;
  private final RawMessage message;
  private final Consumer<String> log;
  private final Consumer<Exchange> finished;
  private final long start;

  /** Null if there is none: an internal error, which the log has. */
  private byte[] answer;

  /**
   * An exchange that has not begun.
   *
   * @param message closed at the end
   * @param finished takes this, on the worker's thread, once there is an answer
   * @param start when the message arrived, as {@link System#nanoTime} has it
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
  }

  /** How long the client has been waiting, in nanoseconds. */
  long age(long now) {
    return now - start;
  }

  /** On a worker's thread. */
  @Override
  public void run() {
    try (message) {
      answer = connection.handler().handle(message);
    } catch (
        Throwable e) { // memory or stack used up: this client must not wait, others must not notice
      log.accept("internal error, please report it: " + e);
    }
    finished.accept(this);
  }

  /** Sends the answer. */
  void finish() {
    if (connection.exchange() != this) {
      return; // given up, or the client has gone
    }
    if (answer == null) {
      connection.close();
    } else {
      send(answer);
    }
  }

  /** Fails the request at once, in place of {@link #run}. */
  void refuse(String reason) {
    log.accept(reason);
    send(connection.handler().failure());
  }

  /**
   * Fails the request and closes the connection, on which nothing more can be answered in order. As
   * with any other refusal, the log has the reason before the client has the answer.
   *
   * @param limit that it has passed
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

package org.sshkr.add;

import java.time.Duration;
import org.sshkr.console.Terminal;

/**
 * A line about slow work, on a terminal only; the next line replaces it. It shows which of many
 * files is being read, and the progress of a costly key derivation.
 */
final class Progress {
  /** With fewer files, all is done before anyone wonders. */
  private static final int MANY_FILES = 10;

  private static final Duration LONG = Duration.ofSeconds(1);
  private static final long TICK_MILLIS = 250;

  private final Terminal terminal;
  private String files = "";
  private Thread ticker;

  Progress(Terminal terminal) {
    this.terminal = terminal;
  }

  /** Called when a file is begun. */
  void file(String name, int number, int count) {
    if (count >= MANY_FILES) {
      files = number + " of " + count + ": " + name;
      terminal.status(files);
    }
  }

  /**
   * Called when a key derivation is begun.
   *
   * @param estimate how long it will take
   */
  void derivation(String name, Duration estimate) {
    if (estimate.compareTo(LONG) < 0) {
      return;
    }
    long start = System.nanoTime();
    ticker =
        new Thread(
            () -> {
              try {
                while (true) {
                  long percent = (System.nanoTime() - start) * 100 / estimate.toNanos();
                  terminal.status(
                      "deriving the key of " + name + ": " + Math.min(percent, 99) + " %");
                  Thread.sleep(TICK_MILLIS);
                }
              } catch (InterruptedException e) {
                // the derivation is done
              }
            },
            "progress");
    ticker.setDaemon(true);
    ticker.start();
  }

  /** Removes the line. */
  void clear() {
    if (ticker != null) {
      ticker.interrupt();
      try {
        ticker.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      ticker = null;
    }
    terminal.clearStatus();
  }
}

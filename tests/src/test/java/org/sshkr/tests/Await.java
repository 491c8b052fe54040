package org.sshkr.tests;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for a condition that sends no event, by checking it every few milliseconds. */
public final class Await {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration INTERVAL = Duration.ofMillis(5);

  private Await() {}

  /**
   * Returns once {@code condition} holds; an AssertionError with its name if it does not hold
   * within a minute.
   */
  public static void until(String what, BooleanSupplier condition) {
    long start = System.nanoTime(); // a clock that is never set
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - start > LIMIT.toNanos()) {
        throw new AssertionError("waited a minute in vain until " + what);
      }
      LockSupport.parkNanos(INTERVAL.toNanos());
    }
  }
}

package org.sshkr.tests;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for a condition that nothing announces, looking again every few milliseconds. */
public final class Await {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration INTERVAL = Duration.ofMillis(5);

  private Await() {}

  /**
   * Returns once {@code condition} holds; an AssertionError that names it if it does not within a
   * minute.
   */
  public static void until(String what, BooleanSupplier condition) {
    long start = System.nanoTime(); // a clock that nobody sets
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - start > LIMIT.toNanos()) {
        throw new AssertionError("waited a minute in vain until " + what);
      }
      LockSupport.parkNanos(INTERVAL.toNanos());
    }
  }
}

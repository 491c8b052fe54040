package org.sshkr.tests;

import java.time.Duration;
import java.time.Instant;
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
    Instant end = Instant.now().plus(LIMIT);
    while (!condition.getAsBoolean()) {
      if (Instant.now().isAfter(end)) {
        throw new AssertionError("waited a minute in vain until " + what);
      }
      LockSupport.parkNanos(INTERVAL.toNanos());
    }
  }
}

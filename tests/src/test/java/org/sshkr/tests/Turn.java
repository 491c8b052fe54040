package org.sshkr.tests;

import java.time.Duration;
import java.util.Collections;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;

/** A period in which many callers call as often as they get answers, for benchmarks. */
public final class Turn {
  private final long end;
  private final LongAdder calls = new LongAdder();

  private Turn(Duration time) {
    this.end = System.nanoTime() + time.toNanos();
  }

  /** One caller: makes its calls on its thread, by {@link #repeat}. */
  public interface Caller {
    void call(Turn turn) throws Exception;
  }

  /**
   * The calls per second by callers on as many threads. But for the first of each caller, no call
   * begins after {@code time}; those that have begun by then count, and so does the time until the
   * last of them has ended. Otherwise an agent that keeps more of them waiting would seem faster.
   */
  public static double perSecond(int callers, Duration time, Caller caller) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(callers);
    try {
      long start = System.nanoTime();
      Turn turn = new Turn(time);
      Callable<Void> one =
          () -> {
            caller.call(turn);
            return null;
          };
      for (Future<Void> ended : threads.invokeAll(Collections.nCopies(callers, one))) {
        ended.get();
      }
      return turn.calls.sum() * 1e9 / (System.nanoTime() - start);
    } finally {
      threads.shutdown();
    }
  }

  /** Repeats a call until the turn ends: once at least, however late a busy machine begins. */
  public void repeat(Runnable call) {
    do {
      call.run();
      calls.increment();
    } while (System.nanoTime() < end);
  }
}

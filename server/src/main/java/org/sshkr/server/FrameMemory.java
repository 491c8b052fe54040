package org.sshkr.server;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts the memory that the long frames of all clients take. The server keeps count itself because
 * of java.nio.Bits: when the JVM runs out of memory off the heap, it makes the calling thread wait
 * half a second before it fails, and here that thread serves everybody.
 */
final class FrameMemory {
  private final long limit;
  private final AtomicLong held = new AtomicLong();

  /**
   * Creates a count of 0.
   *
   * @param limit the limit in bytes
   */
  FrameMemory(long limit) {
    this.limit = limit;
  }

  /** Takes this many bytes; takes none and returns false if they would exceed the limit. */
  boolean take(int bytes) {
    if (held.addAndGet(bytes) > limit) {
      give(bytes);
      return false;
    }
    return true;
  }

  /** Gives back bytes that {@link #take} took; may be called on any thread. */
  void give(int bytes) {
    held.addAndGet(-bytes);
  }
}

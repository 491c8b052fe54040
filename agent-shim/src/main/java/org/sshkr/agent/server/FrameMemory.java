package org.sshkr.agent.server;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What long frames of all clients together may take. The server keeps count itself: where the JVM
 * runs out of memory off the heap, it lets the thread that asks wait half a second before it says
 * so (java.nio.Bits), and that is the thread which serves everybody.
 */
final class FrameMemory {
  private final long limit;
  private final AtomicLong held = new AtomicLong();

  /**
   * None is taken yet.
   *
   * @param limit in bytes
   */
  FrameMemory(long limit) {
    this.limit = limit;
  }

  /** Takes so many bytes; false, and takes none, if that is more than there are. */
  boolean take(int bytes) {
    if (held.addAndGet(bytes) > limit) {
      give(bytes);
      return false;
    }
    return true;
  }

  /** Gives back what {@link #take} took; on any thread. */
  void give(int bytes) {
    held.addAndGet(-bytes);
  }
}

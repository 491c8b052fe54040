package org.sshkr.process;

import com.sun.jna.Native;

/**
 * A process that /proc may hide. Mounted with {@code hidepid} (proc(5)), it also hides a user's own
 * processes that allow no dumps, such as agents and privileged programs; for Java's {@link
 * ProcessHandle} they do not exist.
 */
public final class OtherProcess {
  private static final int NO_SIGNAL = 0;
  private static final int SIGTERM = 15;
  private static final int EPERM = 1;

  private static final long POLL_MILLIS = 1000;

  private final int pid;

  /** Creates a handle on the process with this pid, which need not exist. */
  public OtherProcess(int pid) {
    this.pid = pid;
  }

  /** Whether there is such a process, even if it is another user's. */
  public boolean exists() {
    return LibC.kill(pid, NO_SIGNAL) == 0 || Native.getLastError() == EPERM;
  }

  /** Asks it to end with SIGTERM; false if this user may not. */
  public boolean terminate() {
    return LibC.kill(pid, SIGTERM) == 0;
  }

  /** Waits for its end, and returns at most a second later. */
  public void awaitEnd() throws InterruptedException {
    while (exists()) {
      Thread.sleep(POLL_MILLIS);
    }
  }
}

package org.sshkr.process;

/** Keeps the memory of this process from other processes of the same user. */
public final class Hardening {
  private Hardening() {}

  /**
   * Makes the process non-dumpable (prctl(2), PR_SET_DUMPABLE): no core file, no ptrace, no
   * /proc/PID/mem for the same user. Programs that it starts are dumpable again.
   *
   * @throws IllegalStateException if the kernel refuses, which it never has a reason to
   */
  public static void forbidDumps() {
    if (LibC.prctl(LibC.PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) {
      throw new IllegalStateException("could not forbid core dumps of this process");
    }
  }
}

package org.sshkr.process;

/** Keeps the memory of this process from other processes of the same user, and from the disk. */
public final class Hardening {
  private Hardening() {}

  /**
   * Makes the process non-dumpable (prctl(2), PR_SET_DUMPABLE: no core file, no ptrace, no
   * /proc/PID/mem for the same user) and sets its core size to 0.
   *
   * @throws IllegalStateException if the kernel refuses, which it never has a reason to
   */
  public static void forbidDumps() {
    if (LibC.prctl(LibC.PR_SET_DUMPABLE, 0, 0, 0, 0) != 0
        || LibC.setrlimit(LibC.RLIMIT_CORE, new long[] {0, 0}) != 0) {
      throw new IllegalStateException("could not forbid core dumps of this process");
    }
  }

  /**
   * Locks the memory of this process into RAM (mlockall(2)), so that none of it reaches swap.
   *
   * @return false if the user's limit of locked memory (ulimit -l) does not allow it
   */
  public static boolean lockMemory() {
    return LibC.mlockall(LibC.MCL_CURRENT_AND_FUTURE) == 0;
  }
}

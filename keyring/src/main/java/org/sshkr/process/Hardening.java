package org.sshkr.process;

/** Keeps the memory of this process from other processes of the same user. */
public final class Hardening {
  private Hardening() {}

  /**
   * Keeps all present and future memory of the process out of the swap space (mlockall(2)).
   *
   * @return false if the user's limit of locked memory does not suffice for a whole Java process
   */
  public static boolean lockMemory() {
    return LibC.mlockall(LibC.MCL_CURRENT_FUTURE_ONFAULT) == 0;
  }

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

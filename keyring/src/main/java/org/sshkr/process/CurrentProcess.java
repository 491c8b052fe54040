package org.sshkr.process;

/** This process as the kernel sees it. */
public final class CurrentProcess {
  private CurrentProcess() {}

  /** The effective user id, as an unsigned 32-bit number. */
  public static long effectiveUid() {
    return LibC.geteuid() & 0xffffffffL;
  }

  /**
   * Leaves the terminal's session and the working directory, as a daemon does (setsid(2),
   * chdir(2)), so that neither a hang-up nor an unmount concerns this process. Harmless in a
   * process that leads a session already.
   */
  public static void detach() {
    LibC.setsid();
    LibC.chdir("/");
  }
}

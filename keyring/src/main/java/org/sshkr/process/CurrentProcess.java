package org.sshkr.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** This process as the kernel sees it. */
public final class CurrentProcess {
  private CurrentProcess() {}

  /** The effective user id, as an unsigned 32-bit number. */
  public static long effectiveUid() {
    return LibC.geteuid() & 0xffffffffL;
  }

  /**
   * Leaves the terminal's session and the working directory, like a daemon (setsid(2), chdir(2)),
   * so that neither a hang-up nor an unmount affects this process. Harmless in a process that
   * already leads a session.
   */
  public static void detach() {
    LibC.setsid();
    LibC.chdir("/");
  }

  /**
   * Names the process for ps(1), pgrep(1) and similar programs, which call every Java program
   * "java"; the kernel cuts the name to 15 bytes (proc(5), comm). Without /proc the name stays.
   */
  public static void rename(String name) {
    try {
      Files.writeString(Path.of("/proc/self/comm"), name);
    } catch (IOException e) {
      // nothing depends on the name
    }
  }
}

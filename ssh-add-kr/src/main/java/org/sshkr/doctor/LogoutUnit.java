package org.sshkr.doctor;

import java.io.IOException;

/** The unit of the user's service manager that removes the keys at the last logout. */
final class LogoutUnit {
  private static final String NAME = "ssh-kr-logout.service";

  private LogoutUnit() {}

  /** Whether it will do so: it is active, and the user does not linger (loginctl(1)). */
  static boolean removesKeys(SystemFiles files) {
    return isActive() && !files.exists("var/lib/systemd/linger/" + System.getProperty("user.name"));
  }

  private static boolean isActive() {
    ProcessBuilder builder =
        new ProcessBuilder("systemctl", "--user", "--quiet", "is-active", NAME)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    try {
      return builder.start().waitFor() == 0;
    } catch (IOException e) {
      return false; // there is no systemd
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}

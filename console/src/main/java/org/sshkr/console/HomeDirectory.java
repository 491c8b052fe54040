package org.sshkr.console;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The user's home directory in the password file (getpwuid(3)), which ssh-add and ssh use too. HOME
 * is ignored: sudo may keep another user's, and a service or cron job may have none.
 */
public final class HomeDirectory {
  private HomeDirectory() {}

  /** The directory, which need not exist; empty if the user has none. */
  public static Optional<Path> ofUser() {
    String directory = System.getProperty("user.home", ""); // Java has called getpwuid
    return directory.startsWith("/") ? Optional.of(Path.of(directory)) : Optional.empty();
  }
}

package org.sshkr.console;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The user's home directory by the password file (getpwuid(3)), as in ssh-add and ssh: whatever
 * HOME says, which sudo may keep of another user, and which a service or cron job may lack.
 */
public final class HomeDirectory {
  private HomeDirectory() {}

  /** The directory, which need not exist; empty if the user has none. */
  public static Optional<Path> ofUser() {
    String directory = System.getProperty("user.home", ""); // Java has asked getpwuid
    return directory.startsWith("/") ? Optional.of(Path.of(directory)) : Optional.empty();
  }
}

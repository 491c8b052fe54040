package org.sshkr.doctor;

/**
 * Which of a user's keyrings exist, according to /proc/keys: asking the kernel for a keyring would
 * create it. In a container that hides the file, none seems to exist.
 */
record UserKeyrings(SystemFiles files, long uid) {
  boolean hasUserSession() {
    return has("_uid_ses." + uid);
  }

  boolean hasUser() {
    return has("_uid." + uid);
  }

  /** Whether the user has any; a session keyring counts. */
  boolean hasAny() {
    return files.lines("proc/keys").stream().anyMatch(line -> line.contains(" keyring "));
  }

  /** Whether there is a keyring with this name, which a line has between the type and the size. */
  private boolean has(String name) {
    return files.lines("proc/keys").stream().anyMatch(line -> line.contains(" " + name + ":"));
  }
}

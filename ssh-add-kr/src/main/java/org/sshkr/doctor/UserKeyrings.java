package org.sshkr.doctor;

/**
 * Which of a user's keyrings exist, as /proc/keys tells: asking the kernel for one would make it.
 * In a container that hides the file, none seems to.
 */
record UserKeyrings(SystemFiles files, long uid) {
  boolean hasUserSession() {
    return has("_uid_ses." + uid);
  }

  boolean hasUser() {
    return has("_uid." + uid);
  }

  /** Whether there is any; a session keyring is one. */
  boolean hasAny() {
    return files.lines("proc/keys").stream().anyMatch(line -> line.contains(" keyring "));
  }

  /** A line ends with the type, the name and, of a keyring, how much it holds. */
  private boolean has(String name) {
    return files.lines("proc/keys").stream().anyMatch(line -> line.contains(" " + name + ":"));
  }
}

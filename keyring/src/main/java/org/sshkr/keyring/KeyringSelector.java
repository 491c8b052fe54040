package org.sshkr.keyring;

/** Which of the kernel's keyrings holds the identities: keyrings(7). */
public enum KeyringSelector {
  /** {@code @us}: one for each user, kept until the machine restarts. The default. */
  USER_SESSION("user-session", KeyctlLibrary.USER_SESSION_KEYRING),
  /** {@code @u}: one for each user, kept until the machine restarts. */
  USER("user", KeyctlLibrary.USER_KEYRING),
  /** {@code @s}: one for each login session, gone with it. */
  SESSION("session", KeyctlLibrary.SESSION_KEYRING),
  /** One for each user, dropped three days after it was last opened (persistent-keyring(7)). */
  PERSISTENT("persistent", 0) {
    @Override
    int possess() {
      return KeyctlLibrary.persistent(KeyctlLibrary.THREAD_KEYRING);
    }
  };

  private final String displayName;
  private final int specialId;

  KeyringSelector(String displayName, int specialId) {
    this.displayName = displayName;
    this.specialId = specialId;
  }

  /** The name on the command line. */
  public String displayName() {
    return displayName;
  }

  /**
   * Links the keyring to the calling thread's own keyring, so that this thread possesses the keys
   * in it whatever session it is in. Never links it to the session keyring: a child under another
   * uid would inherit that.
   *
   * @return the keyring's serial
   */
  int possess() {
    int keyring = KeyctlLibrary.resolve(specialId);
    KeyctlLibrary.link(keyring, KeyctlLibrary.THREAD_KEYRING);
    return keyring;
  }
}

package org.sshkr.cli;

import org.sshkr.keyring.KeyringSelector;

/** The argument of {@code --keyring}. */
public final class KeyringNames {
  private KeyringNames() {}

  /** The keyring of this name. */
  public static KeyringSelector parse(String name) throws UsageException {
    for (KeyringSelector keyring : KeyringSelector.values()) {
      if (keyring.displayName().equals(name)) {
        return keyring;
      }
    }
    throw new UsageException(
        "no keyring is called " + name + "; choose user-session, user, session or persistent");
  }
}

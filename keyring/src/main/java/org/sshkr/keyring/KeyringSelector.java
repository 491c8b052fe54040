package org.sshkr.keyring;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;

/** Selects the kernel's keyring that holds the identities: keyrings(7). */
public final class KeyringSelector {
  /** {@code @us}: one for each user, kept until the machine restarts. The default. */
  public static final KeyringSelector USER_SESSION =
      new KeyringSelector(
          "user-session", () -> link(KeyctlLibrary.resolve(KeyctlLibrary.USER_SESSION_KEYRING)));

  /** {@code @u}: one for each user, kept until the machine restarts. */
  public static final KeyringSelector USER =
      new KeyringSelector("user", () -> link(KeyctlLibrary.resolve(KeyctlLibrary.USER_KEYRING)));

  /**
   * {@code @s}: one for each login session, gone with it; the user-session keyring if there is
   * none.
   */
  public static final KeyringSelector SESSION =
      new KeyringSelector("session", () -> link(KeyctlLibrary.session()));

  /** One for each user, dropped three days after it was last opened (persistent-keyring(7)). */
  public static final KeyringSelector PERSISTENT =
      new KeyringSelector(
          "persistent", () -> KeyctlLibrary.persistent(KeyctlLibrary.THREAD_KEYRING));

  /**
   * {@code @p} of this process, gone with it and out of reach for all others. For programs that
   * load their own key; see org.sshkr.keyfile.KeyringKeys. Everything that opens it in this process
   * shares it.
   */
  public static final KeyringSelector PROCESS =
      new KeyringSelector("process", () -> KeyctlLibrary.resolve(KeyctlLibrary.PROCESS_KEYRING));

  /**
   * The keyring that ssh-signer-kr keeps all users' keys in, in the user-session keyring of its own
   * user: the one that is there, which root made, so that its links cost the signer no quota; else
   * a new one.
   */
  public static final KeyringSelector SIGNER =
      new KeyringSelector("signer", () -> link(signerKeyring()));

  /** The name of {@link #SIGNER}. */
  private static final String SIGNER_KEYRING = "ssh-kr:signer";

  /** The keyrings with a name of their own, in the order in which help names them. */
  public static final List<KeyringSelector> STANDARD =
      List.of(USER_SESSION, USER, SESSION, PERSISTENT);

  /**
   * The keyrings that are searched by name: what a program can link to, and the keyrings of a
   * login.
   */
  private static final int[] SEARCHED = {
    KeyctlLibrary.SESSION_KEYRING, KeyctlLibrary.USER_SESSION_KEYRING, KeyctlLibrary.USER_KEYRING
  };

  private final String displayName;
  private final IntSupplier possession;

  private KeyringSelector(String displayName, IntSupplier possession) {
    this.displayName = displayName;
    this.possession = possession;
  }

  /**
   * Selects a keyring by its serial number (decimal, or hexadecimal after {@code 0x}, as keyctl
   * prints it), or by its name in the session or the user's keyrings. Whether it exists shows when
   * it is opened.
   */
  public static KeyringSelector named(String name) {
    Optional<KeyringSelector> standard =
        STANDARD.stream().filter(one -> one.displayName.equals(name)).findFirst();
    if (standard.isPresent()) {
      return standard.get();
    }
    return name.matches("0x[0-9a-f]{1,8}|[1-9][0-9]{0,9}")
        ? new KeyringSelector(name, () -> link(keyring(name)))
        : new KeyringSelector(name, () -> link(search(name)));
  }

  private static int signerKeyring() {
    int own = link(KeyctlLibrary.resolve(KeyctlLibrary.USER_SESSION_KEYRING));
    byte[] name = SIGNER_KEYRING.getBytes(StandardCharsets.UTF_8);
    return KeyctlLibrary.exists(own, KeyctlLibrary.KEYRING, name)
        ? KeyctlLibrary.search(own, KeyctlLibrary.KEYRING, name)
        : KeyctlLibrary.addKeyring(name, own);
  }

  private static int keyring(String name) {
    long serial = Long.decode(name);
    try {
      if (serial <= Integer.MAX_VALUE && KeyctlLibrary.isKeyring((int) serial)) {
        return (int) serial;
      }
    } catch (KeyringException.Gone e) {
      // reported below
    }
    throw none(name);
  }

  private static int search(String name) {
    byte[] description = name.getBytes(StandardCharsets.UTF_8);
    for (int start : SEARCHED) {
      if (description.length > 0
          && KeyctlLibrary.exists(start, KeyctlLibrary.KEYRING, description)) {
        return KeyctlLibrary.search(start, KeyctlLibrary.KEYRING, description);
      }
    }
    throw none(name);
  }

  private static KeyringException none(String name) {
    return new KeyringException.NotFound(
        "there is no keyring "
            + name
            + "; name one that keyctl show lists, or user-session, user, session or persistent");
  }

  /** The name on the command line. */
  public String displayName() {
    return displayName;
  }

  /**
   * Links the keyring to the calling thread's own keyring, so that this thread possesses its keys
   * in any session. Never links it to the session keyring: a child under another uid would inherit
   * it.
   *
   * @return the keyring's serial
   */
  int possess() {
    return possession.getAsInt();
  }

  private static int link(int keyring) {
    KeyctlLibrary.link(keyring, KeyctlLibrary.THREAD_KEYRING);
    return keyring;
  }

  @Override
  public String toString() {
    return displayName;
  }
}

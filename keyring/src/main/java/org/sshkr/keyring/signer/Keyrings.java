package org.sshkr.keyring.signer;

import java.time.InstantSource;
import org.sshkr.keyring.Keyring;
import org.sshkr.keyring.KeyringException;
import org.sshkr.keyring.KeyringSelector;
import org.sshkr.keyring.LinuxKeyring;
import org.sshkr.keyring.crypto.Libcrypto;
import org.sshkr.ssh.key.RsaPublicKey;

/**
 * The keys of a user: those that the kernel signs with, and those of ssh-signer-kr where that is
 * installed.
 */
public final class Keyrings {
  private Keyrings() {}

  /**
   * Opens a kernel keyring and, beside a keyring that is the user's as a whole, the signer.
   *
   * @throws KeyringException as {@link LinuxKeyring#open}
   */
  public static Keyring open(KeyringSelector selector) {
    return with(LinuxKeyring.open(selector), selector);
  }

  /** The keys of a kernel keyring that is open, and of the signer beside it. */
  public static Keyring with(LinuxKeyring kernel, KeyringSelector selector) {
    if (!hasSigner(selector)) {
      return kernel;
    }
    boolean machine = selector == KeyringSelector.PERSISTENT;
    return new SplitKeyring(
        kernel, new SignerKeyring(SignerKeyring.SOCKET, machine, InstantSource.system()));
  }

  /** Whether {@link #open} gives a keyring that holds keys of this type. */
  public static boolean accepts(KeyringSelector selector, String keyType) {
    return keyType.equals(RsaPublicKey.TYPE) || (hasSigner(selector) && Libcrypto.signs(keyType));
  }

  private static boolean hasSigner(KeyringSelector selector) {
    boolean ofUser =
        selector == KeyringSelector.USER_SESSION
            || selector == KeyringSelector.USER
            || selector == KeyringSelector.PERSISTENT;
    return ofUser && SignerKeyring.isThere(SignerKeyring.SOCKET);
  }
}

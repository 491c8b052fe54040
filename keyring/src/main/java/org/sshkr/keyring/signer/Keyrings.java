package org.sshkr.keyring.signer;

import java.time.InstantSource;
import org.sshkr.keyring.Keyring;
import org.sshkr.keyring.KeyringException;
import org.sshkr.keyring.KeyringSelector;
import org.sshkr.keyring.LinuxKeyring;
import org.sshkr.keyring.crypto.Libcrypto;
import org.sshkr.ssh.key.RsaPublicKey;

/**
 * Opens a user's keys: the ones that the kernel signs with, and those of ssh-signer-kr if it is
 * installed.
 */
public final class Keyrings {
  private Keyrings() {}

  /**
   * Opens a kernel keyring and, if that keyring is shared by all of the user's processes, the
   * signer.
   *
   * @throws KeyringException like {@link LinuxKeyring#open}
   */
  public static Keyring open(KeyringSelector selector) {
    return with(LinuxKeyring.open(selector), selector);
  }

  /** Combines an open kernel keyring with the signer, if {@link #open} would. */
  public static Keyring with(LinuxKeyring kernel, KeyringSelector selector) {
    if (!hasSigner(selector)) {
      return kernel;
    }
    boolean machine = selector == KeyringSelector.PERSISTENT;
    return new SplitKeyring(
        kernel, new SignerKeyring(SignerKeyring.SOCKET, machine, InstantSource.system()));
  }

  /** Whether {@link #open} returns a keyring that accepts keys of this type. */
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

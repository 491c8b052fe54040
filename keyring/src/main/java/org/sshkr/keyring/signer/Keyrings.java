package org.sshkr.keyring.signer;

import java.time.InstantSource;
import java.util.Optional;
import org.sshkr.keyring.KernelRsa;
import org.sshkr.keyring.Keyring;
import org.sshkr.keyring.KeyringException;
import org.sshkr.keyring.KeyringSelector;
import org.sshkr.keyring.LinuxKeyring;
import org.sshkr.keyring.crypto.Libcrypto;
import org.sshkr.ssh.key.RsaPublicKey;
import org.sshkr.ssh.key.SshPublicKey;

/**
 * The keys of a user: what the kernel signs with, and what a signer signs with where there is one.
 *
 * @param selector of the kernel keyring
 * @param signer beside a keyring that is the user's as a whole
 * @param rsaToSigner whether RSA keys are added to the signer, even if the kernel could sign with
 *     them
 */
public record Keyrings(KeyringSelector selector, SignerChoice signer, boolean rsaToSigner) {
  /**
   * Opens a kernel keyring and, beside a keyring that is the user's as a whole, the system's
   * signer.
   *
   * @throws KeyringException like {@link LinuxKeyring#open}
   */
  public static Keyring open(KeyringSelector selector) {
    return new Keyrings(selector, SignerChoice.SYSTEM, false).open();
  }

  /**
   * Opens them.
   *
   * @throws KeyringException as {@link LinuxKeyring#open}
   */
  public Keyring open() {
    return with(LinuxKeyring.open(selector));
  }

  /** The keys of a kernel keyring that is open, and of the signer beside it. */
  public Keyring with(LinuxKeyring kernel) {
    return socket()
        .<Keyring>map(
            socket -> {
              boolean machine = selector == KeyringSelector.PERSISTENT;
              InstantSource clock = InstantSource.system();
              return new SplitKeyring(
                  kernel,
                  new SignerKeyring(socket, machine, clock, kernel::requireUnlocked),
                  rsaToSigner);
            })
        .orElse(kernel);
  }

  /** Whether {@link #open} gives a keyring that holds this key. */
  public boolean accepts(SshPublicKey key) {
    return accepts(key.type())
        && (!(key instanceof RsaPublicKey) || KernelRsa.isUsable(key.bits()) || signsRsa(key));
  }

  private boolean signsRsa(SshPublicKey key) {
    return hasSigner() && Libcrypto.signsRsa(key.bits());
  }

  /** Whether {@link #open} gives a keyring that holds keys of this type. */
  public boolean accepts(String keyType) {
    return keyType.equals(RsaPublicKey.TYPE) || (hasSigner() && Libcrypto.signs(keyType));
  }

  private boolean hasSigner() {
    return socket().map(SignerSocket::isThere).orElse(false);
  }

  private Optional<SignerSocket> socket() {
    boolean ofUser =
        selector == KeyringSelector.USER_SESSION
            || selector == KeyringSelector.USER
            || selector == KeyringSelector.PERSISTENT;
    return ofUser ? signer.socket() : Optional.empty();
  }
}

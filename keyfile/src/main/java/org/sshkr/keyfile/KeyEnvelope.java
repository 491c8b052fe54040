package org.sshkr.keyfile;

import java.time.Duration;
import java.util.Optional;
import org.sshkr.ssh.key.SshPublicKey;

/**
 * One private key as it stands in a file, not yet decrypted. An encrypted envelope holds only
 * ciphertext, so it may be kept while the user types a passphrase. An envelope that is not
 * encrypted holds the key itself: open and close it before asking for another key's passphrase.
 *
 * <p>Everything that a file shows without a passphrase (cipher, KDF cost, and in OpenSSH and PPK
 * files the key's type and size) is checked before the envelope is made, so nobody is asked for the
 * passphrase of a key that can't be used.
 */
public sealed interface KeyEnvelope extends AutoCloseable
    permits OpenSshEnvelope,
        TraditionalEnvelope,
        Pkcs8Envelope,
        EncryptedPkcs8Envelope,
        PuttyEnvelope {
  /** The format's name for people, such as {@code OpenSSH} or {@code PKCS#8}. */
  String format();

  /** Whether {@link #open} needs a passphrase. */
  boolean encrypted();

  /**
   * About how long the key derivation in {@link #open} takes on an ordinary machine; zero if there
   * is none. Bounded by {@link KdfLimits}.
   */
  default Duration derivationTime() {
    return Duration.ZERO;
  }

  /** The public key, if the file shows it without a passphrase (OpenSSH, PPK). */
  default Optional<SshPublicKey> publicKey() {
    return Optional.empty();
  }

  /**
   * Decrypts, converts and checks the key. May be called again after a wrong passphrase.
   *
   * @param passphrase the bytes typed, UTF-8 if they came from a terminal; they stay the caller's,
   *     who wipes them. Ignored if the key is not encrypted.
   * @return the complete, checked key, which the caller closes
   * @throws WrongPassphraseException if the passphrase is wrong; damaged ciphertext can look the
   *     same
   * @throws KeyFileException if the key is of another type, incomplete or wrong
   */
  CheckedKey open(byte[] passphrase) throws KeyFileException;

  /** Wipes the bytes of the file that this envelope holds. */
  @Override
  void close();
}

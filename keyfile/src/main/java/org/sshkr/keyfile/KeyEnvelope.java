package org.sshkr.keyfile;

import java.time.Duration;
import java.util.Optional;
import org.sshkr.ssh.key.SshPublicKey;

/**
 * One private key as it stands in a file, not yet decrypted. An encrypted envelope holds only
 * ciphertext, so it may be kept while a passphrase is asked for; one that is not encrypted holds
 * the key itself, so open and close it before asking for the passphrase of another.
 *
 * <p>What a file shows without a passphrase (cipher, KDF cost, and in OpenSSH and PPK files the
 * key's type and size) has been judged before an envelope exists, so nobody is asked for the
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
   * About how long {@link #open} will take for the key derivation alone, on an ordinary machine;
   * zero where nothing is derived. Bounded by {@link KdfLimits}.
   */
  default Duration derivationTime() {
    return Duration.ZERO;
  }

  /** The public key, where the file shows it without a passphrase (OpenSSH, PPK). */
  default Optional<SshPublicKey> publicKey() {
    return Optional.empty();
  }

  /**
   * Decrypts, converts and checks the key. May be called again after a wrong passphrase.
   *
   * @param passphrase the bytes typed, UTF-8 where they came from a terminal; the caller's, who
   *     wipes them. Ignored where the key is not encrypted.
   * @return the whole, checked key, which the caller closes
   * @throws WrongPassphraseException if that is not the passphrase; a damaged ciphertext can look
   *     the same
   * @throws KeyFileException if the key is of another type, incomplete or wrong
   */
  CheckedKey open(byte[] passphrase) throws KeyFileException;

  /** Wipes what is held of the file. */
  @Override
  void close();
}

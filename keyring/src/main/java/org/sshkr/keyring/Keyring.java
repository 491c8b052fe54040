package org.sshkr.keyring;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A keyring that holds SSH identities and signs with them. No method reads a private key back. Safe
 * for use by many threads; every method throws a {@link KeyringException} that says what to do.
 */
public interface Keyring extends AutoCloseable {
  /** The identities that can sign now, in the order in which the keyring holds them. */
  List<SshIdentity> list();

  /** The identity of {@code key}, or empty if the keyring does not hold it. */
  default Optional<SshIdentity> find(RsaPublicKey key) {
    return list().stream().filter(identity -> identity.publicKey().equals(key)).findFirst();
  }

  /**
   * Adds an identity, replacing the one of the same key with its comment and lifetime. All or
   * nothing: the key is in the keyring only after it has signed a test message correctly, and a
   * failure leaves the keyring as it was.
   *
   * @param key the checked key; the caller closes it
   * @param comment free text; control characters become '?', and it is cut to what the keyring can
   *     hold
   * @param lifetime after which the keyring itself drops the key, in whole seconds from 1 s; empty
   *     for no limit
   * @throws KeyringException.BadKey if the key is of a size that the kernel can't use, or signs
   *     wrongly
   * @throws KeyringException.QuotaFull if the user's key quota does not suffice
   */
  SshIdentity add(PrivateKey key, String comment, Optional<Duration> lifetime);

  /**
   * Removes the identity of {@code key}.
   *
   * @return false if the keyring did not hold it
   */
  boolean remove(RsaPublicKey key);

  /** Signs {@code data}: {@link #signDigest} of its digest. */
  default byte[] sign(RsaPublicKey key, SignatureScheme scheme, byte[] data) {
    return signDigest(key, scheme, scheme.hash().digest(data));
  }

  /**
   * Signs a digest. The signature has been verified with the public key.
   *
   * @param digest of the scheme's hash function
   * @return the signature, as long as the modulus, big-endian
   * @throws KeyringException.NotFound if the keyring does not hold the key, or no longer does
   * @throws KeyringException.Unsupported if the key's driver can't do that: a TPM's knows no PSS
   * @throws IllegalArgumentException if the digest has another length, or the modulus no room for
   *     it
   */
  byte[] signDigest(RsaPublicKey key, SignatureScheme scheme, byte[] digest);

  /**
   * Ends the keyring's threads. The keys stay; any further use of this object is an
   * IllegalStateException.
   */
  @Override
  void close();
}

package org.sshkr.keyring;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.sshkr.ssh.key.RsaPublicKey;
import org.sshkr.ssh.key.SshCertificate;
import org.sshkr.ssh.key.SshPublicKey;
import org.sshkr.ssh.wire.Blob;
import org.sshkr.ssh.wire.WireFormatException;

/**
 * A keyring that holds SSH identities and signs with them. No method reads a private key back. Safe
 * for use by many threads; every method throws a {@link KeyringException} that says what to do, and
 * all but {@link #unlock} and {@link #removeLocked} throw {@link KeyringException.Locked} while the
 * keyring is locked.
 */
public interface Keyring extends AutoCloseable {
  /**
   * Whether there may be an entry that offers this key or certificate, as far as that can be told
   * without any effort.
   */
  default boolean mayHold(Blob offered) {
    return true;
  }

  /** Whether there may be any entry or a lock, as far as that can be told without any effort. */
  default boolean mayHoldAny() {
    return true;
  }

  /**
   * The identities that can sign now, in the order in which they were added. An identity that is
   * added again keeps its place. A key that is there both as a plain key and for certificates makes
   * two, the second with {@link Constraints#certificateOnly}.
   */
  List<Identity> list();

  /**
   * The identity of {@code key}; if there are two, the plain key's.
   *
   * @throws KeyringException.NotFound if the keyring does not hold it, or no longer does
   * @throws KeyringException.Expired if its lifetime has just ended
   * @throws KeyringException.Revoked if another program revoked it
   */
  Identity get(SshPublicKey key);

  /**
   * The identity that offers {@code certificate}.
   *
   * @throws KeyringException as for a key
   */
  Identity get(SshCertificate certificate);

  /**
   * The identity that {@link Identity#offers} this public key or certificate.
   *
   * @throws KeyringException as for a key
   */
  default Identity get(Blob offered) {
    byte[] blob = offered.toByteArray();
    try {
      if (SshCertificate.isOne(blob)) {
        return get(SshCertificate.ofBlob(blob));
      }
      Identity identity = get(SshPublicKey.ofBlob(blob));
      if (identity.offers().contains(offered)) {
        return identity;
      }
      throw new KeyringException.NotFound(
          "the key " + identity.publicKey().fingerprint() + " is there for its certificates only");
    } catch (WireFormatException e) {
      requireUnlocked(); // throws Locked before NotFound
      throw new KeyringException.NotFound("there is no such key in a keyring: " + e.getMessage());
    }
  }

  /** The identity of {@code key}, or empty if the keyring has none that can sign. */
  default Optional<Identity> find(SshPublicKey key) {
    try {
      return Optional.of(get(key));
    } catch (KeyringException.Gone e) {
      return Optional.empty();
    }
  }

  /**
   * Adds an identity, replacing the one of the same key with its comment, lifetime and constraints.
   * An identity for certificates only and a plain one do not replace each other. All or nothing:
   * the key is in the keyring only after it has signed a test message correctly, and a failure
   * leaves the keyring as it was.
   *
   * @param key the checked key; the caller closes it
   * @param comment free text; control characters become '?', and it is cut to the length that the
   *     keyring can hold
   * @param lifetime after which the keyring itself drops the key, in whole seconds from 1 s; empty
   *     for no limit
   * @param constraints recorded with the key
   * @throws KeyringException.BadKey if the key is of a size that the keyring can't use, or signs
   *     wrongly
   * @throws KeyringException.QuotaFull if the user's key quota does not suffice
   */
  Identity add(
      PrivateKey key, String comment, Optional<Duration> lifetime, Constraints constraints);

  /**
   * Whether keys of a type can be added.
   *
   * @param keyType as in a public key blob: {@code ssh-rsa}
   */
  default boolean accepts(String keyType) {
    return keyType.equals(RsaPublicKey.TYPE);
  }

  /**
   * Whether RSA keys of a size can be added.
   *
   * @param bits of the modulus
   */
  default boolean acceptsRsa(int bits) {
    return KernelRsa.isUsable(bits);
  }

  /** Whether this key can be added, by its type and size. */
  default boolean accepts(SshPublicKey key) {
    return accepts(key.type()) && (!(key instanceof RsaPublicKey) || acceptsRsa(key.bits()));
  }

  /** Throws {@link KeyringException.Locked} if the keyring is locked. */
  default void requireUnlocked() {
    list();
  }

  /** Adds an identity without constraints. */
  default Identity add(PrivateKey key, String comment, Optional<Duration> lifetime) {
    return add(key, comment, lifetime, Constraints.NONE);
  }

  /**
   * Adds a certificate with its key, and replaces the same certificate. It is independent of the
   * plain key, since they are two entries of an agent: lifetime, constraints and removal of one do
   * not affect the other.
   *
   * @param comment as for a key
   * @param lifetime as for a key
   * @param constraints recorded for all certificates of the key
   * @throws KeyringException.Unsupported if the kernel has the key, with another certificate and
   *     other constraints
   * @throws KeyringException.BadKey if the key is not the certificate's, or as for a key
   * @throws KeyringException.QuotaFull if the user's key quota does not suffice
   */
  void addCertificate(
      PrivateKey key,
      SshCertificate certificate,
      String comment,
      Optional<Duration> lifetime,
      Constraints constraints);

  /**
   * Adds a certificate to the identity that it certifies, and replaces the same certificate.
   *
   * @param lifetime as for a key; no certificate outlives its key
   * @throws KeyringException.NotFound if the keyring does not hold the key
   * @throws KeyringException.Unsupported if the key {@link Identity#sleeps}: its certificates are
   *     added with it
   */
  void addCertificate(SshCertificate certificate, Optional<Duration> lifetime);

  /**
   * How long the keyring still holds the identity's key, as exactly as the kernel says: in minutes
   * if an hour is left, and in hours if a day is. Empty if there is no limit, or no such key.
   */
  Optional<Duration> timeLeft(Identity identity);

  /** How long the keyring still holds the key: {@link #timeLeft} of its identity. */
  default Optional<Duration> timeLeft(SshPublicKey key) {
    return find(key).flatMap(this::timeLeft);
  }

  /**
   * Removes the identity of {@code key} with its certificates.
   *
   * @return false if the keyring did not hold it
   */
  boolean remove(SshPublicKey key);

  /**
   * Removes the plain key; its certificates stay, and sign.
   *
   * @return false if the keyring did not hold it, or for certificates only
   */
  boolean removePlain(SshPublicKey key);

  /**
   * Removes one certificate. Its key stays, unless it was there only for this certificate.
   *
   * @return false if the keyring did not hold it
   */
  boolean removeCertificate(SshCertificate certificate);

  /** Removes all identities and everything that belongs to them. */
  void removeAll();

  /**
   * Locks the keyring: until {@link #unlock}, no program that uses this library lists its
   * identities or signs with them.
   *
   * @param passphrase any bytes, at least one; the caller owns and wipes them
   * @throws KeyringException.Failed if it is empty, as in ssh-agent
   */
  void lock(byte[] passphrase);

  /**
   * Removes everything that {@link #removeAll} removes, and then a lock whose passphrase is
   * forgotten.
   */
  void removeLocked();

  /**
   * Unlocks the keyring. Each failed attempt makes the next one slower.
   *
   * @param passphrase that it was locked with; the caller owns and wipes it
   * @throws KeyringException.Locked if the passphrase is wrong
   * @throws KeyringException.NotFound if the keyring is not locked
   */
  void unlock(byte[] passphrase);

  /**
   * Ends the keyring's threads. The keys stay; any later use of this object throws
   * IllegalStateException.
   */
  @Override
  void close();
}

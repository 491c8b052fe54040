package org.sshkr.keyring;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
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
   * The identities that can sign now, in the order in which they were added. One that is added
   * again keeps its place. A key that is there by itself and for certificates makes up two, the
   * second one with {@link Constraints#certificateOnly}.
   */
  List<Identity> list();

  /**
   * The identity of {@code key}: of the key by itself, if there are two.
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
      list(); // that it is locked comes first
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
   * An identity that is for certificates only and one that is not do not replace each other. All or
   * nothing: the key is in the keyring only after it has signed a test message correctly, and a
   * failure leaves the keyring as it was.
   *
   * @param key the checked key; the caller closes it
   * @param comment free text; control characters become '?', and it is cut to what the keyring can
   *     hold
   * @param lifetime after which the keyring itself drops the key, in whole seconds from 1 s; empty
   *     for no limit
   * @param constraints recorded with the key
   * @throws KeyringException.BadKey if the key is of a size that the kernel can't use, or signs
   *     wrongly
   * @throws KeyringException.QuotaFull if the user's key quota does not suffice
   */
  Identity add(
      PrivateKey key, String comment, Optional<Duration> lifetime, Constraints constraints);

  /** Adds an identity without constraints. */
  default Identity add(PrivateKey key, String comment, Optional<Duration> lifetime) {
    return add(key, comment, lifetime, Constraints.NONE);
  }

  /**
   * Adds a certificate with its key, in place of the same certificate. It is independent of the key
   * by itself, as in an agent, to which they are two: neither the lifetime nor the constraints nor
   * the removal of one concern the other.
   *
   * @param comment as of a key
   * @param lifetime as of a key
   * @param constraints recorded for all certificates of the key
   * @throws KeyringException.Unsupported if the key has another certificate with other constraints
   * @throws KeyringException.BadKey if the key is another than the certificate's, or as for a key
   * @throws KeyringException.QuotaFull if the user's key quota does not suffice
   */
  void addCertificate(
      PrivateKey key,
      SshCertificate certificate,
      String comment,
      Optional<Duration> lifetime,
      Constraints constraints);

  /**
   * Adds a certificate to the identity that it certifies, in place of the same certificate.
   *
   * @param lifetime as of a key; no certificate outlives its key
   * @throws KeyringException.NotFound if the keyring does not hold the key
   */
  void addCertificate(SshCertificate certificate, Optional<Duration> lifetime);

  /**
   * How long the keyring still holds the identity's key, as exactly as it tells: the kernel names
   * minutes where an hour is left, and hours where a day is. Empty if there is no limit, or no such
   * key.
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
   * Removes the key by itself; its certificates stay, and sign.
   *
   * @return false if the keyring did not hold it, or for certificates only
   */
  boolean removePlain(SshPublicKey key);

  /**
   * Removes one certificate. Its key stays, unless it was there for that certificate only.
   *
   * @return false if the keyring did not hold it
   */
  boolean removeCertificate(SshCertificate certificate);

  /** Removes all identities with all that belongs to them. */
  void removeAll();

  /**
   * Locks the keyring: until {@link #unlock}, no program that uses this library lists its
   * identities or signs with them.
   *
   * @param passphrase any bytes, at least one; the caller's, who wipes them
   * @throws KeyringException.Failed if it is empty, as in ssh-agent
   */
  void lock(byte[] passphrase);

  /**
   * Removes the lock, whose passphrase is forgotten, and before it all that {@link #removeAll}
   * removes.
   */
  void removeLocked();

  /**
   * Unlocks the keyring. Each failed attempt makes the next one slower.
   *
   * @param passphrase that it was locked with; the caller's, who wipes it
   * @throws KeyringException.Locked if the passphrase is another
   * @throws KeyringException.NotFound if the keyring is not locked
   */
  void unlock(byte[] passphrase);

  /**
   * Ends the keyring's threads. The keys stay; any further use of this object is an
   * IllegalStateException.
   */
  @Override
  void close();
}

package org.sshkr.jca;

import java.io.InvalidObjectException;
import java.io.NotSerializableException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SignatureException;
import java.util.Optional;
import java.util.function.Function;
import org.sshkr.keyring.Identity;
import org.sshkr.keyring.Keyring;
import org.sshkr.keyring.KeyringException;
import org.sshkr.ssh.key.EcdsaPublicKey;
import org.sshkr.ssh.key.Ed25519PublicKey;
import org.sshkr.ssh.key.RsaPublicKey;
import org.sshkr.ssh.key.SshPublicKey;
import org.sshkr.ssh.wire.Blob;

/**
 * A key that stays in its keyring: this object is only a handle to sign with. It has no encoding
 * and no private number, is neither an RSAPrivateKey, ECPrivateKey nor EdECPrivateKey, and is not
 * serializable. The key store of {@link KeyringProvider} has these keys.
 */
public abstract sealed class KeyringPrivateKey implements PrivateKey
    permits RsaKey, EcKey, EdEcKey {
  private static final long serialVersionUID = 1L;

  private final transient Keyring keyring;
  private final transient SshPublicKey key;
  private final transient PublicKey publicKey;

  KeyringPrivateKey(Keyring keyring, SshPublicKey key, PublicKey publicKey) {
    this.keyring = keyring;
    this.key = key;
    this.publicKey = publicKey;
  }

  /** The handle for a key of a keyring; empty if Java has no such keys. */
  static Optional<KeyringPrivateKey> of(Keyring keyring, SshPublicKey key) {
    if (key instanceof RsaPublicKey rsa) {
      return rsa.toJava().map(java -> new RsaKey(keyring, rsa, java));
    }
    if (key instanceof Ed25519PublicKey ed25519) {
      return ed25519.toJava().map(java -> new EdEcKey(keyring, ed25519, java));
    }
    return key instanceof EcdsaPublicKey ecdsa
        ? Optional.of(new EcKey(keyring, ecdsa))
        : Optional.empty();
  }

  /** The public half, for a certificate request. */
  public final PublicKey getPublicKey() {
    return publicKey;
  }

  /** The fingerprint {@code SHA256:…}, as ssh-add-kr -l prints it. */
  public final String getFingerprint() {
    return key.fingerprint();
  }

  /** Null: there is no encoding. */
  @Override
  public final String getFormat() {
    return null;
  }

  /** Null: the key does not leave the keyring. */
  @Override
  public final byte[] getEncoded() {
    return null;
  }

  /** Whether another key is the public half, whichever provider made it. */
  abstract boolean hasPublicHalf(PublicKey other);

  /** Has the keyring sign a whole message, with the algorithm that is named like the key's type. */
  final byte[] signMessage(byte[] data) throws SignatureException {
    return sign(identity -> identity.sign(key.type(), data));
  }

  /** Signs with the identity that the keyring has now, if it may be used without an agent. */
  final byte[] sign(Function<Identity, byte[]> signing) throws SignatureException {
    try {
      Identity held = keyring.get(key);
      if (!held.offersWithoutAgent().contains(Blob.copyOf(key.blob()))) {
        throw new SignatureException(
            "the key " + this + " has constraints, which only an agent can enforce");
      }
      return signing.apply(held);
    } catch (KeyringException | IllegalArgumentException | IllegalStateException e) {
      throw new SignatureException(e.getMessage(), e);
    }
  }

  @Override
  public final boolean equals(Object other) {
    return other instanceof KeyringPrivateKey that
        && key.equals(that.key)
        && keyring.equals(that.keyring);
  }

  @Override
  public final int hashCode() {
    return key.hashCode();
  }

  @Override
  public final String toString() {
    return getFingerprint();
  }

  /** Always throws. */
  private void writeObject(ObjectOutputStream out) throws NotSerializableException {
    throw new NotSerializableException("a key does not leave its keyring");
  }

  /** Always throws. */
  private void readObject(ObjectInputStream in) throws InvalidObjectException {
    throw new InvalidObjectException("a key does not leave its keyring");
  }
}

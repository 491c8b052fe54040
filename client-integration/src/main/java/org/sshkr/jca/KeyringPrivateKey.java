package org.sshkr.jca;

import java.io.InvalidObjectException;
import java.io.NotSerializableException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.math.BigInteger;
import java.security.PrivateKey;
import java.security.SignatureException;
import java.security.interfaces.RSAKey;
import java.security.interfaces.RSAPublicKey;
import org.sshkr.keyring.Identity;
import org.sshkr.keyring.Keyring;
import org.sshkr.keyring.KeyringException;
import org.sshkr.keyring.SignatureScheme;
import org.sshkr.ssh.key.RsaPublicKey;
import org.sshkr.ssh.wire.Blob;

/**
 * A key that stays in its keyring: this object is only a handle to sign with. It has no encoding
 * and no private number, and is neither an RSAPrivateKey nor serializable. The key store of {@link
 * KeyringProvider} has these keys.
 */
public final class KeyringPrivateKey implements PrivateKey, RSAKey {
  private static final long serialVersionUID = 1L;

  private final transient Keyring keyring;
  private final transient RsaPublicKey key;
  private final transient RSAPublicKey publicKey;

  KeyringPrivateKey(Keyring keyring, RsaPublicKey key, RSAPublicKey publicKey) {
    this.keyring = keyring;
    this.key = key;
    this.publicKey = publicKey;
  }

  /** The public half, for a certificate request. */
  public RSAPublicKey getPublicKey() {
    return publicKey;
  }

  /** The fingerprint {@code SHA256:…}, as ssh-add-kr -l prints it. */
  public String getFingerprint() {
    return key.fingerprint();
  }

  @Override
  public BigInteger getModulus() {
    return key.modulus();
  }

  @Override
  public String getAlgorithm() {
    return "RSA";
  }

  /** Null: there is no encoding. */
  @Override
  public String getFormat() {
    return null;
  }

  /** Null: the key does not leave the keyring. */
  @Override
  public byte[] getEncoded() {
    return null;
  }

  /** Returns a verified signature, as long as the modulus. */
  byte[] sign(SignatureScheme scheme, byte[] digest) throws SignatureException {
    try {
      Identity held = keyring.get(key);
      if (!held.offersWithoutAgent().contains(Blob.copyOf(key.blob()))) {
        throw new SignatureException(
            "the key " + this + " has constraints, which only an agent can enforce");
      }
      return held.signDigest(scheme, digest);
    } catch (KeyringException | IllegalArgumentException | IllegalStateException e) {
      throw new SignatureException(e.getMessage(), e);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof KeyringPrivateKey that
        && key.equals(that.key)
        && keyring.equals(that.keyring);
  }

  @Override
  public int hashCode() {
    return key.hashCode();
  }

  @Override
  public String toString() {
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

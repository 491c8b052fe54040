package org.sshkr.jca;

import java.math.BigInteger;
import java.security.PublicKey;
import java.security.SignatureException;
import java.security.interfaces.RSAKey;
import java.security.interfaces.RSAPublicKey;
import org.sshkr.keyring.Keyring;
import org.sshkr.keyring.SignatureScheme;
import org.sshkr.ssh.key.RsaPublicKey;

/** An RSA key, which signs digests. */
final class RsaKey extends KeyringPrivateKey implements RSAKey {
  private static final long serialVersionUID = 1L;

  private final transient RsaPublicKey key;

  RsaKey(Keyring keyring, RsaPublicKey key, RSAPublicKey publicKey) {
    super(keyring, key, publicKey);
    this.key = key;
  }

  @Override
  public String getAlgorithm() {
    return "RSA";
  }

  @Override
  public BigInteger getModulus() {
    return key.modulus();
  }

  @Override
  boolean hasPublicHalf(PublicKey other) {
    return other instanceof RSAPublicKey rsa
        && rsa.getModulus().equals(key.modulus())
        && rsa.getPublicExponent().equals(key.exponent());
  }

  /** Returns a verified signature, as long as the modulus. */
  byte[] sign(SignatureScheme scheme, byte[] digest) throws SignatureException {
    return sign(identity -> identity.signDigest(scheme, digest));
  }
}

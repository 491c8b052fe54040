package org.sshkr.jca;

import java.security.InvalidKeyException;
import java.security.PrivateKey;
import java.security.SignatureException;
import org.sshkr.ssh.key.EcdsaNumbers;

/**
 * ECDSA with the hash function that belongs to the key's curve: the keyring signs messages of SSH,
 * which has no other (RFC 5656, section 6.2.1).
 */
final class EcdsaSignature extends MessageSignature {
  private final String algorithm;
  private final boolean p1363;

  private EcKey key;

  /**
   * Creates a signature that is not yet initialized.
   *
   * @param algorithm such as SHA256withECDSA
   * @param format empty for DER, or {@code inP1363Format}
   */
  EcdsaSignature(String algorithm, String format) {
    super(algorithm + format);
    this.algorithm = algorithm;
    this.p1363 = !format.isEmpty();
  }

  @Override
  boolean take(PrivateKey given) throws InvalidKeyException {
    if (!(given instanceof EcKey own)) {
      return false;
    }
    if (!own.signatureAlgorithm().equals(algorithm)) {
      throw new InvalidKeyException(
          "the key " + own + " signs with " + own.signatureAlgorithm() + ", not with " + algorithm);
    }
    key = own;
    return true;
  }

  @Override
  byte[] sign(byte[] message) throws SignatureException {
    EcdsaNumbers numbers = key.sign(message);
    return p1363 ? numbers.p1363(key.getParams().getOrder()) : numbers.der();
  }
}

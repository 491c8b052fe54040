package org.sshkr.jca;

import java.security.PrivateKey;
import java.security.SignatureException;

/** Ed25519, also by Java's name EdDSA, which leaves the curve to the key. */
final class EdDsaSignature extends MessageSignature {
  private EdEcKey key;

  EdDsaSignature(String algorithm) {
    super(algorithm);
  }

  @Override
  boolean take(PrivateKey given) {
    if (!(given instanceof EdEcKey own)) {
      return false;
    }
    key = own;
    return true;
  }

  @Override
  byte[] sign(byte[] message) throws SignatureException {
    return key.signMessage(message);
  }
}

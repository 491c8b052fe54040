package org.sshkr.client;

import java.security.PublicKey;
import org.apache.sshd.common.config.keys.OpenSshCertificate;
import org.apache.sshd.common.session.SessionContext;
import org.apache.sshd.common.signature.BuiltinSignatures;
import org.apache.sshd.common.signature.Signature;

/**
 * Verifies signatures that another program made. A server would refuse a wrong one too, but it
 * would count it as a failed attempt, and the user would look for the fault there.
 */
final class SignatureCheck {
  private SignatureCheck() {}

  /**
   * Whether {@code signature} is one by {@code key}. Also true for a key type that this Java can't
   * verify: then the server finds out.
   *
   * @param session may be null
   * @param key a public key, or a certificate of one
   * @param algorithm of the signature itself, not of a certificate
   * @param signature without any framing
   */
  static boolean verifies(
      SessionContext session, PublicKey key, String algorithm, byte[] data, byte[] signature) {
    BuiltinSignatures builtin = BuiltinSignatures.fromFactoryName(algorithm);
    if (builtin == null || !builtin.isSupported()) {
      return true;
    }
    PublicKey plain =
        key instanceof OpenSshCertificate certificate ? certificate.getCertPubKey() : key;
    Signature verifier = builtin.create();
    try {
      verifier.initVerifier(session, plain);
      verifier.update(session, data);
      return verifier.verify(session, signature);
    } catch (Exception e) { // MINA declares no narrower type; a malformed signature is one cause
      return false;
    }
  }
}

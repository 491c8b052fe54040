package org.sshkr.client;

import java.security.PublicKey;
import org.apache.sshd.common.config.keys.OpenSshCertificate;
import org.apache.sshd.common.session.SessionContext;
import org.apache.sshd.common.signature.BuiltinSignatures;
import org.apache.sshd.common.signature.Signature;

/**
 * Verifies signatures that someone else made. A server would refuse a wrong one too, but it counts
 * them, and the user would look for the fault there.
 */
final class SignatureCheck {
  private static final String OF_CERTIFICATE = "-cert-v01@openssh.com";

  private SignatureCheck() {}

  /**
   * The algorithm that a signature names where a certificate's was asked for: {@code rsa-sha2-512}
   * for {@code rsa-sha2-512-cert-v01@openssh.com} (OpenSSH's PROTOCOL.certkeys). MINA's KeyUtils
   * has this with other parameters in 2.x and 3.x.
   */
  static String plainName(String algorithm) {
    if (!algorithm.endsWith(OF_CERTIFICATE)) {
      return algorithm;
    }
    String plain = algorithm.substring(0, algorithm.length() - OF_CERTIFICATE.length());
    return plain.startsWith("sk-") ? plain + "@openssh.com" : plain;
  }

  /**
   * Whether {@code signature} is one by {@code key}. True as well for a key type that this Java
   * can't verify: then it is the server who finds out.
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
    } catch (Exception e) { // MINA declares no narrower type; a malformed signature is one kind
      return false;
    }
  }
}

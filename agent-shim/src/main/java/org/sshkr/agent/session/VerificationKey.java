package org.sshkr.agent.session;

import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import org.sshkr.wire.WireFormatException;
import org.sshkr.wire.WireReader;

/** A public key that can verify signatures in the SSH protocols' format. */
sealed interface VerificationKey permits RsaKey, EcdsaKey, Ed25519Key, SecurityKey {
  /**
   * Reads what follows the type's name in a key blob, and nothing beyond it.
   *
   * @param type of a plain key, not of a certificate
   * @throws WireFormatException if the type is not known, or the fields are not a valid key
   */
  static VerificationKey read(String type, WireReader in) {
    try {
      return switch (type) {
        case "ssh-rsa" -> RsaKey.read(in);
        case "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521" ->
            EcdsaKey.read(type, in);
        case "ssh-ed25519" -> Ed25519Key.read(in);
        case "sk-ecdsa-sha2-nistp256@openssh.com", "sk-ssh-ed25519@openssh.com" ->
            SecurityKey.read(type, in);
        default -> throw new WireFormatException("keys of this type can't be verified");
      };
    } catch (GeneralSecurityException e) {
      throw new WireFormatException("public key is not valid");
    }
  }

  /**
   * Whether {@code signature} is this key's for {@code data}. What is malformed, or made by another
   * algorithm, is no signature.
   *
   * @param signature string algorithm, then what belongs to it
   */
  default boolean verifies(byte[] data, byte[] signature) {
    try {
      WireReader in = new WireReader(signature);
      return verifies(data, in.readText(), in);
    } catch (WireFormatException | GeneralSecurityException e) {
      return false;
    }
  }

  /** As above, with the algorithm's name taken off; reads {@code rest} to its end. */
  boolean verifies(byte[] data, String algorithm, WireReader rest) throws GeneralSecurityException;

  /** Verifies with the JDK; its algorithm, key and signature fit each other. */
  static boolean verify(String jdkAlgorithm, PublicKey key, byte[] data, byte[] signature)
      throws GeneralSecurityException {
    Signature verification = Signature.getInstance(jdkAlgorithm);
    verification.initVerify(key);
    verification.update(data);
    return verification.verify(signature);
  }
}

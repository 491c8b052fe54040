package org.sshkr.agent.session;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.RSAPublicKeySpec;
import org.sshkr.wire.WireFormatException;
import org.sshkr.wire.WireReader;

/**
 * mpint e, mpint n. A signature is string algorithm, string number (RFC 8332, section 3). SHA-1 is
 * accepted, as OpenSSH's agent does: whether a server may use it, its client has decided before.
 *
 * @param length of the modulus, in bytes
 */
record RsaKey(PublicKey key, int length) implements VerificationKey {
  private static final int MIN_BITS = 1024; // SSH_RSA_MINIMUM_MODULUS_SIZE
  private static final int MAX_BITS = 16384; // SSHBUF_MAX_BIGNUM

  static RsaKey read(WireReader in) throws GeneralSecurityException {
    BigInteger exponent = in.readPositiveMpint();
    BigInteger modulus = in.readPositiveMpint();
    if (modulus.bitLength() < MIN_BITS || modulus.bitLength() > MAX_BITS) {
      throw new WireFormatException("RSA key of " + modulus.bitLength() + " bits");
    }
    PublicKey key =
        KeyFactory.getInstance("RSA").generatePublic(new RSAPublicKeySpec(modulus, exponent));
    return new RsaKey(key, (modulus.bitLength() + 7) / 8);
  }

  @Override
  public boolean verifies(byte[] data, String algorithm, WireReader rest)
      throws GeneralSecurityException {
    String jdkAlgorithm =
        switch (algorithm) {
          case "ssh-rsa" -> "SHA1withRSA";
          case "rsa-sha2-256" -> "SHA256withRSA";
          case "rsa-sha2-512" -> "SHA512withRSA";
          default -> null;
        };
    byte[] number = rest.readString();
    rest.expectEnd();
    if (jdkAlgorithm == null || number.length > length) {
      return false;
    }
    byte[] padded = new byte[length]; // a server may leave leading zeros out
    System.arraycopy(number, 0, padded, length - number.length, number.length);
    return VerificationKey.verify(jdkAlgorithm, key, data, padded);
  }
}

package org.sshkr.keyfile;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;

/** Derives public keys with Bouncy Castle, independently of the code under test. */
final class PublicPoint {
  private PublicPoint() {}

  /**
   * The point that belongs to a private number: 32 bytes for Ed25519, uncompressed for ECDSA.
   *
   * @param type the key type, such as {@code ssh-ed25519}
   */
  static byte[] of(String type, byte[] number) {
    if (type.equals("ssh-ed25519")) {
      return new Ed25519PrivateKeyParameters(number, 0).generatePublicKey().getEncoded();
    }
    X9ECParameters curve = parameters(type);
    BigInteger d = new BigInteger(1, number);
    assertThat(d).isPositive().isLessThan(curve.getN());
    return curve.getG().multiply(d).getEncoded(false);
  }

  static BigInteger order(String type) {
    return parameters(type).getN();
  }

  private static X9ECParameters parameters(String type) {
    String bits = type.substring("ecdsa-sha2-nistp".length());
    return CustomNamedCurves.getByName("secp" + bits + "r1");
  }
}

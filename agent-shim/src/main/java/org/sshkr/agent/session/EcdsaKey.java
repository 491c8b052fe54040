package org.sshkr.agent.session;

import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.util.Arrays;
import org.sshkr.wire.WireFormatException;
import org.sshkr.wire.WireReader;

/**
 * string curve, string uncompressed point. A signature is string algorithm, string (mpint r, mpint
 * s): RFC 5656, section 3.1. The hash belongs to the curve.
 *
 * @param type as its blob and its signatures name it
 */
record EcdsaKey(String type, ECPublicKey key) implements VerificationKey {
  private static final String PREFIX = "ecdsa-sha2-";

  static EcdsaKey read(String type, WireReader in) throws GeneralSecurityException {
    String curve = in.readText();
    if (!type.equals(PREFIX + curve)) {
      throw new WireFormatException("ECDSA key is of another curve than its type");
    }
    AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
    parameters.init(new ECGenParameterSpec("secp" + curve.substring("nistp".length()) + "r1"));
    ECParameterSpec spec = parameters.getParameterSpec(ECParameterSpec.class);
    ECPoint point = point(in.readString(), spec);
    KeyFactory factory = KeyFactory.getInstance("EC");
    return new EcdsaKey(
        type, (ECPublicKey) factory.generatePublic(new ECPublicKeySpec(point, spec)));
  }

  private static ECPoint point(byte[] encoded, ECParameterSpec spec) {
    BigInteger p = ((ECFieldFp) spec.getCurve().getField()).getP();
    int size = (p.bitLength() + 7) / 8;
    if (encoded.length != 1 + 2 * size || encoded[0] != 4) {
      throw new WireFormatException("ECDSA key is not an uncompressed point");
    }
    BigInteger x = new BigInteger(1, Arrays.copyOfRange(encoded, 1, 1 + size));
    BigInteger y = new BigInteger(1, Arrays.copyOfRange(encoded, 1 + size, encoded.length));
    // the JDK does not look whether it is on the curve: y² = x³ + ax + b
    BigInteger right =
        x.multiply(x).add(spec.getCurve().getA()).multiply(x).add(spec.getCurve().getB());
    if (x.compareTo(p) >= 0 || y.compareTo(p) >= 0 || !y.multiply(y).mod(p).equals(right.mod(p))) {
      throw new WireFormatException("ECDSA key is not a point of its curve");
    }
    return new ECPoint(x, y);
  }

  @Override
  public boolean verifies(byte[] data, String algorithm, WireReader rest)
      throws GeneralSecurityException {
    WireReader numbers = rest.readNested();
    rest.expectEnd();
    return algorithm.equals(type) && verifiesBare(data, numbers);
  }

  /** As above, for {@code numbers} that are mpint r, mpint s. */
  boolean verifiesBare(byte[] data, WireReader numbers) throws GeneralSecurityException {
    BigInteger r = numbers.readPositiveMpint();
    BigInteger s = numbers.readPositiveMpint();
    numbers.expectEnd();
    BigInteger order = key.getParams().getOrder();
    if (r.compareTo(order) >= 0 || s.compareTo(order) >= 0) {
      return false;
    }
    int size = (order.bitLength() + 7) / 8;
    byte[] both = new byte[2 * size];
    put(r, both, size);
    put(s, both, 2 * size);
    return VerificationKey.verify(jdkAlgorithm(), key, data, both);
  }

  private String jdkAlgorithm() {
    return switch (type) {
      case "ecdsa-sha2-nistp256" -> "SHA256withECDSAinP1363Format";
      case "ecdsa-sha2-nistp384" -> "SHA384withECDSAinP1363Format";
      default -> "SHA512withECDSAinP1363Format";
    };
  }

  /** Writes a number so that it ends before {@code end}. */
  private static void put(BigInteger number, byte[] to, int end) {
    byte[] bytes = number.toByteArray();
    int from = bytes[0] == 0 ? 1 : 0; // the sign
    System.arraycopy(bytes, from, to, end - (bytes.length - from), bytes.length - from);
  }
}

package org.sshkr.ssh.key;

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
import org.sshkr.ssh.wire.Blob;
import org.sshkr.ssh.wire.WireFormatException;
import org.sshkr.ssh.wire.WireReader;
import org.sshkr.ssh.wire.WireWriter;

/**
 * An ECDSA public key: string curve, string uncompressed point. A signature is string algorithm,
 * string (mpint r, mpint s). RFC 5656, section 3.1; the hash belongs to the curve.
 *
 * @param curve {@code nistp256}, {@code nistp384} or {@code nistp521}
 * @param point byte 4, x and y, each as long as the field
 */
public record EcdsaPublicKey(String curve, Blob point) implements SshPublicKey {
  private static final String PREFIX = "ecdsa-sha2-";

  /**
   * Creates a key.
   *
   * @throws WireFormatException if the point is not on the curve
   */
  public EcdsaPublicKey {
    decode(point.toByteArray(), parameters(curve));
  }

  static EcdsaPublicKey readFields(String type, WireReader in) {
    String curve = in.readText();
    if (!type.equals(PREFIX + curve)) {
      throw new WireFormatException("ECDSA key is of another curve than its type");
    }
    return new EcdsaPublicKey(curve, Blob.copyOf(in.readString()));
  }

  private static ECParameterSpec parameters(String curve) {
    try {
      AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
      parameters.init(new ECGenParameterSpec("secp" + curve.substring("nistp".length()) + "r1"));
      return parameters.getParameterSpec(ECParameterSpec.class);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a Java without " + curve, e);
    }
  }

  private static ECPoint decode(byte[] encoded, ECParameterSpec spec) {
    BigInteger p = ((ECFieldFp) spec.getCurve().getField()).getP();
    int size = (p.bitLength() + 7) / 8;
    if (encoded.length != 1 + 2 * size || encoded[0] != 4) {
      throw new WireFormatException("ECDSA key is not an uncompressed point");
    }
    BigInteger x = new BigInteger(1, Arrays.copyOfRange(encoded, 1, 1 + size));
    BigInteger y = new BigInteger(1, Arrays.copyOfRange(encoded, 1 + size, encoded.length));
    // the JDK does not check that the point is on the curve: y² = x³ + ax + b
    BigInteger right =
        x.multiply(x).add(spec.getCurve().getA()).multiply(x).add(spec.getCurve().getB());
    if (x.compareTo(p) >= 0 || y.compareTo(p) >= 0 || !y.multiply(y).mod(p).equals(right.mod(p))) {
      throw new WireFormatException("ECDSA key is not a point of its curve");
    }
    return new ECPoint(x, y);
  }

  @Override
  public String type() {
    return PREFIX + curve;
  }

  @Override
  public String displayName() {
    return "ECDSA";
  }

  @Override
  public int bits() {
    return Integer.parseInt(curve.substring("nistp".length()));
  }

  @Override
  public WireWriter writeFields(WireWriter out) {
    return out.writeText(curve).writeString(point.toByteArray());
  }

  @Override
  public boolean verifies(byte[] data, String algorithm, WireReader rest)
      throws GeneralSecurityException {
    WireReader numbers = rest.readNested();
    rest.expectEnd();
    return algorithm.equals(type()) && verifiesBare(data, numbers);
  }

  /** Whether {@code numbers} (mpint r, mpint s) are this key's signature of {@code data}. */
  boolean verifiesBare(byte[] data, WireReader numbers) throws GeneralSecurityException {
    EcdsaNumbers signature = EcdsaNumbers.read(numbers);
    ECPublicKey key = toJava();
    BigInteger order = key.getParams().getOrder();
    return signature.r().compareTo(order) < 0
        && signature.s().compareTo(order) < 0
        && SshPublicKey.verify(jdkAlgorithm() + "inP1363Format", key, data, signature.p1363(order));
  }

  /** Returns Java's form of the key. */
  public ECPublicKey toJava() {
    ECParameterSpec spec = parameters(curve);
    try {
      return (ECPublicKey)
          KeyFactory.getInstance("EC")
              .generatePublic(new ECPublicKeySpec(decode(point.toByteArray(), spec), spec));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a Java without " + curve, e);
    }
  }

  /** Java's name of ECDSA with the hash function that belongs to the curve. */
  public String jdkAlgorithm() {
    return switch (curve) {
      case "nistp256" -> "SHA256withECDSA";
      case "nistp384" -> "SHA384withECDSA";
      default -> "SHA512withECDSA";
    };
  }
}

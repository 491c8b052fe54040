package org.sshkr.keyfile;

import java.util.Arrays;
import java.util.List;
import org.sshkr.keyfile.KeyFileException.Reason;
import org.sshkr.keyring.PrivateKey;
import org.sshkr.keyring.SecretBytes;
import org.sshkr.keyring.crypto.Libcrypto;
import org.sshkr.ssh.key.SshPublicKey;

/**
 * An Ed25519 or ECDSA private key as a file gives it: one secret number, and the public points
 * beside it. The number is never a {@link java.math.BigInteger}, which can't be wiped.
 */
final class CurveKey implements UncheckedKey {
  private final KeyCurve curve;
  private final byte[] number;
  private final List<byte[]> points;

  private CurveKey(KeyCurve curve, byte[] number, List<byte[]> points) {
    this.curve = curve;
    this.number = number;
    this.points = points;
  }

  /**
   * Makes an Ed25519 key.
   *
   * @param seed 32 bytes, which stay the caller's
   * @param points every copy of the public key in the file
   */
  static CurveKey ed25519(byte[] seed, List<byte[]> points) throws KeyFileException {
    if (seed.length != KeyCurve.ED25519.numberLength()) {
      throw invalid(KeyCurve.ED25519, "the private key is not 32 bytes long");
    }
    return new CurveKey(KeyCurve.ED25519, seed.clone(), points);
  }

  /**
   * Makes an ECDSA key.
   *
   * @param d the private number, big-endian, unsigned, of any length; the bytes stay the caller's
   * @param points every copy of the public key in the file
   */
  static CurveKey ecdsa(KeyCurve curve, byte[] d, List<byte[]> points) throws KeyFileException {
    int zeros = 0;
    while (zeros < d.length && d[zeros] == 0) {
      zeros++;
    }
    int significant = d.length - zeros;
    if (significant > curve.numberLength()) {
      throw outOfRange(curve);
    }
    byte[] number = new byte[curve.numberLength()];
    System.arraycopy(d, zeros, number, number.length - significant, significant);
    return new CurveKey(curve, number, points);
  }

  @Override
  public PrivateKey check() throws KeyFileException {
    SecretBytes secret = SecretBytes.moveFrom(number.clone());
    boolean right = false;
    try {
      SshPublicKey publicKey = derive(secret);
      byte[] derived = KeyCurve.point(publicKey);
      for (byte[] point : points) {
        if (!curve.isSamePoint(point, derived)) {
          throw CheckedKey.notOfThePublicKey();
        }
      }
      right = true;
      return new PrivateKey(publicKey, secret);
    } finally {
      if (!right) {
        secret.close();
      }
    }
  }

  private SshPublicKey derive(SecretBytes secret) throws KeyFileException {
    try {
      return Libcrypto.publicKey(curve.type(), secret);
    } catch (IllegalArgumentException e) {
      throw outOfRange(curve);
    } catch (IllegalStateException e) {
      throw new KeyFileException(
          Reason.UNSUPPORTED_KEY, curve.keyName() + " that can't be checked: " + e.getMessage());
    }
  }

  private static KeyFileException outOfRange(KeyCurve curve) {
    return invalid(curve, "the private number is 0, or not below the order of the curve");
  }

  private static KeyFileException invalid(KeyCurve curve, String message) {
    return new KeyFileException(
        Reason.INVALID_KEY, "not a valid " + curve.keyName() + ": " + message);
  }

  /** Names the curve only. */
  @Override
  public String toString() {
    return "CurveKey[" + curve + "]";
  }

  @Override
  public void close() {
    Arrays.fill(number, (byte) 0);
  }
}

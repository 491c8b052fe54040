package org.sshkr.keyfile;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import org.sshkr.keyfile.KeyFileException.Reason;
import org.sshkr.ssh.key.RsaPublicKey;
import org.sshkr.ssh.key.SshPublicKey;
import org.sshkr.ssh.wire.WireFormatException;
import org.sshkr.ssh.wire.WireReader;

/**
 * Reads the fields of a private key, in the types of RFC 4251. They follow the key type in
 * OpenSSH's files and in agents' messages (RFC 9987, section 3.2; sshkey_private_serialize in
 * OpenSSH's sshkey.c):
 *
 * <pre>
 *          alone                      after a certificate
 * RSA      mpint n, e, d, qInv, p, q  mpint d, qInv, p, q
 * ECDSA    string curve               mpint d
 *          string Q
 *          mpint d
 * Ed25519  string A                   string A
 *          string k || A              string k || A
 * </pre>
 *
 * Each method throws {@link WireFormatException} if the fields are malformed. Its message may
 * contain a length that is four bytes of the key, so callers drop it.
 */
final class PrivateFields {
  private PrivateFields() {}

  /**
   * Reads the fields of a key without a certificate.
   *
   * @return the key, which the caller closes
   * @throws KeyFileException if the type is not loaded, or a number is impossible for it
   */
  static UncheckedKey read(String type, WireReader in) throws KeyFileException {
    if (type.equals(RsaPublicKey.TYPE)) {
      return readRsa(in);
    }
    KeyCurve curve = KeyCurve.ofType(type).orElseThrow(() -> KeyTypes.refuseSshType(type));
    if (curve == KeyCurve.ED25519) {
      return readEd25519(in);
    }
    if (!type.equals("ecdsa-sha2-" + PrintableText.name(in.readString()))) {
      throw new WireFormatException("ECDSA key is of another curve than its type");
    }
    byte[] point = in.readString();
    return readNumber(curve, in, List.of(point));
  }

  /** Reads the fields after a certificate, whose public key is {@code publicKey}. */
  static UncheckedKey readCertified(SshPublicKey publicKey, WireReader in) throws KeyFileException {
    if (publicKey instanceof RsaPublicKey rsa) {
      return readRsaPrivate(rsa.modulus(), rsa.exponent(), in);
    }
    KeyCurve curve = KeyCurve.ofType(publicKey.type()).orElseThrow();
    return curve == KeyCurve.ED25519 ? readEd25519(in) : readNumber(curve, in, List.of());
  }

  private static RsaNumbers readRsa(WireReader in) throws KeyFileException {
    BigInteger n = in.readPositiveMpint();
    BigInteger e = in.readPositiveMpint();
    // Apache MINA SSHD (Buffer.putKeyPair) sends e before n, and q before p
    if (n.compareTo(e) >= 0) {
      return readRsaPrivate(n, e, in);
    }
    BigInteger d = in.readPositiveMpint();
    BigInteger qInv = in.readPositiveMpint();
    BigInteger q = in.readPositiveMpint();
    BigInteger p = in.readPositiveMpint();
    return RsaNumbers.withoutExponents(e, n, d, p, q, qInv);
  }

  private static RsaNumbers readRsaPrivate(BigInteger n, BigInteger e, WireReader in)
      throws KeyFileException {
    BigInteger d = in.readPositiveMpint();
    BigInteger qInv = in.readPositiveMpint();
    BigInteger p = in.readPositiveMpint();
    BigInteger q = in.readPositiveMpint();
    return RsaNumbers.withoutExponents(n, e, d, p, q, qInv);
  }

  private static CurveKey readEd25519(WireReader in) throws KeyFileException {
    byte[] point = in.readString();
    byte[] both = in.readString();
    byte[] seed = {};
    try {
      int length = KeyCurve.ED25519.numberLength();
      if (both.length != 2 * length) {
        throw new KeyFileException(
            Reason.INVALID_KEY, "not a valid Ed25519 key: the private key is not 64 bytes long");
      }
      seed = Arrays.copyOf(both, length);
      byte[] again = Arrays.copyOfRange(both, length, both.length);
      return CurveKey.ed25519(seed, List.of(point, again));
    } finally {
      Arrays.fill(both, (byte) 0);
      Arrays.fill(seed, (byte) 0);
    }
  }

  /**
   * Reads ECDSA's d, an mpint. Like OpenSSH, requires its first bit to be 0 and accepts extra
   * leading zeros.
   *
   * @param points every copy of the public key
   */
  static CurveKey readNumber(KeyCurve curve, WireReader in, List<byte[]> points)
      throws KeyFileException {
    byte[] mpint = in.readString();
    try {
      if (mpint.length > 0 && mpint[0] < 0) {
        throw new WireFormatException("number is not positive");
      }
      return CurveKey.ecdsa(curve, mpint, points);
    } finally {
      Arrays.fill(mpint, (byte) 0);
    }
  }
}

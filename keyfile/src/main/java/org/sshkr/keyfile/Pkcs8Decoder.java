package org.sshkr.keyfile;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.sshkr.keyfile.KeyFileException.Reason;

/**
 * Decodes PKCS#8 (RFC 5208, section 5; with a public key, RFC 5958, section 2):
 *
 * <pre>
 * SEQUENCE { INTEGER 0 or 1, SEQUENCE { OBJECT IDENTIFIER, parameters }, OCTET STRING private key,
 *            [0] attributes OPTIONAL, [1] BIT STRING public key OPTIONAL }
 * </pre>
 *
 * The private key is PKCS#1 for RSA, SEC 1 for ECDSA (RFC 5915), and another OCTET STRING with the
 * seed for Ed25519 (RFC 8410, section 7). Bytes after the structure are ignored, as in OpenSSL. The
 * bytes stay the caller's, who wipes them.
 */
final class Pkcs8Decoder {
  private Pkcs8Decoder() {}

  /** Decodes a key; the caller closes it. */
  static UncheckedKey decode(byte[] der) throws KeyFileException {
    DerReader in = new DerReader(der).readSequence();
    Optional<KeyCurve> curve = readAlgorithm(in);
    byte[] privateKey = in.readOctetString();
    try {
      if (curve.isEmpty()) {
        return RsaPrivateKeyDecoder.decode(privateKey); // a public key after it is ignored
      }
      List<byte[]> points = readPublicKey(in);
      return curve.get() == KeyCurve.ED25519
          ? decodeEd25519(privateKey, points)
          : Sec1Decoder.decode(privateKey, curve, points);
    } finally {
      Arrays.fill(privateKey, (byte) 0);
    }
  }

  /** Refuses other key types by name, before any number is decoded. */
  static void requireKnownType(byte[] der) throws KeyFileException {
    readAlgorithm(new DerReader(der).readSequence());
  }

  /** Reads everything before the private key, and returns the key's curve, or empty for RSA. */
  private static Optional<KeyCurve> readAlgorithm(DerReader in) throws KeyFileException {
    if (in.readCount() > 1) {
      throw new KeyFileException(Reason.MALFORMED, "not version 0 or 1 of PKCS#8");
    }
    DerReader algorithm = in.readSequence();
    String identifier = algorithm.readObjectIdentifier();
    Optional<KeyCurve> curve = Optional.empty();
    switch (identifier) {
      case KeyTypes.RSA_ENCRYPTION -> algorithm.skipOptional(); // NULL; OpenSSL ignores it
      case KeyTypes.EC_PUBLIC_KEY -> curve = Optional.of(KeyCurve.read(algorithm));
      case KeyTypes.ED25519 -> curve = Optional.of(KeyCurve.ED25519);
      default -> throw KeyTypes.refuseAlgorithm(identifier);
    }
    algorithm.expectEnd();
    return curve;
  }

  private static CurveKey decodeEd25519(byte[] privateKey, List<byte[]> points)
      throws KeyFileException {
    byte[] seed = new DerReader(privateKey).readOctetString();
    try {
      return CurveKey.ed25519(seed, points);
    } finally {
      Arrays.fill(seed, (byte) 0);
    }
  }

  /**
   * Reads the optional fields after the private key. The tag [1] replaces that of the BIT STRING.
   * The Rust library ring has put it around a BIT STRING, which reads in BER like a BIT STRING of
   * one piece.
   */
  private static List<byte[]> readPublicKey(DerReader in) throws KeyFileException {
    if (in.peek() == DerReader.CONTEXT_0) {
      in.skip();
    }
    List<byte[]> points =
        switch (in.peek()) {
          case DerReader.PRIMITIVE_CONTEXT_1 ->
              List.of(in.readBitString(DerReader.PRIMITIVE_CONTEXT_1));
          case DerReader.CONTEXT_1 -> List.of(in.readNested(DerReader.CONTEXT_1).readBitString());
          default -> List.<byte[]>of();
        };
    in.expectEnd();
    return points;
  }
}

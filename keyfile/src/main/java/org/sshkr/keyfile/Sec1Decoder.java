package org.sshkr.keyfile;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.sshkr.keyfile.KeyFileException.Reason;

/**
 * Decodes the ECPrivateKey of SEC 1 (RFC 5915, section 3):
 *
 * <pre>
 * SEQUENCE { INTEGER 1, OCTET STRING d, [0] parameters OPTIONAL, [1] BIT STRING point OPTIONAL }
 * </pre>
 *
 * Bytes after the structure are ignored, as in OpenSSL. The bytes stay the caller's, who wipes
 * them.
 */
final class Sec1Decoder {
  private Sec1Decoder() {}

  /** Decodes a key that names its curve itself; the caller closes it. */
  static CurveKey decode(byte[] der) throws KeyFileException {
    return decode(der, Optional.empty(), List.of());
  }

  /**
   * Decodes a key; the caller closes it.
   *
   * @param outer the curve that the enclosing structure names, if any
   * @param outerPoints the public keys in the enclosing structure
   */
  static CurveKey decode(byte[] der, Optional<KeyCurve> outer, List<byte[]> outerPoints)
      throws KeyFileException {
    DerReader in = new DerReader(der).readSequence();
    requireVersion(in);
    byte[] d = in.readOctetString();
    try {
      KeyCurve curve = readCurve(in, outer);
      List<byte[]> points = new ArrayList<>(outerPoints);
      if (in.peek() == DerReader.CONTEXT_1) {
        points.add(in.readNested(DerReader.CONTEXT_1).readBitString());
      }
      in.expectEnd();
      return CurveKey.ecdsa(curve, d, points);
    } finally {
      Arrays.fill(d, (byte) 0);
    }
  }

  /** Refuses other curves by name, before any number is decoded. */
  static void requireKnownCurve(byte[] der) throws KeyFileException {
    DerReader in = new DerReader(der).readSequence();
    requireVersion(in);
    in.skip();
    readCurve(in, Optional.empty());
  }

  private static void requireVersion(DerReader in) throws KeyFileException {
    if (in.readCount() != 1) {
      throw new KeyFileException(Reason.MALFORMED, "not version 1 of an elliptic curve key");
    }
  }

  private static KeyCurve readCurve(DerReader in, Optional<KeyCurve> outer)
      throws KeyFileException {
    if (in.peek() != DerReader.CONTEXT_0) {
      return outer.orElseThrow(
          () -> new KeyFileException(Reason.MALFORMED, "ECDSA key that does not name its curve"));
    }
    KeyCurve own = KeyCurve.read(in.readNested(DerReader.CONTEXT_0));
    if (outer.isPresent() && outer.get() != own) {
      throw new KeyFileException(Reason.INVALID_KEY, "ECDSA key that names two curves");
    }
    return own;
  }
}

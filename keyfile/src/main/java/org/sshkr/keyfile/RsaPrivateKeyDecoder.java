package org.sshkr.keyfile;

import java.math.BigInteger;
import java.util.Arrays;
import org.sshkr.keyfile.KeyFileException.Reason;

/**
 * Decodes the two DER structures that an RSA private key comes in. Bytes after them don't matter,
 * as in OpenSSL. The bytes stay the caller's, who wipes them.
 */
final class RsaPrivateKeyDecoder {
  private RsaPrivateKeyDecoder() {}

  /**
   * PKCS#1 (RFC 8017, appendix A.1.2): SEQUENCE { INTEGER 0, n, e, d, p, q, dP, dQ, qInv }. Version
   * 1 means more than two primes.
   */
  static RsaNumbers decodePkcs1(byte[] der) throws KeyFileException {
    DerReader in = new DerReader(der).readSequence();
    int version = in.readCount();
    if (version == 1) {
      throw KeyTypes.multiPrime();
    }
    if (version != 0) {
      throw new KeyFileException(Reason.MALFORMED, "not version 0 of an RSA private key");
    }
    BigInteger n = in.readUnsigned();
    BigInteger e = in.readUnsigned();
    BigInteger d = in.readUnsigned();
    BigInteger p = in.readUnsigned();
    BigInteger q = in.readUnsigned();
    BigInteger dP = in.readUnsigned();
    BigInteger dQ = in.readUnsigned();
    BigInteger qInv = in.readUnsigned();
    in.expectEnd();
    return new RsaNumbers(n, e, d, p, q, dP, dQ, qInv);
  }

  /**
   * PKCS#8 (RFC 5208, section 5; with a public key, RFC 5958, section 2):
   *
   * <pre>
   * SEQUENCE { INTEGER 0 or 1, SEQUENCE { OBJECT IDENTIFIER, parameters }, OCTET STRING PKCS#1,
   *            [0] attributes OPTIONAL, [1] public key OPTIONAL }
   * </pre>
   *
   * Attributes and public key are dropped.
   */
  static RsaNumbers decodePkcs8(byte[] der) throws KeyFileException {
    byte[] privateKey = readPkcs8Head(der).readOctetString();
    try {
      return decodePkcs1(privateKey);
    } finally {
      Arrays.fill(privateKey, (byte) 0);
    }
  }

  /** Whichever of the two it is: the second element tells. */
  static RsaNumbers decode(byte[] der) throws KeyFileException {
    DerReader in = new DerReader(der).readSequence();
    in.skip();
    return in.peek() == DerReader.SEQUENCE ? decodePkcs8(der) : decodePkcs1(der);
  }

  /** Refuses another key type by its name, before any number is decoded. */
  static void requireRsa(byte[] der) throws KeyFileException {
    readPkcs8Head(der);
  }

  /** Up to the private key, which is next. */
  private static DerReader readPkcs8Head(byte[] der) throws KeyFileException {
    DerReader in = new DerReader(der).readSequence();
    if (in.readCount() > 1) {
      throw new KeyFileException(Reason.MALFORMED, "not version 0 or 1 of PKCS#8");
    }
    DerReader algorithm = in.readSequence();
    String identifier = algorithm.readObjectIdentifier();
    if (!identifier.equals(KeyTypes.RSA_ENCRYPTION)) {
      throw KeyTypes.refuseAlgorithm(identifier);
    }
    algorithm.skipOptional(); // NULL; OpenSSL does not look
    algorithm.expectEnd();
    return in;
  }
}

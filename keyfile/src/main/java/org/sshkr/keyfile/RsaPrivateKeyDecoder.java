package org.sshkr.keyfile;

import java.math.BigInteger;
import org.sshkr.keyfile.KeyFileException.Reason;

/**
 * Decodes PKCS#1 (RFC 8017, appendix A.1.2): SEQUENCE { INTEGER 0, n, e, d, p, q, dP, dQ, qInv }.
 * Bytes after the structure are ignored, as in OpenSSL. The bytes stay the caller's, who wipes
 * them.
 */
final class RsaPrivateKeyDecoder {
  private RsaPrivateKeyDecoder() {}

  /** Decodes the numbers; refuses version 1, which means more than two primes. */
  static RsaNumbers decode(byte[] der) throws KeyFileException {
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
}

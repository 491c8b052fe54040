package org.sshkr.keyfile;

import java.time.Duration;
import org.bouncycastle.crypto.generators.SCrypt;
import org.sshkr.keyfile.KeyFileException.Reason;

/** scrypt (RFC 7914). */
final class Scrypt implements KeyDerivation {
  static final String ALGORITHM = "1.3.6.1.4.1.11591.4.11";

  private final byte[] salt;
  private final int n;
  private final int r;
  private final int p;
  private final Duration time;

  /**
   * @param n the cost N, a power of 2 and at least 2
   * @param r the block size
   * @param p the parallelization
   */
  private Scrypt(byte[] salt, int n, int r, int p, Duration time) {
    this.salt = salt;
    this.n = n;
    this.r = r;
    this.p = p;
    this.time = time;
  }

  /**
   * Reads scrypt-params (RFC 7914, section 7.1): SEQUENCE { OCTET STRING salt, INTEGER N, INTEGER
   * r, INTEGER p, INTEGER keyLength OPTIONAL }. The cipher determines the key length, so that field
   * is ignored.
   */
  static Scrypt of(DerReader parameters) throws KeyFileException {
    DerReader in = parameters.readSequence();
    byte[] salt = in.readOctetString();
    int n = in.readCount();
    int r = in.readCount();
    int p = in.readCount();
    if (in.peek() == DerReader.INTEGER) {
      in.skip();
    }
    in.expectEnd();
    Duration time = KdfLimits.scrypt(n, r, p);
    // RFC 7914, section 6: N < 2^(128 * r / 8); within the limits, only r = 1 can violate this
    if (n < 2 || Integer.bitCount(n) != 1 || (r == 1 && n >= 1 << 16)) {
      throw new KeyFileException(Reason.MALFORMED, "the scrypt cost N must be a power of 2");
    }
    return new Scrypt(salt, n, r, p, time);
  }

  @Override
  public Duration time() {
    return time;
  }

  @Override
  public byte[] derive(byte[] passphrase, int length) throws KeyFileException {
    try {
      return SCrypt.generate(passphrase, salt, n, r, p, length);
    } catch (OutOfMemoryError e) {
      throw KdfLimits.outOfMemory();
    }
  }
}

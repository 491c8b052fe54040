package org.sshkr.keyfile;

import java.time.Duration;
import org.bouncycastle.crypto.Digest;
import org.bouncycastle.crypto.digests.MD5Digest;
import org.bouncycastle.crypto.digests.SHA1Digest;
import org.bouncycastle.crypto.digests.SHA224Digest;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.digests.SHA384Digest;
import org.bouncycastle.crypto.digests.SHA512Digest;
import org.bouncycastle.crypto.digests.SHA512tDigest;
import org.bouncycastle.crypto.generators.PKCS5S2ParametersGenerator;
import org.bouncycastle.crypto.params.KeyParameter;
import org.sshkr.keyfile.KeyFileException.Reason;

/** PBKDF2 (RFC 8018, section 5.2) with HMAC. */
final class Pbkdf2 implements KeyDerivation {
  static final String ALGORITHM = "1.2.840.113549.1.5.12";

  // The default of the prf field (RFC 8018, appendix A.2)
  private static final String HMAC_SHA1 = "1.2.840.113549.2.7";

  private final byte[] salt;
  private final int iterations;
  private final String prf;
  private final Duration time;

  /**
   * @param prf the object identifier of the HMAC
   * @param iterations 1 to {@link KdfLimits#PBKDF2_ITERATIONS}
   */
  private Pbkdf2(byte[] salt, int iterations, String prf, Duration time) {
    this.salt = salt;
    this.iterations = iterations;
    this.prf = prf;
    this.time = time;
  }

  /**
   * Reads PBKDF2-params (RFC 8018, appendix A.2):
   *
   * <pre>
   * SEQUENCE { OCTET STRING salt, INTEGER iterations, INTEGER keyLength OPTIONAL,
   *            SEQUENCE { OBJECT IDENTIFIER, NULL } prf DEFAULT hmacWithSHA1 }
   * </pre>
   *
   * The cipher determines the key length, so that field is ignored.
   */
  static Pbkdf2 of(DerReader parameters) throws KeyFileException {
    DerReader in = parameters.readSequence();
    byte[] salt = in.readOctetString();
    int iterations = in.readCount();
    if (in.peek() == DerReader.INTEGER) {
      in.skip();
    }
    String prf = HMAC_SHA1;
    if (in.peek() != DerReader.END) {
      DerReader algorithm = in.readSequence();
      prf = algorithm.readObjectIdentifier();
      algorithm.skipOptional();
      algorithm.expectEnd();
    }
    in.expectEnd();
    digest(prf);
    return new Pbkdf2(salt, iterations, prf, KdfLimits.pbkdf2(iterations));
  }

  @Override
  public Duration time() {
    return time;
  }

  @Override
  public byte[] derive(byte[] passphrase, int length) throws KeyFileException {
    PKCS5S2ParametersGenerator generator = new PKCS5S2ParametersGenerator(digest(prf));
    generator.init(passphrase, salt, iterations);
    return ((KeyParameter) generator.generateDerivedMacParameters(length * Byte.SIZE)).getKey();
  }

  /** The digest of an HMAC (RFC 8018, appendix B.1.2). */
  private static Digest digest(String prf) throws KeyFileException {
    return switch (prf) {
      case "1.2.840.113549.2.6" -> new MD5Digest();
      case HMAC_SHA1 -> new SHA1Digest();
      case "1.2.840.113549.2.8" -> new SHA224Digest();
      case "1.2.840.113549.2.9" -> new SHA256Digest();
      case "1.2.840.113549.2.10" -> new SHA384Digest();
      case "1.2.840.113549.2.11" -> new SHA512Digest();
      case "1.2.840.113549.2.12" -> new SHA512tDigest(224);
      case "1.2.840.113549.2.13" -> new SHA512tDigest(256);
      default ->
          throw new KeyFileException(
              Reason.UNSUPPORTED_ENCODING, "PBKDF2 with an unknown HMAC, " + prf);
    };
  }
}

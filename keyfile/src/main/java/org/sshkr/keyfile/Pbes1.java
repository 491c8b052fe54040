package org.sshkr.keyfile;

import java.time.Duration;
import java.util.Arrays;
import org.bouncycastle.crypto.CipherParameters;
import org.bouncycastle.crypto.engines.RC4Engine;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;
import org.sshkr.keyfile.KeyFileException.Reason;

/**
 * PBES1 (RFC 8018, section 6.1) and the schemes of PKCS#12 (RFC 7292, appendix C): one identifier
 * for digest and cipher together, and key and IV both derived from the passphrase.
 */
final class Pbes1 implements Pkcs8Encryption {
  private final Pbes1Scheme scheme;
  private final byte[] salt;
  private final int iterations;
  private final Duration time;

  private Pbes1(Pbes1Scheme scheme, byte[] salt, int iterations, Duration time) {
    this.scheme = scheme;
    this.salt = salt;
    this.iterations = iterations;
    this.time = time;
  }

  /** Reads PBEParameter (RFC 8018, appendix A.3): SEQUENCE { OCTET STRING salt, INTEGER count }. */
  static Pbes1 of(String identifier, DerReader parameters) throws KeyFileException {
    Pbes1Scheme scheme = Pbes1Scheme.of(identifier);
    DerReader in = parameters.readSequence();
    byte[] salt = in.readOctetString();
    int iterations = in.readCount();
    in.expectEnd();
    if (salt.length == 0) {
      throw new KeyFileException(Reason.MALFORMED, "the salt of the encryption is empty");
    }
    return new Pbes1(scheme, salt, iterations, KdfLimits.pbkdf2(iterations));
  }

  @Override
  public Duration time() {
    return time;
  }

  @Override
  public byte[] decrypt(byte[] ciphertext, byte[] passphrase) throws KeyFileException {
    CipherParameters derived = scheme.derive(passphrase, salt, iterations);
    if (derived instanceof ParametersWithIV keyAndIv) {
      byte[] key = ((KeyParameter) keyAndIv.getParameters()).getKey();
      try {
        return CbcDecryption.decryptPadded(
            scheme.engine(), new KeyParameter(key), keyAndIv.getIV(), ciphertext);
      } finally {
        Arrays.fill(key, (byte) 0);
      }
    }
    RC4Engine rc4 = new RC4Engine();
    rc4.init(false, derived);
    byte[] plaintext = new byte[ciphertext.length];
    rc4.processBytes(ciphertext, 0, ciphertext.length, plaintext, 0);
    return plaintext;
  }
}

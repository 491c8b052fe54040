package org.sshkr.keyfile;

import java.time.Duration;
import java.util.Arrays;
import org.sshkr.keyfile.KeyFileException.Reason;

/**
 * PBES2 (RFC 8018, section 6.2): a key derivation and a cipher, each named separately.
 *
 * @param derivation PBKDF2 or scrypt
 */
record Pbes2(KeyDerivation derivation, Pbes2Cipher cipher) implements Pkcs8Encryption {
  static final String ALGORITHM = "1.2.840.113549.1.5.13";

  /**
   * Reads PBES2-params (RFC 8018, appendix A.4): SEQUENCE { SEQUENCE { OBJECT IDENTIFIER,
   * parameters } derivation, SEQUENCE { OBJECT IDENTIFIER, parameters } cipher }.
   */
  static Pbes2 of(DerReader parameters) throws KeyFileException {
    DerReader in = parameters.readSequence();
    DerReader derivation = in.readSequence();
    DerReader cipher = in.readSequence();
    in.expectEnd();
    KeyDerivation read = readDerivation(derivation);
    derivation.expectEnd();
    return new Pbes2(read, Pbes2Cipher.of(cipher));
  }

  private static KeyDerivation readDerivation(DerReader in) throws KeyFileException {
    String identifier = in.readObjectIdentifier();
    return switch (identifier) {
      case Pbkdf2.ALGORITHM -> Pbkdf2.of(in);
      case Scrypt.ALGORITHM -> Scrypt.of(in);
      default ->
          throw new KeyFileException(
              Reason.UNSUPPORTED_ENCODING, "PBES2 with an unknown key derivation, " + identifier);
    };
  }

  @Override
  public Duration time() {
    return derivation.time();
  }

  @Override
  public byte[] decrypt(byte[] ciphertext, byte[] passphrase) throws KeyFileException {
    byte[] key = derivation.derive(passphrase, cipher.keyLength());
    try {
      return cipher.decrypt(ciphertext, key);
    } finally {
      Arrays.fill(key, (byte) 0);
    }
  }
}

package org.sshkr.keyfile;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import org.bouncycastle.crypto.digests.SHA1Digest;
import org.bouncycastle.crypto.engines.DESedeEngine;
import org.bouncycastle.crypto.generators.PKCS12ParametersGenerator;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;
import org.sshkr.keyfile.KeyFileException.Reason;

/**
 * PKCS#12's two schemes with triple DES (RFC 7292, appendix C). One identifier stands for digest
 * and cipher together, and both key and IV are derived from the passphrase. PBES1 (RFC 8018,
 * section 6.1) has the same form. The schemes of PBES1, and those of PKCS#12 with RC2 and RC4, are
 * refused by name: ssh-keygen reads none of them, and OpenSSL only with its legacy provider.
 */
final class Pbes1 implements Pkcs8Encryption {
  private static final int IV_BITS = 64;

  private final int keyLength;
  private final byte[] salt;
  private final int iterations;
  private final Duration time;

  private Pbes1(int keyLength, byte[] salt, int iterations, Duration time) {
    this.keyLength = keyLength;
    this.salt = salt;
    this.iterations = iterations;
    this.time = time;
  }

  /** Reads PBEParameter (RFC 8018, appendix A.3): SEQUENCE { OCTET STRING salt, INTEGER count }. */
  static Pbes1 of(String identifier, DerReader parameters) throws KeyFileException {
    int keyLength =
        switch (identifier) {
          case "1.2.840.113549.1.12.1.3" -> 24;
          case "1.2.840.113549.1.12.1.4" -> 16;
          default -> throw refused(identifier);
        };
    DerReader in = parameters.readSequence();
    byte[] salt = in.readOctetString();
    int iterations = in.readCount();
    in.expectEnd();
    if (salt.length == 0) {
      throw new KeyFileException(Reason.MALFORMED, "the salt of the encryption is empty");
    }
    return new Pbes1(keyLength, salt, iterations, KdfLimits.pbkdf2(iterations));
  }

  private static KeyFileException refused(String identifier) {
    String message =
        CipherNames.legacyScheme(identifier)
            .map(CipherNames::refusalOfLegacy)
            .orElse("encrypted by an unknown scheme, " + identifier);
    return new KeyFileException(Reason.UNSUPPORTED_ENCODING, message);
  }

  @Override
  public Duration time() {
    return time;
  }

  @Override
  public byte[] decrypt(byte[] ciphertext, byte[] passphrase) throws KeyFileException {
    ParametersWithIV keyAndIv = derive(passphrase);
    byte[] key = ((KeyParameter) keyAndIv.getParameters()).getKey();
    try {
      return CbcDecryption.decryptPadded(
          new DESedeEngine(), new KeyParameter(key), keyAndIv.getIV(), ciphertext);
    } finally {
      Arrays.fill(key, (byte) 0);
    }
  }

  private ParametersWithIV derive(byte[] passphrase) {
    PKCS12ParametersGenerator generator = new PKCS12ParametersGenerator(new SHA1Digest());
    byte[] encoded = encode(passphrase);
    try {
      generator.init(encoded, salt, iterations);
      return (ParametersWithIV) generator.generateDerivedParameters(keyLength * Byte.SIZE, IV_BITS);
    } finally {
      Arrays.fill(encoded, (byte) 0);
    }
  }

  /**
   * Encodes a passphrase as UTF-16, big-endian, with two zero bytes after it (RFC 7292, appendix
   * B.1). Like OpenSSL, takes the passphrase for UTF-8 if it is valid, and else each byte for a
   * character.
   */
  private static byte[] encode(byte[] passphrase) {
    CharBuffer chars = decode(passphrase);
    try {
      ByteBuffer encoded = ByteBuffer.allocate(chars.remaining() * 2 + 2);
      encoded.asCharBuffer().put(chars);
      return encoded.array();
    } finally {
      Arrays.fill(chars.array(), '\0');
    }
  }

  private static CharBuffer decode(byte[] passphrase) {
    CharBuffer chars = CharBuffer.allocate(passphrase.length);
    CharsetDecoder utf8 = StandardCharsets.UTF_8.newDecoder();
    if (!utf8.decode(ByteBuffer.wrap(passphrase), chars, true).isUnderflow()) {
      chars.clear();
      for (byte b : passphrase) {
        chars.put((char) (b & 0xff));
      }
    }
    return chars.flip();
  }
}

package org.sshkr.keyfile;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.bouncycastle.crypto.BlockCipher;
import org.bouncycastle.crypto.CipherParameters;
import org.bouncycastle.crypto.Digest;
import org.bouncycastle.crypto.PBEParametersGenerator;
import org.bouncycastle.crypto.digests.MD2Digest;
import org.bouncycastle.crypto.digests.MD5Digest;
import org.bouncycastle.crypto.digests.SHA1Digest;
import org.bouncycastle.crypto.engines.DESEngine;
import org.bouncycastle.crypto.engines.DESedeEngine;
import org.bouncycastle.crypto.engines.RC2Engine;
import org.bouncycastle.crypto.generators.PKCS12ParametersGenerator;
import org.bouncycastle.crypto.generators.PKCS5S1ParametersGenerator;
import org.sshkr.keyfile.KeyFileException.Reason;

/**
 * The schemes of {@link Pbes1}, by object identifier; all ciphers but RC4 have blocks of 8 bytes.
 */
enum Pbes1Scheme {
  MD2_DES("1.2.840.113549.1.5.1", Cipher.DES, 8),
  MD5_DES("1.2.840.113549.1.5.3", Cipher.DES, 8),
  MD2_RC2("1.2.840.113549.1.5.4", Cipher.RC2, 8),
  MD5_RC2("1.2.840.113549.1.5.6", Cipher.RC2, 8),
  SHA1_DES("1.2.840.113549.1.5.10", Cipher.DES, 8),
  SHA1_RC2("1.2.840.113549.1.5.11", Cipher.RC2, 8),
  PKCS12_RC4_128("1.2.840.113549.1.12.1.1", Cipher.RC4, 16),
  PKCS12_RC4_40("1.2.840.113549.1.12.1.2", Cipher.RC4, 5),
  PKCS12_3DES("1.2.840.113549.1.12.1.3", Cipher.TRIPLE_DES, 24),
  PKCS12_2DES("1.2.840.113549.1.12.1.4", Cipher.TRIPLE_DES, 16),
  PKCS12_RC2_128("1.2.840.113549.1.12.1.5", Cipher.RC2, 16),
  PKCS12_RC2_40("1.2.840.113549.1.12.1.6", Cipher.RC2, 5);

  private enum Cipher {
    DES,
    TRIPLE_DES,
    RC2,
    RC4
  }

  private static final int IV_BITS = 64;

  private final String identifier;
  private final Cipher cipher;
  private final int keyLength;

  Pbes1Scheme(String identifier, Cipher cipher, int keyLength) {
    this.identifier = identifier;
    this.cipher = cipher;
    this.keyLength = keyLength;
  }

  static Pbes1Scheme of(String identifier) throws KeyFileException {
    for (Pbes1Scheme scheme : values()) {
      if (scheme.identifier.equals(identifier)) {
        return scheme;
      }
    }
    throw new KeyFileException(
        Reason.UNSUPPORTED_ENCODING, "encrypted by an unknown scheme, " + identifier);
  }

  /** The key, with an IV where the cipher takes one. */
  CipherParameters derive(byte[] passphrase, byte[] salt, int iterations) {
    boolean pkcs12 = identifier.startsWith("1.2.840.113549.1.12.");
    PBEParametersGenerator generator =
        pkcs12
            ? new PKCS12ParametersGenerator(new SHA1Digest())
            : new PKCS5S1ParametersGenerator(digest());
    byte[] encoded = pkcs12 ? encodeForPkcs12(passphrase) : passphrase.clone();
    try {
      generator.init(encoded, salt, iterations);
      return cipher == Cipher.RC4
          ? generator.generateDerivedParameters(keyLength * Byte.SIZE)
          : generator.generateDerivedParameters(keyLength * Byte.SIZE, IV_BITS);
    } finally {
      Arrays.fill(encoded, (byte) 0);
    }
  }

  private Digest digest() {
    return switch (this) {
      case MD2_DES, MD2_RC2 -> new MD2Digest();
      case MD5_DES, MD5_RC2 -> new MD5Digest();
      default -> new SHA1Digest();
    };
  }

  BlockCipher engine() {
    return switch (cipher) {
      case DES -> new DESEngine();
      case TRIPLE_DES -> new DESedeEngine();
      case RC2 -> new RC2Engine();
      default -> throw new IllegalStateException("RC4 has no blocks");
    };
  }

  /**
   * UTF-16, big-endian, with two zero bytes after it (RFC 7292, appendix B.1); from UTF-8 or, where
   * the passphrase is none, byte by byte, as OpenSSL does.
   */
  private static byte[] encodeForPkcs12(byte[] passphrase) {
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

package org.sshkr.keyfile;

import org.bouncycastle.crypto.BlockCipher;
import org.bouncycastle.crypto.StreamCipher;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.engines.DESEngine;
import org.bouncycastle.crypto.engines.DESedeEngine;
import org.bouncycastle.crypto.modes.CFBBlockCipher;
import org.bouncycastle.crypto.modes.OFBBlockCipher;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;
import org.sshkr.keyfile.KeyFileException.Reason;

/**
 * A cipher of PBES2 (RFC 8018, appendix B.2): CBC with padding and, for AES, also the two stream
 * modes that OpenSSL writes on request.
 */
final class Pbes2Cipher {
  private final Algorithm algorithm;
  private final Mode mode;
  private final int keyLength;
  private final byte[] iv;

  /**
   * @param keyLength in bytes
   */
  private Pbes2Cipher(Algorithm algorithm, Mode mode, int keyLength, byte[] iv) {
    this.algorithm = algorithm;
    this.mode = mode;
    this.keyLength = keyLength;
    this.iv = iv;
  }

  enum Algorithm {
    AES(16),
    DES(8),
    TRIPLE_DES(8);

    private final int blockLength;

    Algorithm(int blockLength) {
      this.blockLength = blockLength;
    }
  }

  enum Mode {
    CBC,
    CFB,
    OFB
  }

  static Pbes2Cipher of(DerReader in) throws KeyFileException {
    String identifier = in.readObjectIdentifier();
    return switch (identifier) {
      case "2.16.840.1.101.3.4.1.2" -> withIv(Algorithm.AES, Mode.CBC, 16, in);
      case "2.16.840.1.101.3.4.1.3" -> withIv(Algorithm.AES, Mode.OFB, 16, in);
      case "2.16.840.1.101.3.4.1.4" -> withIv(Algorithm.AES, Mode.CFB, 16, in);
      case "2.16.840.1.101.3.4.1.22" -> withIv(Algorithm.AES, Mode.CBC, 24, in);
      case "2.16.840.1.101.3.4.1.23" -> withIv(Algorithm.AES, Mode.OFB, 24, in);
      case "2.16.840.1.101.3.4.1.24" -> withIv(Algorithm.AES, Mode.CFB, 24, in);
      case "2.16.840.1.101.3.4.1.42" -> withIv(Algorithm.AES, Mode.CBC, 32, in);
      case "2.16.840.1.101.3.4.1.43" -> withIv(Algorithm.AES, Mode.OFB, 32, in);
      case "2.16.840.1.101.3.4.1.44" -> withIv(Algorithm.AES, Mode.CFB, 32, in);
      case "1.3.14.3.2.7" -> withIv(Algorithm.DES, Mode.CBC, 8, in);
      case "1.2.840.113549.3.7" -> withIv(Algorithm.TRIPLE_DES, Mode.CBC, 24, in);
      case "1.2.840.113549.3.2" ->
          throw new KeyFileException(
              Reason.UNSUPPORTED_ENCODING, CipherNames.refusalOfLegacy("RC2"));
      default ->
          throw new KeyFileException(
              Reason.UNSUPPORTED_ENCODING,
              "encrypted with "
                  + CipherNames.ofObjectIdentifier(identifier)
                  + ", which is not read; re-encrypt it with: openssl pkcs8 -topk8 -v2 aes-256-cbc");
    };
  }

  private static Pbes2Cipher withIv(Algorithm algorithm, Mode mode, int keyLength, DerReader in)
      throws KeyFileException {
    byte[] iv = in.readOctetString();
    in.expectEnd();
    if (iv.length != algorithm.blockLength) {
      throw new KeyFileException(Reason.MALFORMED, "the cipher's IV is of the wrong length");
    }
    return new Pbes2Cipher(algorithm, mode, keyLength, iv);
  }

  /** The length of the key in bytes. */
  int keyLength() {
    return keyLength;
  }

  /**
   * Decrypts the ciphertext; the caller wipes the result.
   *
   * @param key {@link #keyLength} bytes
   */
  byte[] decrypt(byte[] ciphertext, byte[] key) throws KeyFileException {
    return switch (mode) {
      case CFB -> stream(CFBBlockCipher.newInstance(AESEngine.newInstance(), 128), ciphertext, key);
      case OFB -> stream(new OFBBlockCipher(AESEngine.newInstance(), 128), ciphertext, key);
      default -> CbcDecryption.decryptPadded(engine(), new KeyParameter(key), iv, ciphertext);
    };
  }

  private BlockCipher engine() {
    return switch (algorithm) {
      case DES -> new DESEngine();
      case TRIPLE_DES -> new DESedeEngine();
      default -> AESEngine.newInstance();
    };
  }

  private byte[] stream(StreamCipher cipher, byte[] ciphertext, byte[] key) {
    cipher.init(false, new ParametersWithIV(new KeyParameter(key), iv));
    byte[] plaintext = new byte[ciphertext.length];
    cipher.processBytes(ciphertext, 0, ciphertext.length, plaintext, 0);
    return plaintext;
  }
}

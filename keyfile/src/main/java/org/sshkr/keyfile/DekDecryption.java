package org.sshkr.keyfile;

import java.util.Arrays;
import org.bouncycastle.crypto.BlockCipher;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.engines.DESEngine;
import org.bouncycastle.crypto.engines.DESedeEngine;
import org.bouncycastle.crypto.generators.OpenSSLPBEParametersGenerator;
import org.bouncycastle.crypto.params.KeyParameter;

/**
 * Decrypts a PEM block as its {@link DekInfo} says. Whatever the cipher, the key is derived with a
 * single iteration of MD5 from the passphrase and the first 8 bytes of the IV (EVP_BytesToKey in
 * OpenSSL).
 */
final class DekDecryption {
  private static final int SALT_LENGTH = 8;

  private DekDecryption() {}

  /**
   * Decrypts a block; the caller wipes the result.
   *
   * @throws WrongPassphraseException if the padding is wrong
   */
  static byte[] decrypt(DekInfo info, byte[] ciphertext, byte[] passphrase)
      throws KeyFileException {
    OpenSSLPBEParametersGenerator generator = new OpenSSLPBEParametersGenerator();
    generator.init(passphrase, Arrays.copyOf(info.iv(), SALT_LENGTH));
    int keyBits = info.algorithm().keyLength() * Byte.SIZE;
    KeyParameter key = (KeyParameter) generator.generateDerivedParameters(keyBits);
    try {
      return CbcDecryption.decryptPadded(engine(info.algorithm()), key, info.iv(), ciphertext);
    } finally {
      Arrays.fill(key.getKey(), (byte) 0);
    }
  }

  private static BlockCipher engine(DekInfo.Algorithm algorithm) {
    return switch (algorithm) {
      case DES -> new DESEngine();
      case TRIPLE_DES -> new DESedeEngine();
      case AES128, AES192, AES256 -> AESEngine.newInstance();
    };
  }
}

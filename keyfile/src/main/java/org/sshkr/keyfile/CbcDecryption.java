package org.sshkr.keyfile;

import java.util.Arrays;
import org.bouncycastle.crypto.BlockCipher;
import org.bouncycastle.crypto.CipherParameters;
import org.bouncycastle.crypto.modes.CBCBlockCipher;
import org.bouncycastle.crypto.params.ParametersWithIV;

/** Decrypts in cipher block chaining mode, and removes the padding of RFC 8018, section 6.1.1. */
final class CbcDecryption {
  private CbcDecryption() {}

  /**
   * Decrypts whole blocks.
   *
   * @param iv one block
   * @param ciphertext any number of whole blocks
   * @return the plaintext, as long as the ciphertext; the caller wipes it
   */
  static byte[] decrypt(BlockCipher cipher, CipherParameters key, byte[] iv, byte[] ciphertext) {
    BlockCipher cbc = CBCBlockCipher.newInstance(cipher);
    cbc.init(false, new ParametersWithIV(key, iv));
    byte[] plaintext = new byte[ciphertext.length];
    for (int i = 0; i < ciphertext.length; i += cbc.getBlockSize()) {
      cbc.processBlock(ciphertext, i, plaintext, i);
    }
    return plaintext;
  }

  /**
   * Decrypts and removes the padding.
   *
   * @return the plaintext, which the caller wipes
   * @throws WrongPassphraseException if the padding is wrong
   */
  static byte[] decryptPadded(
      BlockCipher cipher, CipherParameters key, byte[] iv, byte[] ciphertext)
      throws KeyFileException {
    int block = cipher.getBlockSize();
    if (iv.length != block || ciphertext.length == 0 || ciphertext.length % block != 0) {
      throw new KeyFileException(
          KeyFileException.Reason.MALFORMED,
          "broken off: the ciphertext is not a whole number of blocks");
    }
    byte[] padded = decrypt(cipher, key, iv, ciphertext);
    try {
      int padding = padded[padded.length - 1];
      boolean right = padding >= 1 && padding <= block;
      for (int i = 1; right && i <= padding; i++) {
        right = padded[padded.length - i] == padding;
      }
      if (!right) {
        throw new WrongPassphraseException();
      }
      return Arrays.copyOf(padded, padded.length - padding);
    } finally {
      Arrays.fill(padded, (byte) 0);
    }
  }
}

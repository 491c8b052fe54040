package org.sshkr.keyfile;

import java.security.MessageDigest;
import java.util.Arrays;
import org.bouncycastle.crypto.engines.ChaChaEngine;
import org.bouncycastle.crypto.macs.Poly1305;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;

/**
 * chacha20-poly1305@openssh.com (OpenSSH's PROTOCOL.chacha20poly1305) as a key file uses it: one
 * packet with sequence number 0 and no length field, so only the first 32 of the key's 64 bytes are
 * used. Block 0 of the key stream is the key of Poly1305, which covers the ciphertext; the blocks
 * after it encrypt.
 */
final class OpenSshChaCha20Poly1305 {
  private static final int BLOCK_LENGTH = 64;
  private static final int KEY_LENGTH = 32;
  private static final int TAG_LENGTH = 16;

  private OpenSshChaCha20Poly1305() {}

  /**
   * Decrypts ciphertext that ends with a tag of 16 bytes.
   *
   * @return the plaintext, which the caller wipes
   * @throws WrongPassphraseException if the tag is wrong
   */
  static byte[] decrypt(byte[] key, byte[] ciphertext) throws WrongPassphraseException {
    int length = ciphertext.length - TAG_LENGTH;
    ChaChaEngine chaCha = new ChaChaEngine(20);
    byte[] nonce = new byte[8];
    chaCha.init(false, new ParametersWithIV(new KeyParameter(key, 0, KEY_LENGTH), nonce));
    byte[] block0 = new byte[BLOCK_LENGTH];
    try {
      chaCha.processBytes(block0, 0, BLOCK_LENGTH, block0, 0);
      Poly1305 poly1305 = new Poly1305();
      poly1305.init(new KeyParameter(block0, 0, KEY_LENGTH));
      poly1305.update(ciphertext, 0, length);
      byte[] tag = new byte[TAG_LENGTH];
      poly1305.doFinal(tag, 0);
      if (!MessageDigest.isEqual(tag, Arrays.copyOfRange(ciphertext, length, ciphertext.length))) {
        throw new WrongPassphraseException();
      }
      byte[] plaintext = new byte[length];
      chaCha.processBytes(ciphertext, 0, length, plaintext, 0);
      return plaintext;
    } finally {
      Arrays.fill(block0, (byte) 0);
    }
  }
}

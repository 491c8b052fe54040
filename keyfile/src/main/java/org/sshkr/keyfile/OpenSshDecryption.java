package org.sshkr.keyfile;

import java.util.Arrays;
import org.bouncycastle.crypto.BlockCipher;
import org.bouncycastle.crypto.CipherParameters;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.engines.DESedeEngine;
import org.bouncycastle.crypto.modes.AEADBlockCipher;
import org.bouncycastle.crypto.modes.GCMBlockCipher;
import org.bouncycastle.crypto.modes.SICBlockCipher;
import org.bouncycastle.crypto.params.AEADParameters;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;

/** Decrypts the private section of an OpenSSH key file. */
final class OpenSshDecryption {
  private OpenSshDecryption() {}

  /**
   * Derives the key and decrypts.
   *
   * @param ciphertext whole blocks, then the tag
   * @return the plaintext, which the caller wipes
   * @throws WrongPassphraseException if the tag is wrong
   */
  static byte[] decrypt(
      OpenSshCipher cipher, KeyDerivation derivation, byte[] passphrase, byte[] ciphertext)
      throws KeyFileException {
    int keyLength = cipher.keyLength();
    byte[] derived = derivation.derive(passphrase, keyLength + cipher.ivLength());
    byte[] key = Arrays.copyOf(derived, keyLength);
    byte[] iv = Arrays.copyOfRange(derived, keyLength, derived.length);
    try {
      return decrypt(cipher, key, iv, ciphertext);
    } finally {
      Arrays.fill(derived, (byte) 0);
      Arrays.fill(key, (byte) 0);
      Arrays.fill(iv, (byte) 0);
    }
  }

  private static byte[] decrypt(OpenSshCipher cipher, byte[] key, byte[] iv, byte[] ciphertext)
      throws KeyFileException {
    return switch (cipher) {
      case TRIPLE_DES_CBC ->
          CbcDecryption.decrypt(new DESedeEngine(), new KeyParameter(key), iv, ciphertext);
      case AES128_CBC, AES192_CBC, AES256_CBC ->
          CbcDecryption.decrypt(AESEngine.newInstance(), new KeyParameter(key), iv, ciphertext);
      case AES128_CTR, AES192_CTR, AES256_CTR ->
          ctr(new ParametersWithIV(new KeyParameter(key), iv), ciphertext);
      case AES128_GCM, AES256_GCM ->
          gcm(new AEADParameters(new KeyParameter(key), cipher.tagLength() * 8, iv), ciphertext);
      case CHACHA20_POLY1305 -> OpenSshChaCha20Poly1305.decrypt(key, ciphertext);
      case NONE -> throw new IllegalStateException("nothing to decrypt");
    };
  }

  private static byte[] ctr(CipherParameters parameters, byte[] ciphertext) {
    BlockCipher ctr = SICBlockCipher.newInstance(AESEngine.newInstance());
    ctr.init(false, parameters);
    byte[] plaintext = new byte[ciphertext.length];
    for (int i = 0; i < ciphertext.length; i += ctr.getBlockSize()) {
      ctr.processBlock(ciphertext, i, plaintext, i);
    }
    return plaintext;
  }

  private static byte[] gcm(AEADParameters parameters, byte[] ciphertext) throws KeyFileException {
    AEADBlockCipher gcm = GCMBlockCipher.newInstance(AESEngine.newInstance());
    gcm.init(false, parameters);
    byte[] plaintext = new byte[gcm.getOutputSize(ciphertext.length)];
    try {
      int length = gcm.processBytes(ciphertext, 0, ciphertext.length, plaintext, 0);
      gcm.doFinal(plaintext, length);
      return plaintext;
    } catch (InvalidCipherTextException e) {
      Arrays.fill(plaintext, (byte) 0);
      throw new WrongPassphraseException();
    }
  }
}

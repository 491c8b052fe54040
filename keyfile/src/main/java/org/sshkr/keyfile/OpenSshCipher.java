package org.sshkr.keyfile;

import org.sshkr.keyfile.KeyFileException.Reason;

/**
 * The ciphers that {@code ssh-keygen -Z} encrypts with (OpenSSH's cipher.c), by their SSH names.
 */
enum OpenSshCipher {
  NONE("none", 0, 0, 8, 0),
  TRIPLE_DES_CBC("3des-cbc", 24, 8, 8, 0),
  AES128_CBC("aes128-cbc", 16, 16, 16, 0),
  AES192_CBC("aes192-cbc", 24, 16, 16, 0),
  AES256_CBC("aes256-cbc", 32, 16, 16, 0),
  AES128_CTR("aes128-ctr", 16, 16, 16, 0),
  AES192_CTR("aes192-ctr", 24, 16, 16, 0),
  AES256_CTR("aes256-ctr", 32, 16, 16, 0),
  AES128_GCM("aes128-gcm@openssh.com", 16, 12, 16, 16),
  AES256_GCM("aes256-gcm@openssh.com", 32, 12, 16, 16),
  CHACHA20_POLY1305("chacha20-poly1305@openssh.com", 64, 0, 8, 16);

  private final String sshName;
  private final int keyLength;
  private final int ivLength;
  private final int blockLength;
  private final int tagLength;

  /** Takes lengths in bytes. */
  OpenSshCipher(String sshName, int keyLength, int ivLength, int blockLength, int tagLength) {
    this.sshName = sshName;
    this.keyLength = keyLength;
    this.ivLength = ivLength;
    this.blockLength = blockLength;
    this.tagLength = tagLength;
  }

  static OpenSshCipher of(String sshName) throws KeyFileException {
    for (OpenSshCipher cipher : values()) {
      if (cipher.sshName.equals(sshName)) {
        return cipher;
      }
    }
    throw new KeyFileException(
        Reason.UNSUPPORTED_ENCODING,
        "encrypted with " + sshName + ", which is not read; change it with: ssh-keygen -p");
  }

  /** The plaintext is padded to a multiple of this length, in bytes. */
  int blockLength() {
    return blockLength;
  }

  /** The length in bytes of the authentication tag after the ciphertext; 0 if there is none. */
  int tagLength() {
    return tagLength;
  }

  int keyLength() {
    return keyLength;
  }

  int ivLength() {
    return ivLength;
  }
}

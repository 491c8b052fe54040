package org.sshkr.keyfile;

import java.util.Arrays;

/**
 * PKCS#1 (RFC 8017, appendix A.1.2), what {@code BEGIN RSA PRIVATE KEY} holds: plain, or encrypted
 * as a whole by {@link DekInfo}.
 */
final class Pkcs1Envelope implements KeyEnvelope {
  static final String LABEL = "RSA PRIVATE KEY";

  private final byte[] bytes;
  private final DekInfo encryption;

  private Pkcs1Envelope(byte[] bytes, DekInfo encryption) {
    this.bytes = bytes;
    this.encryption = encryption;
  }

  /** Plain DER; {@code der} is the envelope's from now on. */
  static Pkcs1Envelope of(byte[] der) {
    return new Pkcs1Envelope(der, null);
  }

  /** Encrypted, perhaps PKCS#8 inside; {@code ciphertext} is the envelope's from now on. */
  static Pkcs1Envelope of(byte[] ciphertext, DekInfo encryption) {
    return new Pkcs1Envelope(ciphertext, encryption);
  }

  @Override
  public String format() {
    return "PKCS#1";
  }

  @Override
  public boolean encrypted() {
    return encryption != null;
  }

  @Override
  public CheckedKey open(byte[] passphrase) throws KeyFileException {
    if (!encrypted()) {
      return CheckedKey.of(RsaPrivateKeyDecoder.decodePkcs1(bytes), "");
    }
    byte[] der = DekDecryption.decrypt(encryption, bytes, passphrase);
    return Decrypted.load(der, RsaPrivateKeyDecoder::decode);
  }

  @Override
  public void close() {
    Arrays.fill(bytes, (byte) 0);
  }
}

package org.sshkr.keyfile;

import java.util.Arrays;

/**
 * The formats that OpenSSL calls traditional: PKCS#1 (RFC 8017, appendix A.1.2) for RSA and SEC 1
 * (RFC 5915) for ECDSA. Plain, or encrypted as a whole by {@link DekInfo}.
 */
final class TraditionalEnvelope implements KeyEnvelope {
  static final String RSA_LABEL = "RSA PRIVATE KEY";
  static final String EC_LABEL = "EC PRIVATE KEY";

  private static final String PKCS1 = "PKCS#1";
  private static final String SEC1 = "SEC 1";

  private final String format;
  private final byte[] bytes;
  private final DekInfo encryption;

  private TraditionalEnvelope(String format, byte[] bytes, DekInfo encryption) {
    this.format = format;
    this.bytes = bytes;
    this.encryption = encryption;
  }

  /** PKCS#1 in clear; {@code der} is the envelope's from now on. */
  static TraditionalEnvelope ofPkcs1(byte[] der) {
    return new TraditionalEnvelope(PKCS1, der, null);
  }

  /** SEC 1 in clear; {@code der} is the envelope's from now on, or wiped. */
  static TraditionalEnvelope ofSec1(byte[] der) throws KeyFileException {
    try {
      Sec1Decoder.requireKnownCurve(der);
      return new TraditionalEnvelope(SEC1, der, null);
    } catch (KeyFileException e) {
      Arrays.fill(der, (byte) 0);
      throw e;
    }
  }

  /**
   * Encrypted, perhaps with PKCS#8 or the other format inside.
   *
   * @param label of the PEM block
   * @param ciphertext the envelope's from now on
   */
  static TraditionalEnvelope of(String label, byte[] ciphertext, DekInfo encryption) {
    return new TraditionalEnvelope(label.equals(EC_LABEL) ? SEC1 : PKCS1, ciphertext, encryption);
  }

  @Override
  public String format() {
    return format;
  }

  @Override
  public boolean encrypted() {
    return encryption != null;
  }

  @Override
  public CheckedKey open(byte[] passphrase) throws KeyFileException {
    if (encrypted()) {
      byte[] der = DekDecryption.decrypt(encryption, bytes, passphrase);
      return Decrypted.load(der, TraditionalEnvelope::decode);
    }
    try (UncheckedKey key = decode(bytes)) {
      return CheckedKey.of(key, "");
    }
  }

  /** Decodes whichever format it is: the second element tells. */
  private static UncheckedKey decode(byte[] der) throws KeyFileException {
    DerReader in = new DerReader(der).readSequence();
    in.skip();
    return switch (in.peek()) {
      case DerReader.SEQUENCE -> Pkcs8Decoder.decode(der);
      case DerReader.OCTET_STRING -> Sec1Decoder.decode(der);
      default -> RsaPrivateKeyDecoder.decode(der);
    };
  }

  @Override
  public void close() {
    Arrays.fill(bytes, (byte) 0);
  }
}

package org.sshkr.keyfile;

import java.util.Arrays;

/**
 * A key in a format that OpenSSL calls traditional: PKCS#1 (RFC 8017, appendix A.1.2) for RSA or
 * SEC 1 (RFC 5915) for ECDSA. It is plain, or encrypted as a whole as {@link DekInfo} says.
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

  /** Makes an envelope for plain PKCS#1 that takes over {@code der}. */
  static TraditionalEnvelope ofPkcs1(byte[] der) {
    return new TraditionalEnvelope(PKCS1, der, null);
  }

  /**
   * Makes an envelope for plain SEC 1 that takes over {@code der}; wipes it if the key is refused.
   */
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
   * Makes an envelope for an encrypted key. Despite the label, PKCS#8 or the other traditional
   * format may be inside.
   *
   * @param label the PEM block's label
   * @param ciphertext the bytes, which the envelope takes over
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

  /** Decodes the format that the second element indicates. */
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

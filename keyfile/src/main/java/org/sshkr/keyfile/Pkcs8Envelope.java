package org.sshkr.keyfile;

import java.util.Arrays;

/** PKCS#8 without encryption (RFC 5208, section 5), the contents of {@code BEGIN PRIVATE KEY}. */
final class Pkcs8Envelope implements KeyEnvelope {
  static final String LABEL = "PRIVATE KEY";

  private final byte[] der;

  private Pkcs8Envelope(byte[] der) {
    this.der = der;
  }

  /** Makes an envelope that takes over {@code der}; wipes it if the key is refused. */
  static Pkcs8Envelope of(byte[] der) throws KeyFileException {
    try {
      Pkcs8Decoder.requireKnownType(der);
      return new Pkcs8Envelope(der);
    } catch (KeyFileException e) {
      Arrays.fill(der, (byte) 0);
      throw e;
    }
  }

  @Override
  public String format() {
    return "PKCS#8";
  }

  @Override
  public boolean encrypted() {
    return false;
  }

  @Override
  public CheckedKey open(byte[] passphrase) throws KeyFileException {
    try (UncheckedKey key = Pkcs8Decoder.decode(der)) {
      return CheckedKey.of(key, "");
    }
  }

  @Override
  public void close() {
    Arrays.fill(der, (byte) 0);
  }
}

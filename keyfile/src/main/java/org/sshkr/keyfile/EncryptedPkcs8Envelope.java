package org.sshkr.keyfile;

import java.time.Duration;
import java.util.Arrays;

/**
 * Encrypted PKCS#8 (RFC 5208, section 6), the contents of {@code BEGIN ENCRYPTED PRIVATE KEY}:
 * SEQUENCE { SEQUENCE { OBJECT IDENTIFIER, parameters }, OCTET STRING ciphertext }.
 */
final class EncryptedPkcs8Envelope implements KeyEnvelope {
  static final String LABEL = "ENCRYPTED PRIVATE KEY";

  private final Pkcs8Encryption encryption;
  private final byte[] ciphertext;

  private EncryptedPkcs8Envelope(Pkcs8Encryption encryption, byte[] ciphertext) {
    this.encryption = encryption;
    this.ciphertext = ciphertext;
  }

  static EncryptedPkcs8Envelope of(byte[] der) throws KeyFileException {
    DerReader in = new DerReader(der).readSequence();
    DerReader algorithm = in.readSequence();
    byte[] ciphertext = in.readOctetString();
    in.expectEnd();
    String identifier = algorithm.readObjectIdentifier();
    Pkcs8Encryption encryption =
        identifier.equals(Pbes2.ALGORITHM) ? Pbes2.of(algorithm) : Pbes1.of(identifier, algorithm);
    algorithm.expectEnd();
    return new EncryptedPkcs8Envelope(encryption, ciphertext);
  }

  @Override
  public String format() {
    return "PKCS#8";
  }

  @Override
  public boolean encrypted() {
    return true;
  }

  @Override
  public Duration derivationTime() {
    return encryption.time();
  }

  @Override
  public CheckedKey open(byte[] passphrase) throws KeyFileException {
    byte[] der = encryption.decrypt(ciphertext, passphrase);
    return Decrypted.load(der, Pkcs8Decoder::decode);
  }

  @Override
  public void close() {
    Arrays.fill(ciphertext, (byte) 0);
  }
}

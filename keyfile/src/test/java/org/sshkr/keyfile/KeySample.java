package org.sshkr.keyfile;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.util.BigIntegers;

/**
 * One file of the corpus.
 *
 * @param base the key in the file
 * @param passphrase empty if it is not encrypted
 * @param comment the comment expected
 */
record KeySample(Path file, BaseKey base, String passphrase, String comment) {
  /** A key as OpenSSL encodes it and ssh-keygen names it. */
  record BaseKey(Path pem, Path pkcs8, String publicKey) {
    byte[] expectedPkcs8() {
      return read(pkcs8);
    }

    boolean isRsa() {
      return publicKey.startsWith("ssh-rsa ");
    }

    /** The secret in the form that PrivateKey documents, as Bouncy Castle decodes it. */
    byte[] expectedSecret() {
      if (isRsa()) {
        return expectedPkcs8();
      }
      try {
        ASN1Encodable key = PrivateKeyInfo.getInstance(expectedPkcs8()).parsePrivateKey();
        if (publicKey.startsWith("ssh-ed25519 ")) {
          return ASN1OctetString.getInstance(key).getOctets();
        }
        int bits = Integer.parseInt(publicKey.substring("ecdsa-sha2-nistp".length(), 19));
        return BigIntegers.asUnsignedByteArray(
            (bits + 7) / 8, ECPrivateKey.getInstance(key).getKey());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  byte[] contents() {
    return read(file);
  }

  byte[] passphraseBytes() {
    return passphrase.getBytes(StandardCharsets.UTF_8);
  }

  boolean encrypted() {
    return !passphrase.isEmpty();
  }

  @Override
  public String toString() {
    return file.getFileName().toString();
  }

  private static byte[] read(Path path) {
    try {
      return Files.readAllBytes(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

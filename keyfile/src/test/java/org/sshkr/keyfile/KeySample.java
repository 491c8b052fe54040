package org.sshkr.keyfile;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * One file of the corpus.
 *
 * @param base the key that it holds
 * @param passphrase empty if it is not encrypted
 * @param comment the comment expected
 */
record KeySample(Path file, BaseKey base, String passphrase, String comment) {
  /** A key as OpenSSL encodes it and ssh-keygen names it. */
  record BaseKey(Path pem, Path pkcs8, String publicKey) {
    byte[] expectedPkcs8() {
      return read(pkcs8);
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

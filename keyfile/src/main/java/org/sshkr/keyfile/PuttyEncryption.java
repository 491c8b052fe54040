package org.sshkr.keyfile;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import org.bouncycastle.crypto.Digest;
import org.bouncycastle.crypto.digests.SHA1Digest;
import org.bouncycastle.crypto.params.Argon2Parameters;
import org.sshkr.keyfile.KeyFileException.Reason;

/**
 * The encryption of a PuTTY key file: none, or AES-256-CBC without padding, with keys from SHA-1
 * (version 2) or Argon2 (version 3); see PuTTY's manual, appendix C.3 to C.5.
 */
final class PuttyEncryption {
  private static final int KEY_LENGTH = 32;
  private static final int IV_LENGTH = 16;
  private static final int SHA1_LENGTH = 20;

  private final int version;
  private final boolean encrypted;
  private final Argon2 argon2;

  private PuttyEncryption(int version, boolean encrypted, Argon2 argon2) {
    this.version = version;
    this.encrypted = encrypted;
    this.argon2 = argon2;
  }

  /** The keys derived from a passphrase; call {@link #wipe} when done. */
  static final class Keys {
    private final byte[] cipherKey;
    private final byte[] iv;
    private final byte[] macKey;

    private Keys(byte[] cipherKey, byte[] iv, byte[] macKey) {
      this.cipherKey = cipherKey;
      this.iv = iv;
      this.macKey = macKey;
    }

    byte[] cipherKey() {
      return cipherKey;
    }

    byte[] iv() {
      return iv;
    }

    byte[] macKey() {
      return macKey;
    }

    void wipe() {
      Arrays.fill(cipherKey, (byte) 0);
      Arrays.fill(iv, (byte) 0);
      Arrays.fill(macKey, (byte) 0);
    }
  }

  /**
   * Reads the fields of the derivation, which an encrypted file of version 3 has after its public
   * lines.
   *
   * @param name the value of the Encryption field
   */
  static PuttyEncryption read(PuttyFile file, String name) throws KeyFileException {
    if (name.equals("none")) {
      return new PuttyEncryption(file.version(), false, null);
    }
    if (!name.equals("aes256-cbc")) {
      throw new KeyFileException(
          Reason.UNSUPPORTED_ENCODING, "PuTTY key file with an unknown encryption");
    }
    return new PuttyEncryption(file.version(), true, file.version() == 3 ? readArgon2(file) : null);
  }

  private static Argon2 readArgon2(PuttyFile file) throws KeyFileException {
    int variant = variant(file.readField("Key-Derivation"));
    int memoryKib = file.readNumber("Argon2-Memory");
    int passes = file.readNumber("Argon2-Passes");
    int parallelism = file.readNumber("Argon2-Parallelism");
    byte[] salt = Hex.decode(file.readField("Argon2-Salt"));
    return Argon2.of(variant, salt, memoryKib, passes, parallelism);
  }

  private static int variant(String name) throws KeyFileException {
    return switch (name) {
      case "Argon2d" -> Argon2Parameters.ARGON2_d;
      case "Argon2i" -> Argon2Parameters.ARGON2_i;
      case "Argon2id" -> Argon2Parameters.ARGON2_id;
      default ->
          throw new KeyFileException(
              Reason.UNSUPPORTED_ENCODING, "PuTTY key file with an unknown key derivation");
    };
  }

  boolean encrypted() {
    return encrypted;
  }

  Duration time() {
    return argon2 == null ? Duration.ZERO : argon2.time();
  }

  /** Whether the MAC is HMAC-SHA-256 rather than HMAC-SHA-1. */
  boolean macIsSha256() {
    return version == 3;
  }

  /** Derives the keys; if the file is not encrypted, the passphrase counts as empty. */
  Keys derive(byte[] passphrase) throws KeyFileException {
    if (version == 2) {
      return deriveBySha1(encrypted ? passphrase : new byte[0]);
    }
    if (!encrypted) {
      return new Keys(new byte[0], new byte[0], new byte[0]);
    }
    byte[] derived = argon2.derive(passphrase, KEY_LENGTH + IV_LENGTH + KEY_LENGTH);
    try {
      int macFrom = KEY_LENGTH + IV_LENGTH;
      return new Keys(
          Arrays.copyOf(derived, KEY_LENGTH),
          Arrays.copyOfRange(derived, KEY_LENGTH, macFrom),
          Arrays.copyOfRange(derived, macFrom, derived.length));
    } finally {
      Arrays.fill(derived, (byte) 0);
    }
  }

  private static Keys deriveBySha1(byte[] passphrase) {
    byte[] twice = new byte[2 * SHA1_LENGTH];
    sha1(new byte[] {0, 0, 0, 0}, passphrase, twice, 0);
    sha1(new byte[] {0, 0, 0, 1}, passphrase, twice, SHA1_LENGTH);
    byte[] macKey = new byte[SHA1_LENGTH];
    byte[] prefix = "putty-private-key-file-mac-key".getBytes(StandardCharsets.US_ASCII);
    sha1(prefix, passphrase, macKey, 0);
    byte[] key = Arrays.copyOf(twice, KEY_LENGTH);
    Arrays.fill(twice, (byte) 0);
    return new Keys(key, new byte[IV_LENGTH], macKey);
  }

  private static void sha1(byte[] prefix, byte[] passphrase, byte[] out, int offset) {
    Digest digest = new SHA1Digest();
    digest.update(prefix, 0, prefix.length);
    digest.update(passphrase, 0, passphrase.length);
    digest.doFinal(out, offset);
  }
}

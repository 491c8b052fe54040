package org.sshkr.keyfile;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.sshkr.keyfile.KeyFileException.Reason;
import org.sshkr.ssh.key.SshPublicKey;
import org.sshkr.ssh.wire.WireFormatException;
import org.sshkr.ssh.wire.WireReader;

/**
 * A key in OpenSSH's own format (PROTOCOL.key in its source). The container, in the types of RFC
 * 4251:
 *
 * <pre>
 * byte[15]  "openssh-key-v1" and a zero byte
 * string    cipher name
 * string    kdf name
 * string    kdf options
 * uint32    number of keys, 1
 * string    public key
 * string    private section, whole blocks of the cipher
 * byte[]    the cipher's authentication tag, if it has one
 * </pre>
 */
final class OpenSshEnvelope implements KeyEnvelope {
  static final String LABEL = "OPENSSH PRIVATE KEY";

  private static final byte[] MAGIC = "openssh-key-v1\0".getBytes(StandardCharsets.US_ASCII);

  private final OpenSshCipher cipher;
  private final KeyDerivation derivation;
  private final SshPublicKey publicKey;
  private final byte[] section;

  private OpenSshEnvelope(
      OpenSshCipher cipher, KeyDerivation derivation, SshPublicKey publicKey, byte[] section) {
    this.cipher = cipher;
    this.derivation = derivation;
    this.publicKey = publicKey;
    this.section = section;
  }

  static boolean looksLike(byte[] bytes) {
    return bytes.length >= MAGIC.length
        && Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length);
  }

  static KeyFileException unknown() {
    return new KeyFileException(Reason.MALFORMED, "not in OpenSSH's format, version 1");
  }

  /** Reads the container; {@code bytes} stays the caller's. */
  static OpenSshEnvelope of(byte[] bytes) throws KeyFileException {
    if (!looksLike(bytes)) {
      throw unknown();
    }
    WireReader in = new WireReader(bytes);
    try {
      for (int i = 0; i < MAGIC.length; i++) {
        in.readByte();
      }
      return read(in);
    } catch (WireFormatException e) {
      throw new KeyFileException(Reason.MALFORMED, "damaged or broken off: " + e.getMessage());
    }
  }

  private static OpenSshEnvelope read(WireReader in) throws KeyFileException {
    String cipherName = PrintableText.name(in.readString());
    String kdfName = PrintableText.name(in.readString());
    byte[] kdfOptions = in.readString();
    long keys = in.readUint32();
    if (keys != 1) {
      throw new KeyFileException(
          Reason.UNSUPPORTED_ENCODING, "holds " + keys + " keys; only one is read, as in OpenSSH");
    }
    SshPublicKey publicKey = KeyTypes.readPublicKey(in.readString());
    OpenSshCipher cipher = OpenSshCipher.of(cipherName);
    KeyDerivation derivation = readDerivation(cipher, kdfName, kdfOptions);
    byte[] section = in.readString();
    byte[] tag = in.readRest();
    if (section.length == 0
        || section.length % cipher.blockLength() != 0
        || tag.length != cipher.tagLength()) {
      Arrays.fill(section, (byte) 0);
      throw new KeyFileException(
          Reason.MALFORMED, "damaged: the private section's length is wrong");
    }
    if (tag.length == 0) {
      return new OpenSshEnvelope(cipher, derivation, publicKey, section);
    }
    byte[] sectionAndTag = Arrays.copyOf(section, section.length + tag.length);
    System.arraycopy(tag, 0, sectionAndTag, section.length, tag.length);
    return new OpenSshEnvelope(cipher, derivation, publicKey, sectionAndTag);
  }

  private static KeyDerivation readDerivation(OpenSshCipher cipher, String name, byte[] options)
      throws KeyFileException {
    boolean none = name.equals("none");
    if (none != (cipher == OpenSshCipher.NONE)) {
      throw new KeyFileException(Reason.MALFORMED, "cipher and kdf don't match: only one is none");
    }
    if (none) {
      return null;
    }
    if (!name.equals(BcryptPbkdf.NAME)) {
      throw new KeyFileException(Reason.UNSUPPORTED_ENCODING, "the kdf " + name + " is not read");
    }
    return BcryptPbkdf.of(options);
  }

  @Override
  public String format() {
    return "OpenSSH";
  }

  @Override
  public boolean encrypted() {
    return derivation != null;
  }

  @Override
  public Duration derivationTime() {
    return encrypted() ? derivation.time() : Duration.ZERO;
  }

  @Override
  public Optional<SshPublicKey> publicKey() {
    return Optional.of(publicKey);
  }

  @Override
  public CheckedKey open(byte[] passphrase) throws KeyFileException {
    if (!encrypted()) {
      return OpenSshPrivateSection.read(section, publicKey, false);
    }
    byte[] decrypted = OpenSshDecryption.decrypt(cipher, derivation, passphrase, section);
    try {
      return OpenSshPrivateSection.read(decrypted, publicKey, true);
    } finally {
      Arrays.fill(decrypted, (byte) 0);
    }
  }

  @Override
  public void close() {
    Arrays.fill(section, (byte) 0);
  }
}

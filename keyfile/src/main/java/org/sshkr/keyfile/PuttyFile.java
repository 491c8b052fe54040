package org.sshkr.keyfile;

import java.nio.charset.StandardCharsets;
import org.sshkr.keyfile.KeyFileException.Reason;

/**
 * The text of a PuTTY private key file, version 2 or 3 (PuTTY's manual, appendix C):
 *
 * <pre>
 * PuTTY-User-Key-File-3: ssh-rsa
 * Encryption: aes256-cbc            or none
 * Comment: text
 * Public-Lines: 6
 * Base64 lines
 * Key-Derivation: Argon2id          these five lines only in version 3, if encrypted
 * Argon2-Memory: 8192               KiB
 * Argon2-Passes: 13
 * Argon2-Parallelism: 1
 * Argon2-Salt: hexadecimal
 * Private-Lines: 14
 * Base64 lines
 * Private-MAC: hexadecimal
 * </pre>
 *
 * Reads the fields one by one; their order is fixed.
 */
final class PuttyFile {
  private static final byte[] MAGIC = "PuTTY-User-Key-File-".getBytes(StandardCharsets.US_ASCII);
  private static final int MAX_LINES = 20_000;

  private final TextLines lines;
  private final int version;
  private final String type;

  private PuttyFile(TextLines lines, int version, String type) {
    this.lines = lines;
    this.version = version;
    this.type = type;
  }

  /** Makes a reader that is past the first line; returns null if the file has another format. */
  static PuttyFile of(byte[] contents) throws KeyFileException {
    TextLines lines = new TextLines(contents);
    if (!lines.next() || !lines.startsWith(MAGIC)) {
      return null;
    }
    String rest = lines.text(MAGIC.length, 0);
    int colon = rest.indexOf(": ");
    String version = colon < 0 ? rest : rest.substring(0, colon);
    if (colon < 0 || !(version.equals("2") || version.equals("3"))) {
      throw new KeyFileException(
          Reason.UNSUPPORTED_ENCODING,
          "PuTTY key file of another version than 2 and 3; save it again with: puttygen");
    }
    return new PuttyFile(lines, version.charAt(0) - '0', rest.substring(colon + 2));
  }

  /** The version of the format, 2 or 3. */
  int version() {
    return version;
  }

  /** The key type, such as {@code ssh-rsa}. */
  String type() {
    return type;
  }

  /** Reads the next line, which must be the field of that name. Not for secrets. */
  String readField(String name) throws KeyFileException {
    byte[] prefix = (name + ":").getBytes(StandardCharsets.US_ASCII);
    if (!lines.next() || !lines.startsWith(prefix)) {
      throw damaged(name);
    }
    String value = lines.text(prefix.length, 0);
    return value.startsWith(" ") ? value.substring(1) : value;
  }

  /** Reads a field whose value is a number of at most nine digits. */
  int readNumber(String name) throws KeyFileException {
    String value = readField(name);
    int number = 0;
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c < '0' || c > '9' || i >= 9) {
        throw damaged(name);
      }
      number = number * 10 + (c - '0');
    }
    if (value.isEmpty()) {
      throw damaged(name);
    }
    return number;
  }

  /**
   * Reads a field that gives a number of lines, and decodes these lines; the caller wipes the
   * result.
   */
  byte[] readLines(String name) throws KeyFileException {
    int count = readNumber(name);
    int from = lines.end();
    if (count > MAX_LINES) {
      throw damaged(name);
    }
    for (int i = 0; i < count; i++) {
      if (!lines.next()) {
        throw damaged(name);
      }
    }
    return Base64Decoder.decode(lines.bytes(), from, lines.end());
  }

  /** Throws unless only empty lines follow. */
  void expectEnd() throws KeyFileException {
    while (lines.next()) {
      if (!lines.isEmpty()) {
        throw new KeyFileException(Reason.MALFORMED, "text after the end of the PuTTY key file");
      }
    }
  }

  private static KeyFileException damaged(String name) {
    return new KeyFileException(
        Reason.MALFORMED, "damaged or broken off: the " + name + " line is missing or wrong");
  }
}

package org.sshkr.keyfile;

import java.nio.charset.StandardCharsets;
import org.sshkr.keyfile.KeyFileException.Reason;

/**
 * Recognizes files that people give by mistake and that are not read here, and says what they are.
 */
final class ForeignFile {
  private static final String[] PUBLIC_KEY_LINES = {
    "ssh-", "ecdsa-sha2-", "sk-ssh-", "sk-ecdsa-", "---- BEGIN SSH2 PUBLIC KEY"
  };

  private static final String BEGIN = "-----BEGIN ";

  /** The start of a BEGIN line, of OpenSSH's binary form and of a long DER sequence, in Base64. */
  private static final String BASE64_OF_BEGIN = "LS0tLS1CRUdJ";

  private static final String BASE64_OF_OPENSSH = "b3BlbnNzaC1rZXkt";
  private static final String BASE64_OF_DER = "MII";

  private ForeignFile() {}

  static KeyFileException refuse(byte[] contents) {
    if (startsWith(contents, "SSH PRIVATE KEY FILE FORMAT 1.1")) {
      return new KeyFileException(
          Reason.UNSUPPORTED_KEY,
          "key of SSH version 1, which no server speaks; make one with: " + KeyTypes.MAKE_KEY);
    }
    if (startsWith(contents, "---- BEGIN SSH2 ENCRYPTED PRIVATE KEY")) {
      return new KeyFileException(
          Reason.UNSUPPORTED_ENCODING,
          "in the format of ssh.com; convert it with: puttygen FILE -O private-openssh -o NEW");
    }
    if (isUtf16(contents)) {
      return new KeyFileException(
          Reason.UNSUPPORTED_ENCODING,
          "in UTF-16, as PowerShell's > writes it; convert it with: iconv -f UTF-16 -t UTF-8 FILE");
    }
    if (startsWith(contents, "openssh-key-v1")) {
      return new KeyFileException(
          Reason.UNSUPPORTED_ENCODING, "OpenSSH's binary form without its BEGIN and END lines");
    }
    int begin = indexOf(contents, BEGIN, 0);
    if (begin >= 0) {
      return new KeyFileException(Reason.MALFORMED, whatBefellText(contents, begin));
    }
    if (startsWith(contents, BASE64_OF_BEGIN)) {
      return new KeyFileException(
          Reason.UNSUPPORTED_ENCODING,
          "a key file encoded in Base64 again; decode it with: base64 -d");
    }
    if (startsWith(contents, BASE64_OF_OPENSSH) || startsWith(contents, BASE64_OF_DER)) {
      return new KeyFileException(Reason.MALFORMED, "Base64 without its BEGIN and END lines");
    }
    for (String start : PUBLIC_KEY_LINES) {
      if (startsWith(contents, start)) {
        return isCertificate(contents) ? KeyTypes.refuseLabel("CERTIFICATE") : KeyTypes.publicKey();
      }
    }
    return new KeyFileException(Reason.MALFORMED, "not a private key file of any known format");
  }

  /**
   * Says what is wrong with a text whose BEGIN line is not a line of its own. This happens to keys
   * in variables and in the secrets of CI systems.
   */
  private static String whatBefellText(byte[] contents, int begin) {
    if (indexOf(contents, "\\n", begin) >= 0) {
      return "its line breaks are written as \\n; write it with: printf '%b\\n' \"$KEY\"";
    }
    int before = begin;
    while (before > 0 && (contents[before - 1] == ' ' || contents[before - 1] == '\t')) {
      before--;
    }
    boolean ownLine = before == 0 || contents[before - 1] == '\n' || contents[before - 1] == '\r';
    if (!ownLine) {
      return "something stands before -----BEGIN on its line, such as a quotation mark; remove it";
    }
    return before < begin
        ? "its lines are indented; remove the blanks before -----BEGIN"
        : "its line breaks are lost; put the variable in quotation marks: echo \"$KEY\"";
  }

  private static int indexOf(byte[] contents, String part, int from) {
    for (int i = from; i <= contents.length - part.length(); i++) {
      if (matches(contents, i, part)) {
        return i;
      }
    }
    return -1;
  }

  /**
   * Whether the file begins with UTF-16's byte order mark, or with two ASCII characters in UTF-16.
   */
  private static boolean isUtf16(byte[] contents) {
    if (contents.length < 4) {
      return false;
    }
    int mark = ((contents[0] & 0xff) << 8) | (contents[1] & 0xff);
    boolean little = contents[0] > 0 && contents[1] == 0 && contents[2] > 0 && contents[3] == 0;
    boolean big = contents[0] == 0 && contents[1] > 0 && contents[2] == 0 && contents[3] > 0;
    return mark == 0xfeff || mark == 0xfffe || little || big;
  }

  /** Whether the first word is a certificate's type. */
  private static boolean isCertificate(byte[] contents) {
    int length = 0;
    while (length < contents.length && length < 80 && contents[length] > ' ') {
      length++;
    }
    return new String(contents, 0, length, StandardCharsets.ISO_8859_1).contains("-cert-v0");
  }

  private static boolean startsWith(byte[] contents, String start) {
    return contents.length >= start.length() && matches(contents, 0, start);
  }

  private static boolean matches(byte[] contents, int offset, String part) {
    for (int i = 0; i < part.length(); i++) {
      if (contents[offset + i] != part.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}

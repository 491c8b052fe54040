package org.sshkr.keyfile;

import java.nio.charset.StandardCharsets;
import org.sshkr.keyfile.KeyFileException.Reason;

/** Names the files that people give by mistake and that no reader here takes. */
final class ForeignFile {
  private static final String[] PUBLIC_KEY_LINES = {
    "ssh-", "ecdsa-sha2-", "sk-ssh-", "sk-ecdsa-", "---- BEGIN SSH2 PUBLIC KEY"
  };

  private ForeignFile() {}

  static KeyFileException refuse(byte[] contents) {
    if (startsWith(contents, "SSH PRIVATE KEY FILE FORMAT 1.1")) {
      return new KeyFileException(
          Reason.UNSUPPORTED_KEY,
          "key of SSH version 1, which no server speaks; make one with: " + KeyTypes.MAKE_RSA);
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
    for (String start : PUBLIC_KEY_LINES) {
      if (startsWith(contents, start)) {
        return isCertificate(contents) ? KeyTypes.refuseLabel("CERTIFICATE") : KeyTypes.publicKey();
      }
    }
    return new KeyFileException(Reason.MALFORMED, "not a private key file of any known format");
  }

  /** Whether it begins with a byte order mark of UTF-16, or with two characters of ASCII in it. */
  private static boolean isUtf16(byte[] contents) {
    if (contents.length < 4) {
      return false;
    }
    int mark = ((contents[0] & 0xff) << 8) | (contents[1] & 0xff);
    boolean little = contents[0] > 0 && contents[1] == 0 && contents[2] > 0 && contents[3] == 0;
    boolean big = contents[0] == 0 && contents[1] > 0 && contents[2] == 0 && contents[3] > 0;
    return mark == 0xfeff || mark == 0xfffe || little || big;
  }

  /** Whether the type, which is the first word, is a certificate's. */
  private static boolean isCertificate(byte[] contents) {
    int length = 0;
    while (length < contents.length && length < 80 && contents[length] > ' ') {
      length++;
    }
    return new String(contents, 0, length, StandardCharsets.ISO_8859_1).contains("-cert-v0");
  }

  private static boolean startsWith(byte[] contents, String start) {
    if (contents.length < start.length()) {
      return false;
    }
    for (int i = 0; i < start.length(); i++) {
      if (contents[i] != start.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}

package org.sshkr.load;

import java.nio.charset.StandardCharsets;
import org.sshkr.load.KeyFileException.Reason;

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

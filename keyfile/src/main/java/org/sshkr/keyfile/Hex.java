package org.sshkr.keyfile;

import org.sshkr.keyfile.KeyFileException.Reason;

/** Decodes hexadecimal digits of either case. Not for secrets, since the input is a String. */
final class Hex {
  private Hex() {}

  static byte[] decode(String digits) throws KeyFileException {
    byte[] bytes = new byte[digits.length() / 2];
    for (int i = 0; i < digits.length(); i++) {
      int digit = Character.digit(digits.charAt(i), 16);
      if (digit < 0 || digits.length() % 2 != 0) {
        throw new KeyFileException(Reason.MALFORMED, "hexadecimal digits expected");
      }
      bytes[i / 2] = (byte) ((bytes[i / 2] << 4) | digit);
    }
    return bytes;
  }
}

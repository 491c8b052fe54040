package org.sshkr.keyfile;

import java.util.Arrays;
import org.sshkr.keyfile.KeyFileException.Reason;

/**
 * Decodes Base64 (RFC 4648, section 4) that is broken into lines. The JDK's MIME decoder would skip
 * every unknown character and leave copies of the key unwiped.
 */
final class Base64Decoder {
  private Base64Decoder() {}

  /**
   * Decodes {@code text[from..to)}. Skips blanks and line ends, and, like OpenSSL, non-ASCII
   * characters at the end of a line, such as no-break spaces.
   *
   * @return a new array that the caller wipes
   * @throws KeyFileException if another character occurs, or the padding at the end is wrong
   */
  static byte[] decode(byte[] text, int from, int to) throws KeyFileException {
    byte[] out = new byte[(to - from) / 4 * 3 + 3];
    try {
      return Arrays.copyOf(out, decode(text, from, to, out));
    } finally {
      Arrays.fill(out, (byte) 0);
    }
  }

  private static int decode(byte[] text, int from, int to, byte[] out) throws KeyFileException {
    int length = 0;
    int bits = 0;
    int digits = 0;
    int padding = 0;
    for (int i = from; i < to; i++) {
      byte c = text[i];
      if (c == '\n' || c == '\r' || c == ' ' || c == '\t') {
        continue;
      }
      if (c == '=') {
        padding++;
        continue;
      }
      if (c < ' ' && isBlank(text, i, to)) {
        continue;
      }
      int digit = digit(c);
      if (digit < 0 || padding > 0) {
        throw new KeyFileException(Reason.MALFORMED, "a character that is not Base64");
      }
      bits = (bits << 6) | digit;
      digits++;
      if (digits % 4 == 0) {
        out[length++] = (byte) (bits >> 16);
        out[length++] = (byte) (bits >> 8);
        out[length++] = (byte) bits;
      }
    }
    int last = digits % 4;
    if (last == 1 || padding != (4 - last) % 4) {
      throw new KeyFileException(Reason.MALFORMED, "broken off: the Base64 text is incomplete");
    }
    if (last == 2) {
      out[length++] = (byte) (bits >> 4);
    } else if (last == 3) {
      out[length++] = (byte) (bits >> 10);
      out[length++] = (byte) (bits >> 2);
    }
    return length;
  }

  /** Whether nothing is left of the line but blanks and bytes that are not printable ASCII. */
  private static boolean isBlank(byte[] text, int from, int to) {
    int i = from;
    while (i < to && text[i] <= ' ' && text[i] != '\n' && text[i] != '\r') {
      i++;
    }
    return i == to || text[i] == '\n' || text[i] == '\r';
  }

  private static int digit(byte c) {
    if (c >= 'A' && c <= 'Z') {
      return c - 'A';
    }
    if (c >= 'a' && c <= 'z') {
      return c - 'a' + 26;
    }
    if (c >= '0' && c <= '9') {
      return c - '0' + 52;
    }
    return c == '+' ? 62 : c == '/' ? 63 : -1;
  }
}

package org.sshkr.keyfile;

import java.nio.charset.StandardCharsets;

/**
 * Makes text from a file safe for a key description or a message: one line, without control
 * sequences that a terminal would execute. A newline in a key's description would corrupt {@code
 * /proc/keys}.
 */
final class PrintableText {
  private PrintableText() {}

  /**
   * Decodes UTF-8. Replaces with {@code ?} all control characters, line and paragraph separators,
   * characters that only change how others are shown (such as the direction of writing), and bytes
   * that are not UTF-8. Strips blanks at both ends.
   */
  static String of(byte[] bytes) {
    String decoded = new String(bytes, StandardCharsets.UTF_8);
    StringBuilder text = new StringBuilder(decoded.length());
    decoded.codePoints().map(c -> isPrintable(c) ? c : '?').forEach(text::appendCodePoint);
    return text.toString().strip();
  }

  /**
   * Decodes as {@link #of} does and cuts to 40 characters, for a name from a file that a message
   * repeats.
   */
  static String name(byte[] bytes) {
    String text = of(bytes);
    if (text.codePointCount(0, text.length()) <= 40) {
      return text;
    }
    return text.substring(0, text.offsetByCodePoints(0, 40)) + "...";
  }

  private static boolean isPrintable(int c) {
    if (c < 0x7f) {
      return c >= ' ';
    }
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> c != '\ufffd';
    };
  }
}

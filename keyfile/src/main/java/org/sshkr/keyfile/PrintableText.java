package org.sshkr.keyfile;

import java.nio.charset.StandardCharsets;

/**
 * Text from a file made fit for a key description or a message: one line, and nothing that a
 * terminal obeys. A newline in a key's description would corrupt {@code /proc/keys}.
 */
final class PrintableText {
  private PrintableText() {}

  /**
   * Decodes UTF-8. Each control character, line or paragraph separator, and each character that
   * only changes how others are shown, such as the direction of writing, becomes {@code ?}, and so
   * does what is not UTF-8. Blanks at both ends are dropped.
   */
  static String of(byte[] bytes) {
    String decoded = new String(bytes, StandardCharsets.UTF_8);
    StringBuilder text = new StringBuilder(decoded.length());
    decoded.codePoints().map(c -> isPrintable(c) ? c : '?').forEach(text::appendCodePoint);
    return text.toString().strip();
  }

  /** The same, cut to 40 characters: for a name that a file gives and a message repeats. */
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

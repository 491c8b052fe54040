package org.sshkr.keyfile;

import java.nio.charset.StandardCharsets;

/**
 * Iterates over the lines of a byte array without copying them, since they may hold a key. A line
 * ends in LF, CR LF or CR. Blanks at its end don't belong to it, nor does a byte order mark before
 * the first line.
 */
final class TextLines {
  private final byte[] bytes;
  private final int from;
  private final int to;
  private final boolean ascii;
  private int start;
  private int limit;
  private int next;

  TextLines(byte[] bytes) {
    this(bytes, afterByteOrderMark(bytes), bytes.length, false);
  }

  /**
   * Makes an iterator over ASCII lines: any other byte at the end of a line, such as that of a
   * no-break space, counts as a blank.
   */
  static TextLines ofAscii(byte[] bytes) {
    return new TextLines(bytes, afterByteOrderMark(bytes), bytes.length, true);
  }

  private TextLines(byte[] bytes, int from, int to, boolean ascii) {
    this.ascii = ascii;
    this.bytes = bytes;
    this.from = from;
    this.to = to;
    this.start = from;
    this.limit = from;
    this.next = from;
  }

  private static int afterByteOrderMark(byte[] bytes) {
    boolean marked =
        bytes.length >= 3
            && bytes[0] == (byte) 0xef
            && bytes[1] == (byte) 0xbb
            && bytes[2] == (byte) 0xbf;
    return marked ? 3 : 0;
  }

  /** The whole array; this section reaches from {@link #from} to {@link #to}. */
  byte[] bytes() {
    return bytes;
  }

  int from() {
    return from;
  }

  int to() {
    return to;
  }

  /** The same section, again from its first line. */
  TextLines restart() {
    return section(from, to);
  }

  /** The section between two offsets into the array. */
  TextLines section(int sectionFrom, int sectionTo) {
    return new TextLines(bytes, sectionFrom, sectionTo, ascii);
  }

  /** Moves to the next line; returns false if there is none. */
  boolean next() {
    if (next >= to) {
      return false;
    }
    start = next;
    int i = start;
    while (i < to && bytes[i] != '\n' && bytes[i] != '\r') {
      i++;
    }
    limit = i;
    while (limit > start && isBlank(bytes[limit - 1])) {
      limit--;
    }
    boolean crLf = i + 1 < to && bytes[i] == '\r' && bytes[i + 1] == '\n';
    next = Math.min(to, i + (crLf ? 2 : 1));
    return true;
  }

  private boolean isBlank(byte c) {
    return c == ' ' || c == '\t' || (ascii && c < ' ');
  }

  /** The offset at which the line starts. */
  int start() {
    return start;
  }

  /** The offset at which the next line starts. */
  int end() {
    return next;
  }

  boolean isEmpty() {
    return start == limit;
  }

  boolean startsWith(byte[] prefix) {
    return limit - start >= prefix.length && matches(prefix, start);
  }

  boolean endsWith(byte[] suffix) {
    return limit - start >= suffix.length && matches(suffix, limit - suffix.length);
  }

  boolean contains(char c) {
    for (int i = start; i < limit; i++) {
      if (bytes[i] == c) {
        return true;
      }
    }
    return false;
  }

  /** Whether the line holds {@code part} between its first and last characters. */
  boolean contains(byte[] part, int skipFirst, int skipLast) {
    for (int i = start + skipFirst; i <= limit - skipLast - part.length; i++) {
      if (matches(part, i)) {
        return true;
      }
    }
    return false;
  }

  /** The line without its first and last characters. Not for secrets. */
  String text(int skipFirst, int skipLast) {
    int length = Math.max(0, limit - start - skipFirst - skipLast);
    return new String(bytes, start + skipFirst, length, StandardCharsets.ISO_8859_1);
  }

  private boolean matches(byte[] part, int offset) {
    for (int i = 0; i < part.length; i++) {
      if (bytes[offset + i] != part[i]) {
        return false;
      }
    }
    return true;
  }
}

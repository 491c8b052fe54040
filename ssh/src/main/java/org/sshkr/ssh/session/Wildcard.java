package org.sshkr.ssh.session;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * OpenSSH's patterns: {@code *} matches any bytes, {@code ?} any one byte (match.c, match_pattern).
 */
final class Wildcard {
  private Wildcard() {}

  static boolean matches(String text, String pattern) {
    return matches(text.getBytes(UTF_8), pattern.getBytes(UTF_8));
  }

  /**
   * Matches without recursion: on a mismatch, the last star takes one more byte. The cost is at
   * most the product of the lengths.
   */
  private static boolean matches(byte[] text, byte[] pattern) {
    int at = 0;
    int next = 0;
    int star = -1;
    int taken = 0;
    while (at < text.length) {
      if (next < pattern.length && pattern[next] == '*') {
        star = next++;
        taken = at;
      } else if (next < pattern.length && (pattern[next] == '?' || pattern[next] == text[at])) {
        next++;
        at++;
      } else if (star >= 0) {
        next = star + 1;
        at = ++taken;
      } else {
        return false;
      }
    }
    while (next < pattern.length && pattern[next] == '*') {
      next++;
    }
    return next == pattern.length;
  }
}

package org.sshkr.console;

import java.time.Duration;
import java.util.Optional;

/** The TIME FORMATS of sshd_config(5): seconds, or numbers with units, {@code 1h30m}, added up. */
public final class TimeFormat {
  private static final String UNITS = "wdhms";

  private TimeFormat() {}

  /**
   * Reads a time of at least a second.
   *
   * @throws UsageException if it is not a time, or too long for the kernel (2^32 s)
   */
  public static Duration parse(String text) throws UsageException {
    long seconds = seconds(text);
    if (seconds < 1) {
      throw invalid(text);
    }
    return Duration.ofSeconds(seconds);
  }

  /**
   * Like OpenSSH's convtime (misc.c), whose strtol(3) accepts blanks and a plus before each number.
   */
  private static long seconds(String text) throws UsageException {
    long total = 0;
    long number = -1;
    boolean any = false;
    for (int i = 0; i < text.length(); i++) {
      char c = Character.toLowerCase(text.charAt(i));
      if (number < 0 && startsNumber(text, i)) {
        continue;
      }
      if (c >= '0' && c <= '9') {
        number = Math.max(number, 0) * 10 + (c - '0');
        any = true;
      } else {
        long unit = unit(c);
        if (unit == 0 || number < 0) {
          throw invalid(text);
        }
        total += number * unit;
        number = -1;
      }
      if (total > 0xffffffffL || number > 0xffffffffL) {
        throw invalid(text);
      }
    }
    total += Math.max(number, 0);
    if (!any || total > 0xffffffffL) {
      throw invalid(text);
    }
    return total;
  }

  /** Whether the character is a blank or plus before a number. */
  private static boolean startsNumber(String text, int at) {
    int next = at;
    while (next < text.length() && " \t\n\013\f\r".indexOf(text.charAt(next)) >= 0) {
      next++;
    }
    if (next < text.length() && text.charAt(next) == '+') {
      next++;
    }
    return next > at
        && next < text.length()
        && text.charAt(next) >= '0'
        && text.charAt(next) <= '9';
  }

  /**
   * Reads the lifetime of keys, where 0 means no limit, as in ssh-add and ssh-agent.
   *
   * @throws UsageException as {@link #parse}
   */
  public static Optional<Duration> parseLifetime(String text) throws UsageException {
    long seconds = seconds(text);
    return seconds == 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(seconds));
  }

  /**
   * Prints a time exactly, in the largest possible units, in the form that {@link #parse} reads:
   * {@code 1h30m}.
   */
  public static String print(Duration time) {
    StringBuilder text = new StringBuilder();
    long left = time.toSeconds();
    for (int i = 0; i < UNITS.length(); i++) {
      char letter = UNITS.charAt(i);
      if (left >= unit(letter)) {
        text.append(left / unit(letter)).append(letter);
        left %= unit(letter);
      }
    }
    return text.isEmpty() ? "0s" : text.toString();
  }

  private static long unit(char letter) {
    return switch (letter) {
      case 's' -> 1;
      case 'm' -> 60;
      case 'h' -> 3600;
      case 'd' -> 86_400;
      case 'w' -> 604_800;
      default -> 0;
    };
  }

  private static UsageException invalid(String text) {
    return new UsageException(
        "not a lifetime: "
            + text
            + "; give seconds, or numbers with units as in 1h30m (s m h d w)");
  }
}

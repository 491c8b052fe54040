package org.sshkr.cli;

import java.time.Duration;
import java.util.Optional;

/** The TIME FORMATS of sshd_config(5): seconds, or numbers with units, {@code 1h30m}, added up. */
public final class TimeFormat {
  private static final String UNITS = "wdhms";

  private TimeFormat() {}

  /**
   * Reads a time of at least a second.
   *
   * @throws UsageException if it is not one, or too long for the kernel (2^32 s)
   */
  public static Duration parse(String text) throws UsageException {
    long total = 0;
    long number = -1;
    for (int i = 0; i < text.length(); i++) {
      char c = Character.toLowerCase(text.charAt(i));
      if (c >= '0' && c <= '9') {
        number = Math.max(number, 0) * 10 + (c - '0');
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
    if (total < 1 || total > 0xffffffffL) {
      throw invalid(text);
    }
    return Duration.ofSeconds(total);
  }

  /**
   * Reads the lifetime of keys, of which 0 means no limit, as with ssh-add and ssh-agent.
   *
   * @throws UsageException as {@link #parse}
   */
  public static Optional<Duration> parseLifetime(String text) throws UsageException {
    return text.equals("0") ? Optional.empty() : Optional.of(parse(text));
  }

  /** The largest units that say it exactly, as {@link #parse} takes them: {@code 1h30m}. */
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

package org.sshkr.keyring;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The time that keys have left, from /proc/keys: the kernel offers no other way to read a timeout.
 * The file shows a thread only the keys that it may view, so this runs on a {@link
 * PossessionThreads possession thread}.
 */
final class KeyTimeouts {
  private static final Path KEYS = Path.of("/proc/keys");

  private KeyTimeouts() {}

  /** The time that a key has left; empty if it has no timeout, or is not shown. */
  static Optional<Duration> left(int serial) {
    return left(serial, keys());
  }

  /**
   * An upper bound of the time that a key has left, by less than one unit; empty if it has no
   * timeout, or is not shown.
   */
  static Optional<Duration> atMost(int serial) {
    return atMost(serial, keys());
  }

  /** The upper bound, from the file's lines. */
  static Optional<Duration> atMost(int serial, String keys) {
    return timeout(serial, keys)
        .flatMap(KeyTimeouts::parse)
        .map(left -> left.plus(unit(timeout(serial, keys).orElseThrow())))
        .flatMap(KeyLifetime::fit);
  }

  private static String keys() {
    try {
      // as bytes, since other users' descriptions need not be UTF-8
      return new String(Files.readAllBytes(KEYS), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return "";
    }
  }

  /**
   * The time that a key has left, from lines of: serial in hexadecimal, flags, usage, timeout, and
   * more (security/keys/proc.c).
   */
  static Optional<Duration> left(int serial, String keys) {
    return timeout(serial, keys).flatMap(KeyTimeouts::parse);
  }

  private static Optional<String> timeout(int serial, String keys) {
    String start = String.format("%08x ", serial);
    return keys.lines()
        .filter(line -> line.startsWith(start))
        .map(line -> line.split(" +", 5)[3])
        .findFirst();
  }

  /** Reads {@code perm}, {@code expd}, or a number with its unit, which was rounded down. */
  private static Optional<Duration> parse(String timeout) {
    if (timeout.equals("perm")) {
      return Optional.empty();
    }
    if (timeout.equals("expd")) {
      return Optional.of(Duration.ZERO);
    }
    long number = Long.parseLong(timeout.substring(0, timeout.length() - 1));
    return Optional.of(unit(timeout).multipliedBy(number));
  }

  private static Duration unit(String timeout) {
    return switch (timeout.charAt(timeout.length() - 1)) {
      case 'm' -> Duration.ofMinutes(1);
      case 'h' -> Duration.ofHours(1);
      case 'd' -> timeout.equals("expd") ? Duration.ofSeconds(1) : Duration.ofDays(1);
      case 'w' -> Duration.ofDays(7);
      default -> Duration.ofSeconds(1);
    };
  }
}

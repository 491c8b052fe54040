package org.sshkr.keyring;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How long keys still live, as /proc/keys tells it: the kernel offers no other way to read a
 * timeout. The file shows a thread the keys that it may view, so this runs on a {@link
 * PossessionThreads possession thread}.
 */
final class KeyTimeouts {
  private static final Path KEYS = Path.of("/proc/keys");

  private KeyTimeouts() {}

  /** Empty if the key has no timeout, or is not shown. */
  static Optional<Duration> left(int serial) {
    try {
      // bytes, since other users' descriptions need not be UTF-8
      String keys = new String(Files.readAllBytes(KEYS), StandardCharsets.ISO_8859_1);
      return left(serial, keys);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Lines of: serial in hexadecimal, flags, usage, timeout, and more (security/keys/proc.c). */
  static Optional<Duration> left(int serial, String keys) {
    String start = String.format("%08x ", serial);
    return keys.lines()
        .filter(line -> line.startsWith(start))
        .map(line -> line.split(" +", 5)[3])
        .findFirst()
        .flatMap(KeyTimeouts::parse);
  }

  /** {@code perm}, {@code expd}, or a number with its unit, rounded down. */
  private static Optional<Duration> parse(String timeout) {
    if (timeout.equals("perm")) {
      return Optional.empty();
    }
    if (timeout.equals("expd")) {
      return Optional.of(Duration.ZERO);
    }
    long number = Long.parseLong(timeout.substring(0, timeout.length() - 1));
    return Optional.of(
        switch (timeout.charAt(timeout.length() - 1)) {
          case 's' -> Duration.ofSeconds(number);
          case 'm' -> Duration.ofMinutes(number);
          case 'h' -> Duration.ofHours(number);
          case 'd' -> Duration.ofDays(number);
          default -> Duration.ofDays(7 * number);
        });
  }
}

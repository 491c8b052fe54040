package org.sshkr.keyring;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.sshkr.ssh.key.SshCertificate;

/**
 * The kernel's limits for a key's lifetime: whole seconds, an unsigned 32-bit number
 * (keyctl_set_timeout(3)).
 */
public final class KeyLifetime {
  private static final long MAX_SECONDS = 0xffffffffL;
  private static final Duration GRACE = Duration.ofMinutes(5);

  private KeyLifetime() {}

  /** Throws IllegalArgumentException unless the kernel can keep this lifetime. */
  public static void check(Optional<Duration> lifetime) {
    lifetime.ifPresent(KeyLifetime::seconds);
  }

  /**
   * Rounds a lifetime of at least a second to whole seconds; empty if it is too long for the
   * kernel.
   */
  static Optional<Duration> fit(Duration lifetime) {
    long seconds = Math.max(1, lifetime.toSeconds());
    return seconds > MAX_SECONDS ? Optional.empty() : Optional.of(Duration.ofSeconds(seconds));
  }

  /**
   * The lifetime of a certificate in a keyring: {@code lifetime}, or until five minutes after its
   * validity ends, if that is earlier (ssh-add(1), option -N).
   */
  public static Optional<Duration> of(
      SshCertificate certificate, Optional<Duration> lifetime, Instant now) {
    if (certificate.validBefore() < 0) { // later than any date, if not without end
      return lifetime;
    }
    Duration valid =
        Duration.between(now, Instant.ofEpochSecond(certificate.validBefore())).plus(GRACE);
    return lifetime.filter(life -> life.compareTo(valid) < 0).or(() -> fit(valid));
  }

  /** Returns the 32 bits for keyctl_set_timeout. */
  static int seconds(Duration lifetime) {
    long seconds = lifetime.toSeconds();
    if (seconds < 1 || seconds > MAX_SECONDS) {
      throw new IllegalArgumentException("a lifetime is 1 to " + MAX_SECONDS + " seconds");
    }
    return (int) seconds;
  }
}

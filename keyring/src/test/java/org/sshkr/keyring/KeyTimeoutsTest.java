package org.sshkr.keyring;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyTimeoutsTest {
  /** The format of Linux 6.1. */
  private static final String KEYS =
      """
      0a1b2c3d I--Q---     1  %s 09000000  1000  1000 asymmetri ssh-rsa AAAA: X509.rsa 1234 []
      1a1b2c3d I--Q---     4 perm 1f3f0000  1000 65534 keyring   _uid.1000: 1
      """;

  @ParameterizedTest
  @CsvSource({
    "42s, 42, 43",
    "9m, 540, 600",
    "23h, 82800, 86400",
    "6d, 518400, 604800",
    "11w, 6652800, 7257600",
    "expd, 0, 1",
  })
  void readsWhatTheKernelPrints(String timeout, long seconds, long atMost) {
    assertThat(KeyTimeouts.left(0x0a1b2c3d, KEYS.formatted(timeout)))
        .contains(Duration.ofSeconds(seconds));
    assertThat(KeyTimeouts.atMost(0x0a1b2c3d, KEYS.formatted(timeout)))
        .contains(Duration.ofSeconds(atMost));
  }

  @Test
  void longestLifetimeThatTheKernelKeepsIsAtMostWithoutEnd() {
    assertThat(KeyTimeouts.atMost(0x0a1b2c3d, KEYS.formatted("7101w"))).isEmpty();
  }

  @Test
  void keyWithoutATimeoutAndKeyThatIsNotShownHaveNone() {
    assertThat(KeyTimeouts.left(0x1a1b2c3d, KEYS.formatted("9m"))).isEqualTo(Optional.empty());
    assertThat(KeyTimeouts.atMost(0x1a1b2c3d, KEYS.formatted("9m"))).isEmpty();
    assertThat(KeyTimeouts.left(0x2a1b2c3d, KEYS.formatted("9m"))).isEqualTo(Optional.empty());
  }
}

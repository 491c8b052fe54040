package org.sshkr.keyring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The unsigned 32 bits of keyctl_set_timeout(3), at both ends. */
class KeyLifetimeTest {
  private static final Duration LONGEST = Duration.ofSeconds(0xffffffffL);

  @Test
  void wholeSecondsFromOneToTheLongestAreTaken() {
    assertThat(KeyLifetime.seconds(Duration.ofMillis(1999))).isEqualTo(1);
    assertThat(KeyLifetime.seconds(LONGEST)).isEqualTo(-1); // all 32 bits
    KeyLifetime.check(Optional.empty());
    for (Duration wrong :
        new Duration[] {
          Duration.ofMillis(999), Duration.ZERO, Duration.ofSeconds(-5), LONGEST.plusSeconds(1)
        }) {
      assertThatThrownBy(() -> KeyLifetime.check(Optional.of(wrong)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("a lifetime is 1 to 4294967295 seconds");
    }
  }

  @Test
  void lifetimeIsMadeToFit() {
    assertThat(KeyLifetime.fit(Duration.ofSeconds(-5))).contains(Duration.ofSeconds(1));
    assertThat(KeyLifetime.fit(Duration.ofMillis(2500))).contains(Duration.ofSeconds(2));
    assertThat(KeyLifetime.fit(LONGEST)).contains(LONGEST);
    assertThat(KeyLifetime.fit(LONGEST.plusSeconds(1))).isEmpty();
  }
}

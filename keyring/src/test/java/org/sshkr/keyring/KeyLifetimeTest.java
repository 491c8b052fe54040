package org.sshkr.keyring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sshkr.ssh.key.SshCertificate;

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

  private static final Instant NOW = Instant.ofEpochSecond(1_000_000);

  /** The lifetime of a certificate that is valid until this many seconds after {@link #NOW}. */
  private static Optional<Duration> ofCertificate(long seconds, Optional<Duration> wanted) {
    long end = NOW.getEpochSecond() + seconds;
    return KeyLifetime.of(TestKeys.certificate(TestKeys.pair(2048), "alice", end), wanted, NOW);
  }

  /** ssh-add(1), option -N: "the certificate lifetime (with a short grace period)". */
  @ParameterizedTest
  @CsvSource({
    "10, , 310", // five more minutes
    "10, 309, 309",
    "10, 310, 310",
    "10, 311, 310",
    "0, , 300",
    "-300, , 1", // expired: a second is the shortest time that the kernel keeps
    "-400, , 1",
    "-1000000, 86400, 1", // expired since 1970
  })
  void ofACertificateEndsFiveMinutesAfterItsValidity(long seconds, Long lifetime, long expected) {
    Optional<Duration> wanted = Optional.ofNullable(lifetime).map(Duration::ofSeconds);
    assertThat(ofCertificate(seconds, wanted)).contains(Duration.ofSeconds(expected));
  }

  @Test
  void ofACertificateThatIsValidBeyondAllTimeIsAsWanted() {
    SshCertificate withoutEnd = TestKeys.certificate(TestKeys.pair(2048), "alice");
    assertThat(KeyLifetime.of(withoutEnd, Optional.empty(), NOW)).isEmpty();
    assertThat(KeyLifetime.of(withoutEnd, Optional.of(Duration.ofDays(1)), NOW))
        .contains(Duration.ofDays(1));
    // longer than the kernel can keep a key
    assertThat(ofCertificate(1L << 40, Optional.empty())).isEmpty();
  }
}

package org.sshkr.keyring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sshkr.wire.Blob;
import org.sshkr.wire.WireFormatException;

class SshCertificateTest {
  private static final SshCertificate WITHOUT_END =
      TestKeys.certificate(TestKeys.pair(2048), "alice");
  private static final Instant NOW = Instant.ofEpochSecond(1_000_000);

  /** One that is valid until so many seconds after {@link #NOW}. */
  private static SshCertificate validFor(long seconds) {
    return new SshCertificate(
        WITHOUT_END.blob(),
        WITHOUT_END.publicKey(),
        WITHOUT_END.keyId(),
        0,
        NOW.getEpochSecond() + seconds);
  }

  @Test
  void isReadWhole() {
    byte[] blob = WITHOUT_END.blob().toByteArray();
    SshCertificate read = SshCertificate.ofBlob(blob);
    assertThat(read.publicKey()).isEqualTo(TestKeys.publicKey(TestKeys.pair(2048)));
    assertThat(read.keyId()).isEqualTo("alice");
    assertThat(Base64.getDecoder().decode(read.base64())).isEqualTo(blob);
    assertThat(SshCertificate.isOne(blob)).isTrue();
    assertThatThrownBy(() -> SshCertificate.ofBlob(Arrays.copyOf(blob, blob.length + 1)))
        .isInstanceOf(WireFormatException.class)
        .hasMessage("1 bytes too many");
  }

  @Test
  void plainKeyAndOtherBytesAreNone() {
    byte[] plain = WITHOUT_END.publicKey().blob();
    assertThat(SshCertificate.isOne(plain)).isFalse();
    assertThat(SshCertificate.isOne(new byte[3])).isFalse();
    assertThatThrownBy(() -> SshCertificate.ofBlob(plain))
        .isInstanceOf(WireFormatException.class)
        .hasMessageContaining("not an ssh-rsa-cert-v01@openssh.com");
  }

  @ParameterizedTest
  @CsvSource({
    "rsa-sha2-512-cert-v01@openssh.com, rsa-sha2-512",
    "sk-ssh-ed25519-cert-v01@openssh.com, sk-ssh-ed25519@openssh.com",
    "sk-ssh-ed25519@openssh.com, sk-ssh-ed25519@openssh.com",
    "rsa-sha2-256, rsa-sha2-256",
  })
  void signatureNamesTheAlgorithmWithoutTheCertificate(String name, String plain) {
    assertThat(SshCertificate.plainAlgorithm(name)).isEqualTo(plain);
  }

  /** ssh-add(1), option -N: "the certificate lifetime (with a short grace period)". */
  @ParameterizedTest
  @CsvSource({
    "10, , 310", // five minutes more
    "10, 309, 309",
    "10, 310, 310",
    "10, 311, 310",
    "0, , 300",
    "-300, , 1", // over: a second is the least that the kernel keeps
    "-400, , 1",
  })
  void lifetimeEndsFiveMinutesAfterTheValidity(long seconds, Long lifetime, long expected) {
    Optional<Duration> wanted = Optional.ofNullable(lifetime).map(Duration::ofSeconds);
    assertThat(validFor(seconds).shorten(wanted, NOW)).contains(Duration.ofSeconds(expected));
  }

  @Test
  void lifetimeOfOneThatIsValidBeyondAllTimeIsAsWanted() {
    assertThat(WITHOUT_END.shorten(Optional.empty(), NOW)).isEmpty();
    assertThat(WITHOUT_END.shorten(Optional.of(Duration.ofDays(1)), NOW))
        .contains(Duration.ofDays(1));
    // longer than the kernel can keep a key
    assertThat(validFor(1L << 40).shorten(Optional.empty(), NOW)).isEmpty();
    // over since 1970
    assertThat(
            new SshCertificate(Blob.copyOf(new byte[1]), WITHOUT_END.publicKey(), "", 0, 0)
                .shorten(Optional.of(Duration.ofDays(1)), NOW))
        .contains(Duration.ofSeconds(1));
  }

  /** OpenSSH's PROTOCOL.certkeys: valid "if valid after <= current time < valid before". */
  @Test
  void expiresAtTheSecondThatItIsValidBefore() {
    assertThat(validFor(1).isExpired(NOW)).isFalse();
    assertThat(validFor(0).isExpired(NOW)).isTrue();
    assertThat(validFor(-1).isExpired(NOW)).isTrue();
    assertThat(WITHOUT_END.isExpired(NOW)).isFalse();
  }
}

package org.sshkr.ssh.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.sshkr.ssh.session.TestCertificate;
import org.sshkr.ssh.session.TestHost;
import org.sshkr.ssh.wire.Blob;
import org.sshkr.ssh.wire.WireFormatException;

class SshCertificateTest {
  private static final TestHost AUTHORITY = TestHost.ed25519();
  private static final Instant NOW = Instant.ofEpochSecond(1_000_000);

  static List<TestHost> subjects() {
    return TestHost.all();
  }

  private static SshCertificate certificate(long validAfter, long validBefore) {
    return SshCertificate.ofBlob(
        TestCertificate.of(TestHost.ed25519(), AUTHORITY, "alice")
            .withValidity(validAfter, validBefore)
            .signed()
            .toByteArray());
  }

  @ParameterizedTest
  @MethodSource("subjects")
  void isReadWholeForEachTypeOfKey(TestHost subject) {
    byte[] blob = TestCertificate.of(subject, AUTHORITY, "alice", "bob").signed().toByteArray();
    SshCertificate read = SshCertificate.ofBlob(blob);
    assertThat(read.publicKey().blob()).isEqualTo(subject.blob().toByteArray());
    assertThat(read.type()).isEqualTo(subject.type() + "-cert-v01@openssh.com");
    assertThat(read.keyId()).isEqualTo("test host");
    assertThat(read.principals()).containsExactly("alice", "bob");
    assertThat(read.authority()).isEqualTo(AUTHORITY.blob());
    assertThat(read.isSignedByAuthority()).isTrue();
    assertThat(Base64.getDecoder().decode(read.base64())).isEqualTo(blob);
    assertThat(read.line("c")).isEqualTo(read.type() + " " + read.base64() + " c");
    assertThat(SshCertificate.isOne(blob)).isTrue();
    assertThatThrownBy(() -> SshCertificate.ofBlob(Arrays.copyOf(blob, blob.length + 1)))
        .isInstanceOf(WireFormatException.class)
        .hasMessage("1 bytes too many");
  }

  @Test
  void signatureOfAnotherThanTheAuthorityIsNone() {
    Blob blob =
        TestCertificate.of(TestHost.ed25519(), AUTHORITY, "alice").signedBy(TestHost.ed25519());
    assertThat(SshCertificate.ofBlob(blob.toByteArray()).isSignedByAuthority()).isFalse();
  }

  @Test
  void plainKeyAndOtherBytesAreNone() {
    byte[] plain = AUTHORITY.blob().toByteArray();
    assertThat(SshCertificate.isOne(plain)).isFalse();
    assertThat(SshCertificate.isOne(new byte[3])).isFalse();
    assertThatThrownBy(() -> SshCertificate.ofBlob(plain))
        .isInstanceOf(WireFormatException.class)
        .hasMessage("not a certificate");
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
    if (SshCertificate.isType(name)) {
      assertThat(SshCertificate.typeFor(plain)).isEqualTo(name);
    }
  }

  /** OpenSSH's PROTOCOL.certkeys: valid "if valid after <= current time < valid before". */
  @Test
  void isValidFromOneSecondUntilBeforeAnother() {
    long now = NOW.getEpochSecond();
    assertThat(certificate(now, now + 1).isValid(NOW)).isTrue();
    assertThat(certificate(now + 1, -1).isValid(NOW)).isFalse();
    assertThat(certificate(0, now + 1).isExpired(NOW)).isFalse();
    assertThat(certificate(0, now).isExpired(NOW)).isTrue();
    assertThat(certificate(0, now - 1).isExpired(NOW)).isTrue();
    assertThat(certificate(0, -1).isExpired(NOW)).isFalse();
    assertThat(certificate(0, -1).isValid(Instant.ofEpochSecond(-1))).isFalse();
  }
}

package org.sshkr.ssh.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sshkr.ssh.constraint.Hop;
import org.sshkr.ssh.constraint.HostKey;
import org.sshkr.ssh.wire.Blob;
import org.sshkr.ssh.wire.WireFormatException;
import org.sshkr.ssh.wire.WireWriter;

/** Each rule of sshkey.c (cert_parse, sshkey_cert_check_host) and ssh-agent.c (match_key_hop). */
class CertifiedHostTest {
  private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);
  private static final TestHost SUBJECT = TestHost.ed25519();
  private static final TestHost AUTHORITY = TestHost.ecdsa(256);
  private static final Hop HOP =
      new Hop("", "alpha.example", List.of(new HostKey(AUTHORITY.blob(), true)));

  private static boolean isAtHop(TestCertificate certificate) {
    return SessionHost.decode(certificate.signed()).isAt(HOP, NOW);
  }

  private static TestCertificate certificate(String... principals) {
    return TestCertificate.of(SUBJECT, AUTHORITY, principals);
  }

  static List<TestHost> hosts() {
    return TestHost.all();
  }

  @ParameterizedTest
  @MethodSource("hosts")
  void isReadForEachTypeOfKeyAndAuthority(TestHost subject) {
    for (TestHost authority : TestHost.all()) {
      Blob blob = TestCertificate.of(subject, authority, "alpha.example").signed();
      SessionHost host = SessionHost.decode(blob);
      assertThat(host.blob()).isEqualTo(blob);
      assertThat(Blob.copyOf(host.key().blob())).isEqualTo(subject.blob());
      byte[] data = {1, 2, 3};
      assertThat(host.key().verifies(data, subject.sign(data).toByteArray())).isTrue();
      Hop hop = new Hop("", "alpha.example", List.of(new HostKey(authority.blob(), true)));
      assertThat(host.isAt(hop, NOW)).isTrue();
    }
  }

  @Test
  void nameIsComparedWithPatterns() {
    assertThat(isAtHop(certificate("alpha.example"))).isTrue();
    assertThat(isAtHop(certificate("beta.example", "*.example"))).isTrue();
    assertThat(isAtHop(certificate("beta.example"))).isFalse();
    assertThat(isAtHop(certificate("ALPHA.example"))).isFalse();
    assertThat(isAtHop(certificate())).isFalse(); // in a user's certificate it would mean any
  }

  @Test
  void userCertificateIsNone() {
    assertThat(isAtHop(certificate("alpha.example").withKind(1))).isFalse();
    Blob odd = certificate("alpha.example").withKind(3).signed();
    assertThatThrownBy(() -> SessionHost.decode(odd)).hasMessageContaining("unknown kind");
  }

  @Test
  void timeIsFromTheFirstSecondToBeforeTheLast() {
    long now = NOW.getEpochSecond();
    assertThat(isAtHop(certificate("*").withValidity(now, now + 1))).isTrue();
    assertThat(isAtHop(certificate("*").withValidity(now + 1, now + 2))).isFalse();
    assertThat(isAtHop(certificate("*").withValidity(now - 1, now))).isFalse();
    // unsigned: no end
    assertThat(isAtHop(certificate("*").withValidity(0, Long.MIN_VALUE))).isTrue();
    assertThat(isAtHop(certificate("*").withValidity(Long.MIN_VALUE, -1))).isFalse();
  }

  @Test
  void criticalOptionsAreNotUnderstood() {
    Blob options =
        TestHost.blob(new WireWriter().writeText("source-address").writeText("127.0.0.1"));
    assertThat(isAtHop(certificate("*").withCriticalOptions(options))).isFalse();
    Blob torn = certificate("*").withCriticalOptions(Blob.copyOf(new byte[] {0, 0, 0, 9})).signed();
    assertThatThrownBy(() -> SessionHost.decode(torn)).isInstanceOf(WireFormatException.class);
  }

  @Test
  void authorityMayNotSignWithSha1() {
    TestHost authority = TestHost.rsa(2048);
    Hop hop = new Hop("", "alpha.example", List.of(new HostKey(authority.blob(), true)));
    TestCertificate certificate = TestCertificate.of(SUBJECT, authority, "*");
    Blob sha1 = certificate.withAlgorithm("ssh-rsa").signed();
    assertThat(SessionHost.decode(sha1).isAt(hop, NOW)).isFalse();
    Blob sha2 = certificate.withAlgorithm("rsa-sha2-256").signed();
    assertThat(SessionHost.decode(sha2).isAt(hop, NOW)).isTrue();
  }

  @Test
  void certificateThatItsAuthorityDidNotSignIsRefused() {
    Blob forged = certificate("*").signedBy(TestHost.ecdsa(256));
    assertThatThrownBy(() -> SessionHost.decode(forged))
        .isInstanceOf(WireFormatException.class)
        .hasMessageContaining("not signed by the CA");
  }

  @Test
  void keyOfTheHopIsNoAuthorityAndTheOtherWayRound() {
    SessionHost certified = SessionHost.decode(certificate("*").signed());
    SessionHost plain = SessionHost.decode(SUBJECT.blob());
    Hop byKeys =
        new Hop(
            "",
            "alpha.example",
            List.of(new HostKey(SUBJECT.blob(), false), new HostKey(AUTHORITY.blob(), false)));
    assertThat(certified.isAt(byKeys, NOW)).isFalse();
    assertThat(plain.isAt(byKeys, NOW)).isTrue();
    Hop byAuthorities = new Hop("", "alpha.example", List.of(new HostKey(SUBJECT.blob(), true)));
    assertThat(plain.isAt(byAuthorities, NOW)).isFalse();
    assertThat(certified.isAt(byAuthorities, NOW)).isFalse();
  }

  @Test
  void authorityMayNotBeACertificate() {
    TestHost certified =
        new TestHost(AUTHORITY.type(), AUTHORITY.pair(), certificate("*").signed());
    Blob chained = TestCertificate.of(SUBJECT, certified, "*").signed();
    assertThatThrownBy(() -> SessionHost.decode(chained)).isInstanceOf(WireFormatException.class);
  }

  /** SSH_RSA_MINIMUM_MODULUS_SIZE, for hosts and authorities. */
  @Test
  void rsaKeyThatIsTooShortIsRefused() {
    TestHost weak = TestHost.rsa(1016);
    for (Blob blob :
        List.of(
            weak.blob(),
            TestCertificate.of(weak, AUTHORITY, "*").signed(),
            TestCertificate.of(SUBJECT, weak, "*").signed())) {
      assertThatThrownBy(() -> SessionHost.decode(blob))
          .isInstanceOf(WireFormatException.class)
          .hasMessageContaining("1016 bits");
    }
  }

  @Test
  void upTo256PrincipalsAreRead() {
    String[] names = IntStream.rangeClosed(1, 257).mapToObj(i -> "host" + i).toArray(String[]::new);
    Blob most = certificate(Arrays.copyOf(names, 256)).signed();
    assertThat(((CertifiedHost) SessionHost.decode(most)).certificate().principals()).hasSize(256);
    Blob more = certificate(names).signed();
    assertThatThrownBy(() -> SessionHost.decode(more)).hasMessageContaining("too many principals");
  }

  @Test
  void changedCutOrExtendedIsRefused() {
    byte[] blob = certificate("alpha.example").signed().toByteArray();
    for (int i = 0; i < blob.length; i++) {
      byte[] changed = blob.clone();
      changed[i] ^= 1;
      assertThatThrownBy(() -> SessionHost.decode(Blob.copyOf(changed)))
          .isInstanceOf(WireFormatException.class);
      byte[] cut = Arrays.copyOf(blob, i);
      assertThatThrownBy(() -> SessionHost.decode(Blob.copyOf(cut)))
          .isInstanceOf(WireFormatException.class);
    }
    byte[] extended = Arrays.copyOf(blob, blob.length + 1);
    assertThatThrownBy(() -> SessionHost.decode(Blob.copyOf(extended)))
        .isInstanceOf(WireFormatException.class);
  }
}

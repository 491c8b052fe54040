package org.sshkr.ssh.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.sshkr.ssh.wire.Blob;
import org.sshkr.ssh.wire.WireWriter;

class UserAuthRequestTest {
  private static final Blob SESSION = Blob.copyOf(new byte[] {1, 2, 3});
  private static final Blob KEY = TestHost.blob(new WireWriter().writeText("ssh-rsa"));
  private static final Blob HOST = TestHost.blob(new WireWriter().writeText("ssh-ed25519"));
  private static final LoginData GOOD = LoginData.of(SESSION, "git", KEY);

  @Test
  void bothMethodsAreRead() {
    assertThat(UserAuthRequest.parse(GOOD.plain()))
        .contains(new UserAuthRequest(SESSION, "git", "rsa-sha2-512", KEY, Optional.empty()));
    assertThat(UserAuthRequest.parse(GOOD.hostbound(HOST)))
        .contains(new UserAuthRequest(SESSION, "git", "rsa-sha2-512", KEY, Optional.of(HOST)));
  }

  static Stream<Arguments> others() {
    Blob empty = Blob.copyOf(new byte[0]);
    return Stream.of(
        Arguments.of("nothing", empty),
        Arguments.of(
            "no session",
            new LoginData(empty, 50, "u", "ssh-connection", "publickey", 1, "a", KEY).plain()),
        Arguments.of(
            "another message",
            new LoginData(SESSION, 51, "u", "ssh-connection", "publickey", 1, "a", KEY).plain()),
        Arguments.of(
            "another service",
            new LoginData(SESSION, 50, "u", "ssh-userauth", "publickey", 1, "a", KEY).plain()),
        Arguments.of(
            "another method",
            new LoginData(SESSION, 50, "u", "ssh-connection", "hostbased", 1, "a", KEY).plain()),
        Arguments.of(
            "hostbound without a host key",
            new LoginData(SESSION, 50, "u", "ssh-connection", LoginData.HOSTBOUND, 1, "a", KEY)
                .plain()),
        Arguments.of(
            "a query, without a signature",
            new LoginData(SESSION, 50, "u", "ssh-connection", "publickey", 0, "a", KEY).plain()),
        Arguments.of(
            "a boolean that is neither",
            new LoginData(SESSION, 50, "u", "ssh-connection", "publickey", 2, "a", KEY).plain()),
        Arguments.of(
            "a user with a NUL",
            new LoginData(SESSION, 50, "u\0", "ssh-connection", "publickey", 1, "a", KEY).plain()),
        Arguments.of(
            "a signed file (PROTOCOL.sshsig)",
            TestHost.blob(
                new WireWriter()
                    .writeRaw(new byte[] {'S', 'S', 'H', 'S', 'I', 'G'})
                    .writeText("file")
                    .writeText("")
                    .writeText("sha512")
                    .writeString(new byte[64]))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("others")
  void isNotOne(String what, Blob data) {
    assertThat(UserAuthRequest.parse(data)).as(what).isEmpty();
  }

  @Test
  void cutOrExtendedIsNone() {
    for (Blob data : new Blob[] {GOOD.plain(), GOOD.hostbound(HOST)}) {
      byte[] bytes = data.toByteArray();
      for (int length = 0; length < bytes.length; length++) {
        assertThat(UserAuthRequest.parse(Blob.copyOf(Arrays.copyOf(bytes, length)))).isEmpty();
      }
      byte[] extended = Arrays.copyOf(bytes, bytes.length + 1);
      assertThat(UserAuthRequest.parse(Blob.copyOf(extended))).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "ssh-rsa, ssh-rsa, true",
    "ssh-rsa, rsa-sha2-256, true",
    "ssh-rsa, rsa-sha2-512, true",
    "ssh-rsa, rsa-sha2-512-cert-v01@openssh.com, false",
    "ssh-rsa, ssh-ed25519, false",
    "ssh-rsa-cert-v01@openssh.com, ssh-rsa-cert-v01@openssh.com, true",
    "ssh-rsa-cert-v01@openssh.com, rsa-sha2-256-cert-v01@openssh.com, true",
    "ssh-rsa-cert-v01@openssh.com, rsa-sha2-512-cert-v01@openssh.com, true",
    "ssh-rsa-cert-v01@openssh.com, rsa-sha2-512, false",
    "ssh-ed25519, ssh-ed25519, true",
    "ssh-ed25519, rsa-sha2-512, false",
    "ecdsa-sha2-nistp256, ecdsa-sha2-nistp384, false",
  })
  void algorithmIsOneOfTheKeys(String type, String algorithm, boolean expected) {
    Blob key = TestHost.blob(new WireWriter().writeText(type));
    LoginData data =
        new LoginData(SESSION, 50, "u", "ssh-connection", "publickey", 1, algorithm, key);
    UserAuthRequest request = UserAuthRequest.parse(data.plain()).orElseThrow();
    assertThat(request.isSignedBy(key)).isEqualTo(expected);
    Blob another = TestHost.blob(new WireWriter().writeText(type).writeByte(0));
    assertThat(request.isSignedBy(another)).isFalse();
  }
}

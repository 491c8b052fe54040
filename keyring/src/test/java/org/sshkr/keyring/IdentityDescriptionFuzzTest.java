package org.sshkr.keyring;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Any description that a kernel key may bear, put there by whoever could: it names an identity that
 * the kernel can sign with and that is written back as it was read, or none.
 */
class IdentityDescriptionFuzzTest {
  static List<byte[]> descriptions() {
    RsaPublicKey key = RsaPublicKeyFuzzTest.key(2048);
    return List.of(
        bytes(new SshIdentity(key, "")),
        bytes(new SshIdentity(key, "alice@example.org")),
        ("confirm,certificate-only,destinations=x " + new SshIdentity(key, "c").line())
            .getBytes(StandardCharsets.UTF_8),
        ("from-the-future " + new SshIdentity(key, "c").line()).getBytes(StandardCharsets.UTF_8),
        bytes(new SshIdentity(key, " ssh-rsa é\n\u001b[2J\u2028 ")),
        bytes(new SshIdentity(key, "é 🔑 ".repeat(500))), // longer than the kernel takes
        bytes(new SshIdentity(RsaPublicKeyFuzzTest.key(1024), "too few bits")));
  }

  private static byte[] bytes(SshIdentity identity) {
    return identity.line().getBytes(StandardCharsets.UTF_8);
  }

  @MethodSource("descriptions")
  @FuzzTest(maxDuration = "4s")
  void parses(byte[] bytes) {
    Optional<IdentityDescription> parsed =
        IdentityDescription.parse(new String(bytes, StandardCharsets.UTF_8));
    if (parsed.isPresent()) {
      IdentityDescription identity = parsed.get();
      assertThat(identity.key().isUsable()).isTrue();
      assertThat(identity.comment().chars()).noneMatch(Character::isISOControl);
      assertThat(IdentityDescription.parse(identity.text())).isEqualTo(parsed);

      IdentityDescription fitted =
          IdentityDescription.fit(
              identity.key(),
              identity.comment(),
              new Constraints(identity.confirm(), identity.certificateOnly(), Optional.empty()));
      assertThat(fitted.text().getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(4096);
      assertThat(identity.comment()).startsWith(fitted.comment());
      assertThat(IdentityDescription.parse(fitted.text())).contains(fitted);
    }
  }
}

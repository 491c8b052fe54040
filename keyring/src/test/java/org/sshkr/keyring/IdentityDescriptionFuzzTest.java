package org.sshkr.keyring;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.provider.MethodSource;
import org.sshkr.ssh.FuzzInputs;
import org.sshkr.ssh.key.RsaPublicKey;

/**
 * Any description of a kernel key, by any program: it is an identity that the kernel can sign with
 * and that is written back as it was read, or none.
 */
class IdentityDescriptionFuzzTest {
  static List<byte[]> descriptions() {
    RsaPublicKey key = key(2048);
    return List.of(
        bytes(TestIdentity.of(key, "")),
        bytes(TestIdentity.of(key, "alice@example.org")),
        ("confirm,certificate-only,destinations=x " + TestIdentity.of(key, "c").line())
            .getBytes(StandardCharsets.UTF_8),
        ("from-the-future " + TestIdentity.of(key, "c").line()).getBytes(StandardCharsets.UTF_8),
        bytes(TestIdentity.of(key, " ssh-rsa é\n\u001b[2J\u2028 ")),
        bytes(TestIdentity.of(key, "é 🔑 ".repeat(500))), // longer than the kernel accepts
        bytes(TestIdentity.of(key(1024), "too few bits")));
  }

  /**
   * A key of this many bits; the modulus is not a product of two primes, which nothing here checks.
   */
  private static RsaPublicKey key(int bits) {
    BigInteger modulus = BigInteger.ONE.shiftLeft(bits).subtract(BigInteger.valueOf(159));
    return new RsaPublicKey(modulus, BigInteger.valueOf(65537));
  }

  private static byte[] bytes(Identity identity) {
    return identity.line().getBytes(StandardCharsets.UTF_8);
  }

  static Collection<byte[]> inputs() throws IOException {
    return FuzzInputs.of(IdentityDescriptionFuzzTest.class).values();
  }

  @MethodSource({"descriptions", "inputs"})
  @FuzzTest(maxDuration = "4s")
  void parses(byte[] bytes) {
    Optional<IdentityDescription> parsed =
        IdentityDescription.parse(new String(bytes, StandardCharsets.UTF_8));
    if (parsed.isPresent()) {
      IdentityDescription identity = parsed.get();
      assertThat(KernelRsa.isUsable(identity.key())).isTrue();
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

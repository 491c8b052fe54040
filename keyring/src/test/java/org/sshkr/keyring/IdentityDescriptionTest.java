package org.sshkr.keyring;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.interfaces.RSAPublicKey;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.sshkr.ssh.key.RsaPublicKey;

class IdentityDescriptionTest {
  /**
   * A later version with more constraints wrote it: a program that enforces them must refuse the
   * key.
   */
  @Test
  void optionThatIsNotKnownCountsAsDestinationsThatNobodyCanRead() {
    RSAPublicKey pair = (RSAPublicKey) TestKeys.pair(2048).getPublic();
    RsaPublicKey key = new RsaPublicKey(pair.getModulus(), pair.getPublicExponent());
    String line = TestIdentity.of(key, "alice").line();
    IdentityDescription parsed = IdentityDescription.parse("confirm,newer " + line).get();
    assertThat(parsed.confirm()).isTrue();
    assertThat(parsed.destinations()).isPresent();
    assertThat(parsed.comment()).isEqualTo("alice");
  }

  @Test
  void everyOptionIsReadBackAsItWasWritten() {
    RsaPublicKey key = TestKeys.publicKey(TestKeys.pair(2048));
    Constraints all =
        new Constraints(true, true, Optional.of(DestinationLimit.of(new byte[] {1, 2, 3})));
    IdentityDescription fitted = IdentityDescription.fit(key, "alice", all);
    assertThat(fitted.text())
        .matches("confirm,certificate-only,destinations=\\S{20,} ssh-rsa \\S+ alice");
    assertThat(IdentityDescription.parse(fitted.text())).contains(fitted);
    for (Constraints one :
        List.of(
            Constraints.NONE,
            new Constraints(true, false, Optional.empty()),
            new Constraints(false, true, Optional.empty()))) {
      IdentityDescription bare = IdentityDescription.fit(key, "", one);
      assertThat(IdentityDescription.parse(bare.text())).contains(bare);
      assertThat(bare.confirm()).isEqualTo(one.confirm());
      assertThat(bare.certificateOnly()).isEqualTo(one.certificateOnly());
      assertThat(bare.destinations()).isEmpty();
    }
  }

  /** Without a comment there is no blank after the key either. */
  @Test
  void keyWithoutACommentIsOne() {
    RsaPublicKey key = TestKeys.publicKey(TestKeys.pair(2048));
    assertThat(IdentityDescription.parse("ssh-rsa " + key.base64()))
        .contains(IdentityDescription.fit(key, "", Constraints.NONE));
    assertThat(IdentityDescription.parse("ssh-rsa")).isEmpty();
  }

  /** The kernel's copy is read without the trailing blank; found by fuzzing. */
  @Test
  void commentThatIsCutBehindABlankIsReadBackAsItWasFitted() {
    RSAPublicKey pair = (RSAPublicKey) TestKeys.pair(2048).getPublic();
    RsaPublicKey key = new RsaPublicKey(pair.getModulus(), pair.getPublicExponent());
    for (String start : new String[] {"", "x"}) {
      IdentityDescription fitted =
          IdentityDescription.fit(key, start + "a ".repeat(2500), Constraints.NONE);
      assertThat(fitted.text()).hasSizeBetween(4094, 4095);
      assertThat(IdentityDescription.parse(fitted.text())).contains(fitted);
    }
  }
}

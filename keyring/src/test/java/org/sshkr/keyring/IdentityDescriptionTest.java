package org.sshkr.keyring;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.interfaces.RSAPublicKey;
import org.junit.jupiter.api.Test;

class IdentityDescriptionTest {
  /** Written by a version that has more constraints: whoever enforces them must refuse the key. */
  @Test
  void optionThatIsNotKnownCountsAsDestinationsThatNobodyCanRead() {
    RSAPublicKey pair = (RSAPublicKey) TestKeys.pair(2048).getPublic();
    RsaPublicKey key = new RsaPublicKey(pair.getModulus(), pair.getPublicExponent());
    String line = new SshIdentity(key, "alice").line();
    IdentityDescription parsed = IdentityDescription.parse("confirm,newer " + line).get();
    assertThat(parsed.confirm()).isTrue();
    assertThat(parsed.destinations()).isPresent();
    assertThat(parsed.comment()).isEqualTo("alice");
  }

  /** The kernel's copy is read without the blank; found by fuzzing. */
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

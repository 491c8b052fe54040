package org.sshkr.keyring;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.interfaces.RSAPublicKey;
import org.junit.jupiter.api.Test;

class IdentityDescriptionTest {
  /** The kernel's copy is read without the blank; found by fuzzing. */
  @Test
  void commentThatIsCutBehindABlankIsReadBackAsItWasFitted() {
    RSAPublicKey pair = (RSAPublicKey) TestKeys.pair(2048).getPublic();
    RsaPublicKey key = new RsaPublicKey(pair.getModulus(), pair.getPublicExponent());
    for (String start : new String[] {"", "x"}) {
      SshIdentity fitted = IdentityDescription.fit(key, start + "a ".repeat(2500));
      assertThat(fitted.line()).hasSizeBetween(4094, 4095);
      assertThat(IdentityDescription.parse(fitted.line())).contains(fitted);
    }
  }
}

package org.sshkr.ssh.agent;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PassphraseRequestTest {
  private static byte[] passphrase() {
    return "open sesame".getBytes(US_ASCII);
  }

  @Test
  void passphraseIsWipedWhenTheRequestIsClosed() {
    byte[] bytes = passphrase();
    try (Lock lock = new Lock(bytes)) {
      assertThat(lock.passphrase()).isEqualTo(passphrase());
    }
    assertThat(bytes).containsOnly(0);
  }

  @Test
  void doesNotShowThePassphrase() {
    assertThat(new Lock(passphrase())).hasToString("Lock[]");
    assertThat(new Unlock(passphrase())).hasToString("Unlock[]");
  }

  @Test
  void isEqualByTypeAndPassphrase() {
    assertThat(new Lock(passphrase()))
        .isEqualTo(new Lock(passphrase()))
        .hasSameHashCodeAs(new Lock(passphrase()))
        .isNotEqualTo(new Unlock(passphrase()))
        .doesNotHaveSameHashCodeAs(new Unlock(passphrase()))
        .isNotEqualTo(new Lock(new byte[11]));
  }
}

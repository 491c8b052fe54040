package org.sshkr.keyring;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KeyringLockTest {
  @Test
  void eachFailedAttemptMakesTheNextOneSlowerUpToTenSeconds() {
    assertThat(KeyringLock.delayMillis(0)).isZero();
    assertThat(KeyringLock.delayMillis(1)).isEqualTo(100);
    assertThat(KeyringLock.delayMillis(50)).isEqualTo(5_000);
    assertThat(KeyringLock.delayMillis(100)).isEqualTo(10_000);
    assertThat(KeyringLock.delayMillis(Integer.MAX_VALUE)).isEqualTo(10_000);
  }
}

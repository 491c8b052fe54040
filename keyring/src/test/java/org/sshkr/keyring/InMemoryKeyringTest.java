package org.sshkr.keyring;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

class InMemoryKeyringTest extends KernelKeyringContract {
  private final TurnableClock clock = new TurnableClock();

  @Override
  protected Keyring open() {
    return new InMemoryKeyring(clock, 8);
  }

  @Override
  protected void passTimeUntil(BooleanSupplier condition) {
    for (int i = 0; i < 100 && !condition.getAsBoolean(); i++) {
      clock.turn(Duration.ofMillis(100));
    }
  }

  @Test
  void refusesMoreThanItsQuota() {
    try (InMemoryKeyring keyring = new InMemoryKeyring(clock, 0);
        PrivateKey key = TestKeys.privateKey(TestKeys.pair(2048))) {
      assertThatThrownBy(() -> keyring.add(key, "", Optional.<Duration>empty()))
          .isInstanceOf(KeyringException.QuotaFull.class);
    }
  }
}

package org.sshkr.keyring;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

class InMemoryKeyringTest extends KeyringContract {
  private final TurnableClock clock = new TurnableClock();

  @Override
  protected Keyring open() {
    return new InMemoryKeyring(clock, 3);
  }

  @Override
  protected void passTimeUntil(BooleanSupplier condition) {
    for (int i = 0; i < 100 && !condition.getAsBoolean(); i++) {
      clock.now = clock.now.plusMillis(100);
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

  @Test
  void refusesUseAfterClose() {
    InMemoryKeyring keyring = new InMemoryKeyring();
    keyring.close();
    assertThatThrownBy(keyring::list).isInstanceOf(IllegalStateException.class);
  }

  private static final class TurnableClock extends Clock {
    private Instant now = Instant.EPOCH;

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}

package org.sshkr.keyring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.sshkr.ssh.wire.WireFormatException;

class LockRecordTest {
  private static final byte[] PASSPHRASE = {'p', 0, -1};

  @Test
  void eachFailedAttemptMakesTheNextOneSlowerUpToTenSeconds() {
    assertThat(LockRecord.delay(0)).isZero();
    assertThat(LockRecord.delay(1)).hasMillis(100);
    assertThat(LockRecord.delay(50)).hasMillis(5_000);
    assertThat(LockRecord.delay(100)).hasMillis(10_000);
    assertThat(LockRecord.delay(Integer.MAX_VALUE)).hasMillis(10_000);
  }

  @Test
  void opensWithItsPassphraseOnlyAfterItWasReadAgain() {
    LockRecord made = LockRecord.of(PASSPHRASE).failed();
    LockRecord read = LockRecord.decode(made.encode());
    assertThat(read).isEqualTo(made);
    assertThat(read.failures()).isEqualTo(1);
    assertThat(read.opens(PASSPHRASE)).isTrue();
    assertThat(read.opens(new byte[] {'p', 0})).isFalse();
    assertThat(read.opens(new byte[] {'q', 0, -1})).isFalse();
    assertThat(read.opens(new byte[0])).isFalse();
    assertThat(LockRecord.of(PASSPHRASE)).isNotEqualTo(LockRecord.of(PASSPHRASE));
  }

  @Test
  void recordOfAnotherLengthOrVersionIsRefused() {
    byte[] record = LockRecord.of(PASSPHRASE).encode();
    byte[] later = record.clone();
    later[0]++;
    for (byte[] other :
        new byte[][] {
          {},
          later,
          Arrays.copyOf(record, record.length - 1),
          Arrays.copyOf(record, record.length + 1)
        }) {
      assertThatThrownBy(() -> LockRecord.decode(other)).isInstanceOf(WireFormatException.class);
    }
  }
}

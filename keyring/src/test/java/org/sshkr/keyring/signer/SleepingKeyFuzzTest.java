package org.sshkr.keyring.signer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.MethodSource;
import org.sshkr.keyring.DestinationLimit;
import org.sshkr.keyring.signer.SleepingKey.Part;
import org.sshkr.ssh.key.Ed25519PublicKey;
import org.sshkr.ssh.wire.Blob;
import org.sshkr.ssh.wire.WireFormatException;

/**
 * Any bytes as what a user says of an entry: an entry that is written back as it was read, or
 * refused in one line. The signer reads nothing else of a user's but requests of the agent
 * protocol.
 */
class SleepingKeyFuzzTest {
  private static final Blob KEY =
      Blob.copyOf(new Ed25519PublicKey(Blob.copyOf(new byte[32])).blob());

  private static final SleepingKey PLAIN =
      new SleepingKey(KEY, "a comment", false, Optional.empty(), false, Optional.empty(), 1);

  private static final SleepingKey LIMITED =
      new SleepingKey(
          KEY,
          "",
          true,
          Optional.of(DestinationLimit.of(new byte[] {1, 2, 3})),
          true,
          Optional.of(Instant.ofEpochSecond(0x1_0000_0000L)),
          0x1_0000_0000_0L);

  static List<byte[]> entries() {
    return List.of(PLAIN.encode(), LIMITED.encode());
  }

  @MethodSource("entries")
  @FuzzTest(maxDuration = "4s")
  void decodes(byte[] bytes) {
    SleepingKey key;
    try {
      key = SleepingKey.decode(bytes);
    } catch (WireFormatException e) {
      assertThat(e.getMessage()).isNotBlank().doesNotContain("\n");
      return;
    }
    assertThat(SleepingKey.decode(key.encode())).isEqualTo(key);
    assertThat(key.comment().chars()).noneMatch(Character::isISOControl);
    assertThat(key.name(1000, Part.NUMBER))
        .matches("1000:ssh-kr:number:[A-Za-z0-9_-]{43}")
        .isNotEqualTo(key.name(1000, Part.ABOUT));
  }

  @Test
  void entryIsReadAsItWasWritten() {
    for (SleepingKey key : List.of(PLAIN, LIMITED)) {
      assertThat(SleepingKey.decode(key.encode())).isEqualTo(key);
    }
  }

  @Test
  void entryThatIsBrokenOffIsRefused() {
    byte[] whole = LIMITED.encode();
    for (int length = 0; length < whole.length; length++) {
      byte[] part = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> SleepingKey.decode(part)).isInstanceOf(WireFormatException.class);
    }
  }
}

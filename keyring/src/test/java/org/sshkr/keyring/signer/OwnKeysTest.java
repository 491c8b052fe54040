package org.sshkr.keyring.signer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnKeysTest {
  private static final String SESSION =
      "04614aa5 I--Q---    15 perm 3f030000  1000  1000 keyring   _ses: 1\n";
  private static final String SLEEPING =
      "1a2b3c4d I--Q---     1 perm 3f010000  1000  1000 user      1000:ssh-kr:number:Zm9v: 32\n";

  @TempDir private Path directory;

  private boolean mayBeOf(long uid, String shown) throws Exception {
    Path file = directory.resolve("keys");
    return new OwnKeys(Files.writeString(file, shown)).mayHold(SleepingKey.prefix(uid));
  }

  @Test
  void keyThatTheKernelShowsIsThere() throws Exception {
    assertThat(mayBeOf(1000, SESSION + SLEEPING)).isTrue();
  }

  @Test
  void otherKeysAndOtherUsersKeysAreNone() throws Exception {
    assertThat(mayBeOf(1000, SESSION)).isFalse();
    assertThat(mayBeOf(100, SESSION + SLEEPING)).isFalse();
  }

  @Test
  void serialsAreThoseOfKeysThatCanBeUsed() throws Exception {
    String invalidated = SLEEPING.replace("1a2b3c4d I--Q---", "00000008 I--Q--i");
    String expired = SLEEPING.replace("1a2b3c4d", "00000007").replace("perm", "expd");
    String limited = SLEEPING.replace("1a2b3c4d", "fffffff").replace("perm", " 10m");
    Path file =
        Files.writeString(
            directory.resolve("keys"), SESSION + SLEEPING + invalidated + expired + limited);
    assertThat(new OwnKeys(file).serials("1000:ssh-kr:number:").get())
        .containsExactlyInAnyOrder(0x1a2b3c4d, 0xfffffff);
  }

  /** A container's /proc/keys is empty, and a sandboxed service has none. */
  @Test
  void whereTheKernelShowsNothingThereMayBeKeys() throws Exception {
    assertThat(mayBeOf(1000, "")).isTrue();
    assertThat(new OwnKeys(directory.resolve("missing")).mayHold("1000:")).isTrue();
  }
}

package org.sshkr.keyring;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ErrnoTest {
  /** The errors that a user can act on, with their advice. */
  @ParameterizedTest
  @CsvSource({
    "126, NotFound, add it again",
    "127, Expired, add the key again",
    "128, Revoked, add the key again",
    "13, Denied, does not possess",
    "122, QuotaFull, ssh-add-kr -d",
    "65, BadKey, RSA only",
    "90, BadKey, kind or size",
    "95, Unsupported, does not offer",
    "1, Unavailable, container",
    "38, Unavailable, no keyrings here",
    "19, Unavailable, CONFIG_ASYMMETRIC_KEY_TYPE",
    "12, Failed, out of memory",
  })
  void becomesATypeAndAnAdvice(int errno, String type, String words) {
    KeyringException exception = Errno.toException("add the key", errno);
    assertThat(exception.getClass().getSimpleName()).isEqualTo(type);
    assertThat(exception).hasMessageStartingWith("could not add the key: ");
    assertThat(exception).hasMessageContaining(words);
  }

  /** ENOKEY, EKEYEXPIRED and EKEYREVOKED mean that there is no key; ENOENT is about a keyring. */
  @ParameterizedTest
  @CsvSource({"126, true", "127, true", "128, true", "2, false", "13, false", "0, false"})
  void searchThatFailsLikeThisFoundNoKey(int errno, boolean none) {
    assertThat(Errno.meansNone(errno)).isEqualTo(none);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 12, 13, 19, 22, 38, 65, 74, 90, 95, 122, 126, 127, 128, 4711})
  void isOneLineInLowerCaseWithoutAFullStop(int errno) {
    String message = Errno.toException("sign", errno).getMessage();
    assertThat(message).doesNotContain("\n").doesNotEndWith(".").startsWith("could not sign: ");
  }

  @Test
  void unknownErrorKeepsItsNumber() {
    assertThat(Errno.toException("sign", 4711)).hasMessageContaining("4711");
  }

  @Test
  void quotaTellsItsFigures() {
    assertThat(KeyQuota.describe()).containsPattern("\\d+ of \\d+ keys, \\d+ of \\d+ bytes");
  }
}

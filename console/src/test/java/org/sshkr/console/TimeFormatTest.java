package org.sshkr.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeFormatTest {
  @ParameterizedTest
  @ValueSource(strings = {"1s", "59s", "1m", "1h30m", "3d", "1w1d1h1m1s"})
  void printsWhatItReads(String text) throws UsageException {
    assertThat(TimeFormat.print(TimeFormat.parse(text))).isEqualTo(text);
  }

  /** The examples of sshd_config(5), TIME FORMATS, and the longest time that the kernel keeps. */
  @ParameterizedTest
  @CsvSource({
    "600, 600",
    "10m, 600",
    "1h30m, 5400",
    "1W2d, 777600",
    "90s, 90",
    "1m30, 90",
    "4294967295, 4294967295",
    "' 5', 5",
    "+5, 5",
    "' +1h 30m', 5400",
    "007, 7",
  })
  void readsSecondsAndUnits(String text, long seconds) throws Exception {
    assertThat(TimeFormat.parse(text)).hasSeconds(seconds);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "00", " 0", "+0", "0h", "0s0"})
  void lifetimeOfNoughtIsNone(String text) throws Exception {
    assertThat(TimeFormat.parseLifetime(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0",
        "-1",
        "m",
        "1y",
        "1.5h",
        "h1",
        "4294967296",
        "99999999999999999999",
        "7102w",
        "5 ",
        "+ 5",
        "++5",
        "1 h",
        " ",
        "+",
        "00",
        "0h"
      })
  void refusesWhatTheKernelCannotKeep(String text) {
    assertThatThrownBy(() -> TimeFormat.parse(text))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("1h30m");
  }
}

package org.sshkr.keyfile;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrintableTextTest {
  @ParameterizedTest
  @CsvSource({
    "alice@example.org, alice@example.org",
    "'  two  words ', 'two  words'",
    "naïve 鍵 🔑, naïve 鍵 🔑",
    "'a\nb\rc\td', a?b?c?d",
    "'\u001b[2J', ?[2J",
    "'a\u007fb\u0085c\u2028d\u2029e', a?b?c?d?e",
    "'left\u202eright\u200b', left?right?",
    "'tag\uDB40\uDC41', tag?",
    "'', ''"
  })
  void makesOneLineWithoutControlCharacters(String text, String expected) {
    assertThat(PrintableText.of(text.getBytes(StandardCharsets.UTF_8))).isEqualTo(expected);
  }

  @Test
  void replacesWhatIsNotUtf8() {
    assertThat(PrintableText.of(new byte[] {'a', (byte) 0xff, (byte) 0xc3, 'b', (byte) 0xe2}))
        .isEqualTo("a??b?");
  }

  @Test
  void cutsANameThatAFileGives() {
    assertThat(PrintableText.name("x".repeat(40).getBytes(StandardCharsets.US_ASCII)))
        .isEqualTo("x".repeat(40));
    assertThat(PrintableText.name("x".repeat(41).getBytes(StandardCharsets.US_ASCII)))
        .isEqualTo("x".repeat(40) + "...");
    assertThat(PrintableText.name("🔑".repeat(41).getBytes(StandardCharsets.UTF_8)))
        .isEqualTo("🔑".repeat(40) + "...");
  }
}

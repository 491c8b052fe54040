package org.sshkr.keyfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Base64DecoderTest {
  @Test
  void decodesWhatTheJdkEncodes() throws Exception {
    Random random = new Random(20261124);
    for (int length = 0; length < 200; length++) {
      byte[] bytes = new byte[length];
      random.nextBytes(bytes);
      byte[] text = Base64.getMimeEncoder().encode(bytes);
      assertThat(Base64Decoder.decode(text, 0, text.length)).isEqualTo(bytes);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"A", "AA", "AAA", "AA=", "AAA==", "AAAA=", "AA=A", "AA==AAAA", "A===", "="})
  void refusesWhatIsIncomplete(String text) {
    refused(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"AA-A", "AA_A", "AA:A", "AA.A", "AA\u0000A", "AA\u00e9A", "AA*A"})
  void refusesOtherCharacters(String text) {
    refused(text);
  }

  private static void refused(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    assertThatThrownBy(() -> Base64Decoder.decode(bytes, 0, bytes.length))
        .isInstanceOf(KeyFileException.class);
  }
}

package org.sshkr.keyfile;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextLinesTest {
  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** An iterator at the second line of a text. */
  private static TextLines second(String text) {
    TextLines lines = new TextLines(bytes(text));
    assertThat(lines.next()).isTrue();
    assertThat(lines.next()).isTrue();
    return lines;
  }

  @ParameterizedTest
  @CsvSource({
    "-----, true, true",
    "--, true, true",
    "-----x, false, false",
    "x-----, false, false",
    "----, true, true",
    "'x\n-----', false, false",
    "'-----\ny', false, false"
  })
  void startAndEndAreComparedWithinTheLine(String part, boolean starts, boolean ends) {
    TextLines lines = second("x\n-----");
    assertThat(lines.startsWith(bytes(part))).isEqualTo(starts);
    assertThat(lines.endsWith(bytes(part))).isEqualTo(ends);
  }

  @Test
  void startDoesNotReachIntoTheNextLine() {
    TextLines lines = new TextLines(bytes("x\nab \ncd"));
    lines.next();
    lines.next();
    assertThat(lines.startsWith(bytes("ab"))).isTrue();
    assertThat(lines.startsWith(bytes("ab \nc"))).isFalse();
    assertThat(lines.endsWith(bytes("ab"))).isTrue();
    assertThat(lines.endsWith(bytes("b "))).isFalse();
    assertThat(lines.endsWith(bytes("bb"))).isFalse();
  }

  @Test
  void blanksAtTheEndAreNotContained() {
    TextLines lines = second("x\na:b \t\n");
    assertThat(lines.contains(':')).isTrue();
    assertThat(lines.contains('b')).isTrue();
    assertThat(lines.contains(' ')).isFalse();
    assertThat(lines.contains('x')).isFalse();
  }

  @Test
  void lineOfBlanksIsEmpty() {
    TextLines lines = new TextLines(bytes(" \t\n"));
    assertThat(lines.next()).isTrue();
    assertThat(lines.isEmpty()).isTrue();
    assertThat(lines.next()).isFalse();
  }

  @Test
  void byteOrderMarkAloneHasNoLine() {
    assertThat(new TextLines(bytes("\u00ef\u00bb\u00bf")).next()).isFalse();
    assertThat(new TextLines(bytes("\u00ef\u00bb")).next()).isTrue();
  }
}

package org.sshkr.keyfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PuttyFileTest {
  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static byte[] read(int announced, int lines) throws KeyFileException {
    String text = "PuTTY-User-Key-File-3: ssh-rsa\nPublic-Lines: " + announced + "\n";
    return PuttyFile.of(bytes(text + "AAAA\n".repeat(lines))).readLines("Public-Lines");
  }

  @Test
  void twentyThousandLinesAreRead() throws Exception {
    assertThat(read(20_000, 20_000)).hasSize(60_000);
    assertThatThrownBy(() -> read(20_000, 19_999)).hasMessageContaining("Public-Lines");
    assertThatThrownBy(() -> read(20_001, 20_001)).hasMessageContaining("Public-Lines");
  }

  @Test
  void onlyEmptyLinesFollow() throws Exception {
    String text =
        new String(
            KeyFileCorpus.get().sample("putty-2048.ppk").contents(), StandardCharsets.ISO_8859_1);
    PrivateKeyReader.parse(bytes(text + "\n \t\n\r\n")).close();
    assertThatThrownBy(() -> PrivateKeyReader.parse(bytes(text + "\n.\n")))
        .isInstanceOf(KeyFileException.class)
        .hasMessage("text after the end of the PuTTY key file");
  }
}

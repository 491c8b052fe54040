package org.sshkr.ssh.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sshkr.ssh.wire.Blob;
import org.sshkr.ssh.wire.WireFormatException;
import org.sshkr.ssh.wire.WireWriter;

class MessageTypesTest {
  @Test
  void requestSaysTheTypeThatItWasReadWith() throws IOException {
    for (Path file : GoldenFramesTest.requests()) {
      byte[] message = Files.readAllBytes(file);
      assertThat(Request.decode(message).type()).isEqualTo(message[0] & 0xff);
    }
  }

  /** No frame was recorded for these. */
  @Test
  void removalAndExtensionSayTheirTypes() {
    byte[] removal = new WireWriter().writeByte(18).writeText("key").toByteArray();
    assertThat(Request.decode(removal).type()).isEqualTo(18);
    byte[] extension = new WireWriter().writeByte(27).writeText("query").toByteArray();
    assertThat(Request.decode(extension).type()).isEqualTo(27);
  }

  /** RFC 9987, section 3.8.1: one string for each. */
  @Test
  void answerToAQueryNamesEachExtension() {
    byte[] answer =
        new WireWriter()
            .writeByte(29)
            .writeText("query")
            .writeText("one")
            .writeText("two@example.org")
            .toByteArray();
    assertThat(ExtensionResponse.ofQuery(List.of("one", "two@example.org")).encode())
        .isEqualTo(answer);
  }

  /** The shortest identity is two empty strings. */
  @Test
  void noMoreIdentitiesAreReadThanThereIsRoomFor() {
    IdentitiesAnswer.Identity empty = new IdentitiesAnswer.Identity(Blob.copyOf(new byte[0]), "");
    IdentitiesAnswer two = new IdentitiesAnswer(List.of(empty, empty));
    byte[] encoded = two.encode();
    assertThat(Response.decode(encoded)).isEqualTo(two);
    byte[] three = Arrays.copyOf(encoded, encoded.length);
    three[4] = 3;
    assertThatThrownBy(() -> Response.decode(three))
        .isInstanceOf(WireFormatException.class)
        .hasMessage("more identities announced than bytes sent");
  }
}

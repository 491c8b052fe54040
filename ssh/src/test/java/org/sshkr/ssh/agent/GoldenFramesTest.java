package org.sshkr.ssh.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sshkr.ssh.wire.WireFormatException;

/**
 * Messages recorded between OpenSSH 9.2's ssh-add, ssh-keygen and ssh-agent (see frames/README.md),
 * each found by glob: a decoded message encodes to the same bytes, and no part of one passes for a
 * whole.
 */
class GoldenFramesTest {
  private static final Path FRAMES = Path.of("src/test/resources/frames");

  static List<Path> requests() throws IOException {
    return frames("request");
  }

  static List<Path> responses() throws IOException {
    return frames("response");
  }

  private static List<Path> frames(String kind) throws IOException {
    try (Stream<Path> files = Files.list(FRAMES.resolve(kind))) {
      return files.filter(file -> file.toString().endsWith(".bin")).sorted().toList();
    }
  }

  @Test
  void thereAreFrames() throws IOException {
    assertThat(requests()).hasSizeGreaterThanOrEqualTo(10);
    assertThat(responses()).hasSizeGreaterThanOrEqualTo(6);
  }

  @ParameterizedTest
  @MethodSource("requests")
  void requestRoundTrips(Path file) throws IOException {
    byte[] message = Files.readAllBytes(file);
    assertThat(Request.decode(message).encode()).isEqualTo(message);
    assertThat(Request.decode(message)).isEqualTo(Request.decode(message.clone()));
  }

  @ParameterizedTest
  @MethodSource("responses")
  void responseRoundTrips(Path file) throws IOException {
    byte[] message = Files.readAllBytes(file);
    assertThat(Response.decode(message).encode()).isEqualTo(message);
    assertThat(Response.decode(message)).isEqualTo(Response.decode(message.clone()));
  }

  @ParameterizedTest
  @MethodSource("requests")
  void requestThatIsCutOrTooLongIsRefused(Path file) throws IOException {
    byte[] message = Files.readAllBytes(file);
    // an unknown request may have any contents
    if (!(Request.decode(message) instanceof UnknownRequest)) {
      refusesCutAndExtended(message, Request::decode);
    }
  }

  @ParameterizedTest
  @MethodSource("responses")
  void responseThatIsCutOrTooLongIsRefused(Path file) throws IOException {
    refusesCutAndExtended(Files.readAllBytes(file), Response::decode);
  }

  private static void refusesCutAndExtended(byte[] message, Function<byte[], Object> decode) {
    for (int length = 0; length < message.length; length++) {
      byte[] cut = Arrays.copyOf(message, length);
      assertThatThrownBy(() -> decode.apply(cut)).isInstanceOf(WireFormatException.class);
    }
    byte[] extended = Arrays.copyOf(message, message.length + 1);
    assertThatThrownBy(() -> decode.apply(extended)).isInstanceOf(WireFormatException.class);
  }

  /**
   * Whichever byte is changed, the message decodes and encodes to the same bytes, or is refused
   * with the one exception.
   */
  @ParameterizedTest
  @MethodSource({"requests", "responses"})
  void changedByteIsReadAsItStandsOrRefused(Path file) throws IOException {
    boolean request = file.getParent().endsWith("request");
    byte[] message = Files.readAllBytes(file);
    for (int i = 0; i < message.length; i++) {
      for (int value : new int[] {0, 1, 5, 11, 12, 13, 14, 127, 128, 255}) {
        byte[] changed = message.clone();
        changed[i] = (byte) value;
        try {
          byte[] encoded =
              request ? Request.decode(changed).encode() : Response.decode(changed).encode();
          assertThat(encoded).isEqualTo(changed);
        } catch (WireFormatException e) {
          assertThat(e).hasMessageNotContaining("\n");
        }
      }
    }
  }
}

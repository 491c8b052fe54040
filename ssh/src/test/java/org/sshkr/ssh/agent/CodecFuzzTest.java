package org.sshkr.ssh.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.params.provider.MethodSource;
import org.sshkr.ssh.FuzzInputs;
import org.sshkr.ssh.wire.WireFormatException;

/** Any bytes decode to a message that encodes to those bytes, or are refused with one line. */
class CodecFuzzTest {
  /** The recorded messages. */
  static List<byte[]> frames() throws IOException {
    List<byte[]> frames = new ArrayList<>();
    for (Path file : GoldenFramesTest.requests()) {
      frames.add(Files.readAllBytes(file));
    }
    for (Path file : GoldenFramesTest.responses()) {
      frames.add(Files.readAllBytes(file));
    }
    return frames;
  }

  static Collection<byte[]> inputs() throws IOException {
    return FuzzInputs.of(CodecFuzzTest.class).values();
  }

  @MethodSource({"frames", "inputs"})
  @FuzzTest(maxDuration = "4s")
  void decodes(byte[] message) {
    roundTrips(message, Request::decode, Request::encode);
    roundTrips(message, Response::decode, Response::encode);
  }

  private static <T> void roundTrips(
      byte[] message, Function<byte[], T> decode, Function<T, byte[]> encode) {
    T decoded;
    try {
      decoded = decode.apply(message);
    } catch (WireFormatException e) {
      assertThat(e.getMessage()).isNotBlank().doesNotContain("\n");
      return;
    }
    assertThat(encode.apply(decoded)).isEqualTo(message);
    assertThat(decode.apply(encode.apply(decoded))).isEqualTo(decoded);
  }
}

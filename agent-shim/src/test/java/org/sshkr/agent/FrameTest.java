package org.sshkr.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sshkr.wire.WireWriter;

/** What a frame tells of the key that it holds without any of it being copied. */
class FrameTest {
  private static byte[] add(String type, BigInteger n) {
    byte[] body = new WireWriter().writeText(type).writeMpint(n).toByteArray();
    byte[] message = new byte[1 + body.length];
    message[0] = 17;
    System.arraycopy(body, 0, message, 1, body.length);
    return message;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 8, 9, 1024, 2040, 2047, 2048, 4096})
  void modulusIsMeasured(int bits) {
    BigInteger n = BigInteger.ONE.shiftLeft(bits - 1).add(BigInteger.valueOf(bits > 3 ? 5 : 0));
    try (Frame frame = Frames.of(add("ssh-rsa", n))) {
      assertThat(frame.keyType()).isEqualTo("ssh-rsa");
      assertThat(frame.rsaBits()).isEqualTo(bits);
    }
  }

  @Test
  void whatIsCutShortOrLiesAboutItsLengthHasNone() {
    byte[] whole = add("ssh-rsa", BigInteger.ONE.shiftLeft(2047));
    for (int length = 1; length < whole.length; length++) {
      try (Frame frame = Frames.of(Arrays.copyOf(whole, length))) {
        assertThat(frame.rsaBits()).isZero();
      }
    }
    for (int i = 1; i < 5; i++) { // the length of the type
      byte[] wrong = whole.clone();
      wrong[i] ^= (byte) 0x80;
      try (Frame frame = Frames.of(wrong)) {
        assertThat(frame.keyType()).isNotEqualTo("ssh-rsa");
      }
    }
  }

  @Test
  void zeroAndNegativeLengthsAreNoNumbers() {
    byte[] message = add("ssh-rsa", BigInteger.ONE);
    int length = message.length - 2; // its lowest byte
    message[length] = 0;
    try (Frame frame = Frames.of(message)) {
      assertThat(frame.rsaBits()).isZero();
    }
    Arrays.fill(message, length - 3, length + 1, (byte) 0xff);
    try (Frame frame = Frames.of(message)) {
      assertThat(frame.rsaBits()).isZero();
    }
  }
}

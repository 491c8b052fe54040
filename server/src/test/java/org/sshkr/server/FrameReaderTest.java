package org.sshkr.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sshkr.ssh.agent.Framing;

/** Checks the memory of frames, by looking into every buffer that a read was given. */
class FrameReaderTest {
  private final FrameMemory memory = new FrameMemory(1 << 20);
  private final FrameReader reader = new FrameReader(memory);
  private final Set<ByteBuffer> buffers = Collections.newSetFromMap(new IdentityHashMap<>());

  /** A stream with the length {@code length} and {@code sent} bytes 0xab. */
  private ReadableByteChannel stream(int length, int sent) {
    byte[] bytes = new byte[Integer.BYTES + sent];
    Arrays.fill(bytes, (byte) 0xab);
    ByteBuffer stream = ByteBuffer.wrap(bytes).putInt(0, length);
    return new ReadableByteChannel() {
      @Override
      public int read(ByteBuffer target) {
        buffers.add(target);
        int count = Math.min(target.remaining(), stream.remaining());
        target.put(stream.slice(stream.position(), count));
        stream.position(stream.position() + count);
        return count;
      }

      @Override
      public boolean isOpen() {
        return true;
      }

      @Override
      public void close() {}
    };
  }

  private void assertNothingIsLeft() {
    assertThat(buffers).isNotEmpty().allMatch(ByteBuffer::isDirect);
    assertThat(buffers)
        .allSatisfy(
            buffer -> {
              byte[] left = new byte[buffer.capacity()];
              buffer.get(0, left, 0, buffer.limit());
              buffer.duplicate().clear().get(left);
              assertThat(left).doesNotContain(0xab);
            });
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 1023, 1024, 1025, 2000, 5000, Framing.MAX_MESSAGE})
  void nothingIsLeftOfAFrameThatWasClosed(int length) throws IOException {
    assertThat(reader.read(stream(length, length))).isEqualTo(FrameReader.Progress.COMPLETE);
    try (RawMessage frame = reader.take()) {
      assertThat(RawMessages.bytes(frame)).hasSize(length).containsOnly(0xab);
    }
    assertNothingIsLeft();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 1023, 1024, 1025, 3000})
  void nothingIsLeftOfAFrameThatWasBrokenOff(int sent) throws IOException {
    assertThat(reader.read(stream(3001, sent))).isEqualTo(FrameReader.Progress.PENDING);
    reader.close();
    assertNothingIsLeft();
  }

  @Test
  void longFramesAreRefusedAtOnceWhileOthersTakeAllMemory() throws IOException {
    // enough for a buffer that grows from 2048 bytes to 3001
    FrameMemory little = new FrameMemory(6000);
    FrameReader unfinished = new FrameReader(little);
    assertThat(unfinished.read(stream(3001, 3000))).isEqualTo(FrameReader.Progress.PENDING);
    assertRefused(little);
    unfinished.close();
    unfinished.close(); // gives nothing back a second time

    FrameReader whole = new FrameReader(little);
    assertThat(whole.read(stream(3001, 3001))).isEqualTo(FrameReader.Progress.COMPLETE);
    RawMessage frame = whole.take();
    whole.close(); // its client has gone
    assertRefused(little);
    frame.close();
    frame.close();
    assertThat(new FrameReader(little).read(stream(3001, 3001)))
        .isEqualTo(FrameReader.Progress.COMPLETE);
    assertThat(little.take(6000 - 3001 + 1)).isFalse();
    assertThat(little.take(6000 - 3001)).isTrue();
  }

  private void assertRefused(FrameMemory little) {
    try (FrameReader another = new FrameReader(little)) {
      assertThatThrownBy(() -> another.read(stream(3001, 3001)))
          .hasMessage("no memory is left for a frame of 3001 bytes");
    }
  }

  @Test
  void frameAfterALongOneIsReadAfresh() throws IOException {
    for (int length : new int[] {3000, 5, 1024, 1}) {
      assertThat(reader.read(stream(length, length))).isEqualTo(FrameReader.Progress.COMPLETE);
      try (RawMessage frame = reader.take()) {
        assertThat(RawMessages.bytes(frame)).hasSize(length).containsOnly(0xab);
      }
    }
    assertNothingIsLeft();
  }
}

package org.sshkr.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import com.code_intelligence.jazzer.mutation.annotation.WithLength;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.sshkr.ssh.FuzzInputs;
import org.sshkr.ssh.agent.Framing;
import org.sshkr.ssh.wire.Blob;

/**
 * Reads arbitrary streams, in arbitrary pieces. The reader must find the same frames as in the
 * whole stream, end or refuse where it should, never read past a frame, and never take much memory.
 */
class FrameReaderFuzzTest {
  /** The frames of a stream, and whether it then ends with a length that is refused. */
  private record Outcome(List<Blob> frames, boolean refused) {}

  static List<Arguments> streams() {
    byte[] large = new byte[4 + 3000];
    ByteBuffer.wrap(large).putInt(3000);
    return List.of(
        Arguments.of(new byte[] {0, 0, 0, 1, 11, 0, 0, 0, 2, 27, 1}, new byte[] {1, 0, 3}),
        Arguments.of(large, new byte[] {127, 2}),
        Arguments.of(new byte[] {0, 0, 0, 1, 11, 0, 4, 0, 1}, new byte[] {9}),
        Arguments.of(new byte[] {0, 0, 0, 0}, new byte[] {4}));
  }

  /** Reads the stored inputs, each two arrays preceded by their lengths, as Jazzer writes them. */
  static List<Arguments> inputs() throws IOException {
    List<Arguments> inputs = new ArrayList<>();
    for (byte[] input : FuzzInputs.of(FrameReaderFuzzTest.class).values()) {
      ByteBuffer in = ByteBuffer.wrap(input);
      byte[] stream = new byte[in.getInt()];
      in.get(stream);
      byte[] pieces = new byte[in.getInt()];
      in.get(pieces);
      inputs.add(Arguments.of(stream, pieces));
    }
    return inputs;
  }

  @MethodSource({"streams", "inputs"})
  @FuzzTest(maxDuration = "4s")
  void reads(
      byte @NotNull @WithLength(max = 5000) [] stream,
      byte @NotNull @WithLength(min = 1, max = 16) [] pieces) {
    Pieces channel = new Pieces(stream, pieces);
    assertThat(read(new FrameReader(new FrameMemory(1 << 20)), channel)).isEqualTo(whole(stream));
  }

  private static Outcome whole(byte[] stream) {
    List<Blob> frames = new ArrayList<>();
    ByteBuffer in = ByteBuffer.wrap(stream);
    while (in.remaining() >= Integer.BYTES) {
      long length = Integer.toUnsignedLong(in.getInt());
      if (length == 0 || length > Framing.MAX_MESSAGE) {
        return new Outcome(frames, true);
      }
      if (length > in.remaining()) {
        break;
      }
      byte[] frame = new byte[(int) length];
      in.get(frame);
      frames.add(Blob.copyOf(frame));
    }
    return new Outcome(frames, false);
  }

  private static Outcome read(FrameReader reader, Pieces channel) {
    List<Blob> frames = new ArrayList<>();
    int consumed = 0;
    while (true) {
      try {
        switch (reader.read(channel)) {
          case PENDING -> {}
          case COMPLETE -> {
            Blob frame;
            try (RawMessage taken = reader.take()) {
              frame = Blob.copyOf(RawMessages.bytes(taken));
            }
            frames.add(frame);
            consumed += Integer.BYTES + frame.length();
            assertThat(channel.stream.position()).isEqualTo(consumed);
          }
          case END -> {
            return new Outcome(frames, false);
          }
        }
      } catch (IOException e) {
        assertThat(e.getMessage()).matches("a message of \\d+ bytes");
        return new Outcome(frames, true);
      }
    }
  }

  /** Returns the stream in pieces of these lengths, repeated; 0 means "nothing yet". */
  private static final class Pieces implements ReadableByteChannel {
    private final ByteBuffer stream;
    private final byte[] pieces;
    private int next;
    private boolean idle;

    Pieces(byte[] stream, byte[] pieces) {
      this.stream = ByteBuffer.wrap(stream);
      this.pieces = pieces;
    }

    @Override
    public int read(ByteBuffer target) {
      assertThat(target.isDirect()).isTrue();
      assertThat(target.capacity()).isLessThanOrEqualTo(Math.max(1024, 2 * stream.position()));
      if (!stream.hasRemaining()) {
        return -1;
      }
      int piece = pieces[next++ % pieces.length] & 0xff;
      // pieces of 0 alone would never end
      piece = piece == 0 && idle ? 1 : piece;
      idle = piece == 0;
      int count = Math.min(piece, Math.min(target.remaining(), stream.remaining()));
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
  }
}

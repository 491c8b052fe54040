package org.sshkr.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import org.sshkr.ssh.agent.Framing;

/**
 * Reads one frame at a time from a non-blocking channel: uint32 length, then that many bytes (RFC
 * 9987, section 3). Never reads past the frame's end, and allocates at most twice the memory that
 * the peer has sent.
 *
 * <p>All buffers are outside the Java heap, since the frame may hold a private key: a channel reads
 * straight into a direct buffer, but into an array only through a buffer that nobody wipes.
 */
final class FrameReader implements AutoCloseable {
  private static final int FIRST_CAPACITY = 1024;

  /** Holds lengths, and frames that fit; each connection has one and reuses it. */
  private final ByteBuffer first = ByteBuffer.allocateDirect(FIRST_CAPACITY).limit(Integer.BYTES);

  private final FrameMemory memory;

  private ByteBuffer current = first;

  /** The frame's length; 0 while it has yet to be read. */
  private int expected;

  /**
   * Creates a reader at the beginning of a stream.
   *
   * @param memory the count for frames that do not fit into the connection's own buffer
   */
  FrameReader(FrameMemory memory) {
    this.memory = memory;
  }

  /** The result of a read. */
  enum Progress {
    /** The frame is not complete; the channel has nothing more for now. */
    PENDING,
    /** {@link #take} has a whole frame. */
    COMPLETE,
    /** The peer has closed its side. */
    END
  }

  /**
   * Reads the bytes that are there.
   *
   * @throws IOException if no message can have that length: see {@link Framing#check}
   */
  Progress read(ReadableByteChannel channel) throws IOException {
    while (true) {
      int count = channel.read(current);
      if (count < 0) {
        return Progress.END;
      }
      if (current.hasRemaining()) {
        return Progress.PENDING;
      }
      if (expected == 0) {
        begin();
      } else if (current.limit() == expected) {
        return Progress.COMPLETE;
      } else {
        grow();
      }
    }
  }

  private void begin() throws IOException {
    expected = Framing.check(first.getInt(0));
    first.clear().limit(Math.min(expected, FIRST_CAPACITY));
  }

  private void grow() throws IOException {
    int capacity = Math.min(expected, 2 * current.capacity());
    if (!memory.take(capacity)) {
      throw new IOException("no memory is left for a frame of " + expected + " bytes");
    }
    ByteBuffer larger;
    try {
      larger = ByteBuffer.allocateDirect(capacity);
    } catch (OutOfMemoryError e) {
      memory.give(capacity);
      throw new IOException("no memory is left for a frame of " + expected + " bytes", e);
    }
    larger.put(current.flip());
    close();
    current = larger;
  }

  /**
   * Returns the message without its length. The next read, which must wait until the message is
   * closed, begins the next frame.
   */
  RawMessage take() {
    int taken = taken();
    RawMessage message = new RawMessage(current.flip(), () -> memory.give(taken));
    current = first;
    current.clear().limit(Integer.BYTES);
    expected = 0;
    return message;
  }

  /** The bytes of shared memory that the current buffer takes. */
  private int taken() {
    return current.capacity() > FIRST_CAPACITY ? current.capacity() : 0;
  }

  /** Forgets a frame that will not be completed; may be repeated. */
  @Override
  public void close() {
    RawMessage.wipe(current);
    memory.give(taken());
    current = first;
  }
}

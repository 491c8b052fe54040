package org.sshkr.agent.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import org.sshkr.agent.RequestHandler;

/**
 * Reads one frame at a time from a non-blocking channel: uint32 length, then that many bytes (RFC
 * 9987, section 3). Never reads past the frame's end, and holds no more memory than the peer has
 * sent, twice over.
 */
final class FrameReader {
  private static final int FIRST_CAPACITY = 1024;

  private final ByteBuffer length = ByteBuffer.allocate(Integer.BYTES);
  private ByteBuffer body;
  private int expected;

  /** What a read came to. */
  enum Progress {
    /** The frame is not complete; the channel has nothing more for now. */
    PENDING,
    /** {@link #take} has a whole frame. */
    COMPLETE,
    /** The peer has closed its side. */
    END
  }

  /**
   * Reads what there is.
   *
   * @throws IOException if the length is 0 or above {@link RequestHandler#MAX_MESSAGE}: nothing
   *     after it can be understood, so the connection is to be closed
   */
  Progress read(ReadableByteChannel channel) throws IOException {
    while (true) {
      ByteBuffer target = body == null ? length : body;
      int count = channel.read(target);
      if (count < 0) {
        return Progress.END;
      }
      if (target.hasRemaining()) {
        return Progress.PENDING;
      }
      if (body == null) {
        begin();
      } else if (body.capacity() == expected) {
        return Progress.COMPLETE;
      } else {
        grow();
      }
    }
  }

  private void begin() throws IOException {
    expected = length.getInt(0);
    if (expected <= 0 || expected > RequestHandler.MAX_MESSAGE) {
      throw new IOException("a frame of " + Integer.toUnsignedString(expected) + " bytes");
    }
    body = ByteBuffer.allocate(Math.min(expected, FIRST_CAPACITY));
  }

  private void grow() {
    body = ByteBuffer.allocate(Math.min(expected, 2 * body.capacity())).put(body.flip());
  }

  /** The frame's bytes without its length; the next read begins the next frame. */
  byte[] take() {
    byte[] message = body.array();
    body = null;
    length.clear();
    return message;
  }
}

package org.sshkr.server;

import java.nio.ByteBuffer;

/** Messages like the server's, whose bytes a test can inspect. */
public final class RawMessages {
  private RawMessages() {}

  public static RawMessage of(byte[] message) {
    return new RawMessage(direct(message));
  }

  /** Copies the bytes off the heap. */
  public static ByteBuffer direct(byte[] bytes) {
    return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
  }

  /** The bytes of a frame that is still open. */
  public static byte[] bytes(RawMessage frame) {
    return frame.copyToHeap();
  }

  /** Whether a buffer holds only zeroes, whatever its position and limit. */
  public static boolean isZero(ByteBuffer buffer) {
    return buffer.duplicate().clear().equals(ByteBuffer.allocate(buffer.capacity()));
  }
}

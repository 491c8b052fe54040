package org.sshkr.agent;

import java.nio.ByteBuffer;

/** Frames as the server makes them, of bytes that a test can look at afterwards. */
public final class Frames {
  private Frames() {}

  public static Frame of(byte[] message) {
    return new Frame(direct(message));
  }

  /** The bytes, off the heap. */
  public static ByteBuffer direct(byte[] bytes) {
    return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
  }

  /** The bytes of a frame that is still open. */
  public static byte[] bytes(Frame frame) {
    return frame.copyToHeap();
  }

  /** Whether a buffer holds nothing but zeroes, whatever its position and limit. */
  public static boolean isZero(ByteBuffer buffer) {
    return buffer.duplicate().clear().equals(ByteBuffer.allocate(buffer.capacity()));
  }
}

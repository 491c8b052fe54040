package org.sshkr.keyring;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Secret bytes outside the Java heap: the collector never copies them, a heap dump does not hold
 * them, and closing overwrites them with zeroes.
 */
public final class SecretBytes implements AutoCloseable {
  private final ByteBuffer memory;

  private SecretBytes(int length) {
    memory = ByteBuffer.allocateDirect(length);
  }

  /** Moves {@code bytes} off the heap: copies them, and always wipes the array. */
  public static SecretBytes moveFrom(byte[] bytes) {
    try {
      SecretBytes secret = new SecretBytes(bytes.length);
      secret.memory.put(bytes).flip();
      return secret;
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  /** The number of bytes. */
  public int length() {
    return memory.capacity();
  }

  /** Returns a copy on the heap, which the caller wipes in a {@code finally} block. */
  public byte[] copyToHeap() {
    byte[] copy = new byte[length()];
    memory.get(0, copy);
    return copy;
  }

  /** The memory itself, direct and zeroed by {@link #close}, for native calls. */
  public ByteBuffer memory() {
    return memory.duplicate();
  }

  @Override
  public void close() {
    for (int i = 0; i < memory.capacity(); i++) {
      memory.put(i, (byte) 0);
    }
  }
}

package org.sshkr.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.concurrent.atomic.AtomicReference;

/**
 * One message as it arrived, without its length. It may hold a private key or a passphrase: the
 * bytes are outside the Java heap, where the collector would leave copies, and closing overwrites
 * them with zeroes.
 */
public final class RawMessage implements AutoCloseable {
  private static final byte[] ZEROES = new byte[1024];

  private final ByteBuffer bytes;
  private final AtomicReference<Runnable> whenClosed;

  /**
   * Takes over the bytes between position and limit, at least one.
   *
   * @param bytes a direct buffer; the caller must not use it until this is closed
   */
  public RawMessage(ByteBuffer bytes) {
    this(bytes, () -> {});
  }

  /**
   * Takes over the bytes, and reports when they are no longer needed.
   *
   * @param whenClosed runs once, on the thread that closes this first
   */
  public RawMessage(ByteBuffer bytes, Runnable whenClosed) {
    if (!bytes.isDirect() || !bytes.hasRemaining()) {
      throw new IllegalArgumentException("a message has at least one byte, and is off the heap");
    }
    this.bytes = bytes.slice();
    this.whenClosed = new AtomicReference<>(whenClosed);
  }

  /** The first byte, which is the message's type. */
  public int type() {
    return bytes.get(0) & 0xff;
  }

  /** The number of bytes. */
  public int length() {
    return bytes.capacity();
  }

  /** The bytes themselves, which may only be read, and only before this is closed. */
  public ByteBuffer bytes() {
    return bytes.asReadOnlyBuffer();
  }

  /** Returns a copy on the heap, which the caller wipes. */
  public byte[] copyToHeap() {
    byte[] copy = new byte[bytes.capacity()];
    bytes.get(0, copy);
    return copy;
  }

  /**
   * Writes the whole message to a blocking channel that takes direct buffers without copying, such
   * as a file's or a socket's.
   */
  public void writeTo(WritableByteChannel channel) throws IOException {
    ByteBuffer unsent = bytes.duplicate();
    while (unsent.hasRemaining()) {
      channel.write(unsent);
    }
  }

  /** Overwrites the bytes with zeroes; may be repeated. */
  @Override
  public void close() {
    wipe(bytes);
    Runnable first = whenClosed.getAndSet(null);
    if (first != null) {
      first.run();
    }
  }

  /** Overwrites a whole buffer with zeroes, whatever its position and limit. */
  public static void wipe(ByteBuffer buffer) {
    ByteBuffer all = buffer.duplicate().clear();
    while (all.hasRemaining()) {
      all.put(ZEROES, 0, Math.min(ZEROES.length, all.remaining()));
    }
  }
}

package org.sshkr.agent;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicReference;

/**
 * One message as it came, without its length. It may hold a private key or a passphrase: the bytes
 * are outside the Java heap, where the collector would leave copies, and closing overwrites them
 * with zeroes.
 */
public final class Frame implements AutoCloseable {
  private static final int ADD_IDENTITY = 17;
  private static final int ADD_ID_CONSTRAINED = 25;

  /** Beyond any that there is. */
  private static final int MAX_KEY_TYPE = 64;

  private static final byte[] ZEROES = new byte[1024];

  private final ByteBuffer bytes;
  private final AtomicReference<Runnable> whenClosed;

  /**
   * Takes over the bytes between position and limit, at least one.
   *
   * @param bytes direct; the caller does not use them until this is closed
   */
  public Frame(ByteBuffer bytes) {
    this(bytes, () -> {});
  }

  /**
   * Takes over the bytes, likewise.
   *
   * @param whenClosed runs once, on the thread that closes this first
   */
  public Frame(ByteBuffer bytes, Runnable whenClosed) {
    if (!bytes.isDirect() || !bytes.hasRemaining()) {
      throw new IllegalArgumentException("a frame's bytes are at least one, off the heap");
    }
    this.bytes = bytes.slice();
    this.whenClosed = new AtomicReference<>(whenClosed);
  }

  /**
   * Whether it is SSH_AGENTC_ADD_IDENTITY or SSH_AGENTC_ADD_ID_CONSTRAINED (RFC 9987), which hold a
   * private key: no byte of them but the first goes to the heap.
   */
  boolean holdsKey() {
    int type = bytes.get(0);
    return type == ADD_IDENTITY || type == ADD_ID_CONSTRAINED;
  }

  /**
   * The type of the key that it holds, which is no secret: string after the message's type byte.
   * Empty if it is not text of the length that types have.
   */
  String keyType() {
    if (bytes.capacity() < 1 + Integer.BYTES) {
      return "";
    }
    int length = bytes.getInt(1);
    if (length < 0 || length > MAX_KEY_TYPE || length > bytes.capacity() - 1 - Integer.BYTES) {
      return "";
    }
    byte[] type = new byte[length];
    bytes.get(1 + Integer.BYTES, type);
    return new String(type, StandardCharsets.US_ASCII);
  }

  /**
   * How many bits the modulus of the RSA key has that it holds, which is public: mpint n is what
   * follows the type (RFC 9987, section 3.2.4). 0 if there is no such number.
   */
  int rsaBits() {
    int start = 1 + Integer.BYTES + keyType().length();
    if (bytes.capacity() < start + Integer.BYTES) {
      return 0;
    }
    int length = bytes.getInt(start);
    int first = start + Integer.BYTES;
    if (length < 1 || length > bytes.capacity() - first) {
      return 0;
    }
    if (bytes.get(first) == 0) { // keeps the number from being negative
      first++;
      length--;
    }
    return length == 0
        ? 0
        : Byte.SIZE * length - (Integer.numberOfLeadingZeros(bytes.get(first) & 0xff) - 24);
  }

  /** The bytes themselves, to be read only and before this is closed. */
  ByteBuffer bytes() {
    return bytes.asReadOnlyBuffer();
  }

  /** A copy on the heap, which the caller wipes. */
  byte[] copyToHeap() {
    byte[] copy = new byte[bytes.capacity()];
    bytes.get(0, copy);
    return copy;
  }

  /**
   * Writes it all to a blocking channel that takes direct buffers as they are, as those of files
   * and sockets do.
   */
  public void writeTo(WritableByteChannel channel) throws IOException {
    ByteBuffer unsent = bytes.duplicate();
    while (unsent.hasRemaining()) {
      channel.write(unsent);
    }
  }

  /** Overwrites it with zeroes; may be repeated. */
  @Override
  public void close() {
    wipe(bytes);
    Runnable first = whenClosed.getAndSet(null);
    if (first != null) {
      first.run();
    }
  }

  /** Overwrites a buffer with zeroes, whatever its position and limit. */
  public static void wipe(ByteBuffer buffer) {
    ByteBuffer all = buffer.duplicate().clear();
    while (all.hasRemaining()) {
      all.put(ZEROES, 0, Math.min(ZEROES.length, all.remaining()));
    }
  }
}

package org.sshkr.ssh.agent;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Cuts a stream into messages, each preceded by its uint32 length (RFC 9987, section 3). One
 * instance serves one stream; not safe for use by several threads at once.
 */
public final class Framing {
  /** The longest message in either direction, in bytes: AGENT_MAX_LEN in OpenSSH's authfd.c. */
  public static final int MAX_MESSAGE = 256 * 1024;

  private byte[] pending = {};

  /**
   * Checks the length of a message.
   *
   * @return {@code length}
   * @throws IOException if no message has that length: nothing after it can be understood, so the
   *     connection must be closed
   */
  public static int check(int length) throws IOException {
    if (length <= 0 || length > MAX_MESSAGE) {
      throw new IOException("a message of " + Integer.toUnsignedString(length) + " bytes");
    }
    return length;
  }

  /** Returns a message preceded by its length. */
  public static byte[] frame(byte[] message) {
    return ByteBuffer.allocate(Integer.BYTES + message.length)
        .putInt(message.length)
        .put(message)
        .array();
  }

  /**
   * Takes bytes that have arrived.
   *
   * @return the messages that are now complete, without their lengths
   * @throws IOException if a message has an impossible length
   */
  public List<byte[]> add(byte[] bytes, int offset, int length) throws IOException {
    int before = pending.length;
    pending = Arrays.copyOf(pending, before + length);
    System.arraycopy(bytes, offset, pending, before, length);
    List<byte[]> whole = new ArrayList<>();
    ByteBuffer in = ByteBuffer.wrap(pending);
    while (in.remaining() >= Integer.BYTES) {
      int size = check(in.getInt(in.position()));
      if (in.remaining() < Integer.BYTES + size) {
        break;
      }
      byte[] message = new byte[size];
      in.getInt();
      in.get(message);
      whole.add(message);
    }
    pending = Arrays.copyOfRange(pending, in.position(), pending.length);
    return whole;
  }
}

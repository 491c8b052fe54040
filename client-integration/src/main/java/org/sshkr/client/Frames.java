package org.sshkr.client;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.sshkr.wire.AgentConnection;

/** Cuts a stream into the messages of the agent protocol: uint32 length, then the message. */
final class Frames {
  private byte[] pending = {};

  /** A message with its length before it. */
  static byte[] frame(byte[] message) {
    return ByteBuffer.allocate(Integer.BYTES + message.length)
        .putInt(message.length)
        .put(message)
        .array();
  }

  /**
   * Takes what has come.
   *
   * @return the messages that are whole now, without their lengths
   * @throws IOException if one is empty or longer than any agent's
   */
  List<byte[]> add(byte[] bytes, int offset, int length) throws IOException {
    int before = pending.length;
    pending = Arrays.copyOf(pending, before + length);
    System.arraycopy(bytes, offset, pending, before, length);
    List<byte[]> whole = new ArrayList<>();
    ByteBuffer in = ByteBuffer.wrap(pending);
    while (in.remaining() >= Integer.BYTES) {
      int size = in.getInt(in.position());
      if (size <= 0 || size > AgentConnection.MAX_MESSAGE) {
        throw new IOException("an agent's message of " + Integer.toUnsignedString(size) + " bytes");
      }
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

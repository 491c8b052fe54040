package org.sshkr.ssh.wire;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Reads the data types of RFC 4251, section 5 from a byte array. Every length is checked against
 * the remaining bytes before anything is allocated; every method throws {@link WireFormatException}
 * if the bytes end early or break a rule.
 */
public final class WireReader {
  private final ByteBuffer in;

  public WireReader(byte[] bytes) {
    this(ByteBuffer.wrap(bytes));
  }

  private WireReader(ByteBuffer in) {
    this.in = in;
  }

  /** Reads one byte, 0 to 255. */
  public int readByte() {
    need(1);
    return in.get() & 0xff;
  }

  /** Reads a boolean, which must be 0 or 1: other values "MUST NOT be stored". */
  public boolean readBoolean() {
    int value = readByte();
    if (value > 1) {
      throw new WireFormatException("boolean is neither 0 nor 1");
    }
    return value == 1;
  }

  /** Reads a 32-bit unsigned integer, big-endian. */
  public long readUint32() {
    need(4);
    return in.getInt() & 0xffffffffL;
  }

  /** Reads a 64-bit unsigned integer, big-endian. */
  public long readUint64() {
    need(8);
    return in.getLong();
  }

  /** Reads a string: uint32 length, then that many bytes. The caller owns the returned copy. */
  public byte[] readString() {
    byte[] bytes = new byte[readLength()];
    in.get(bytes);
    return bytes;
  }

  /** Reads a string and returns a reader of its contents, without a copy. */
  public WireReader readNested() {
    int length = readLength();
    ByteBuffer nested = in.slice(in.position(), length);
    in.position(in.position() + length);
    return new WireReader(nested);
  }

  /** Reads a string that must be valid UTF-8. */
  public String readText() {
    int length = readLength();
    ByteBuffer text = in.slice(in.position(), length);
    in.position(in.position() + length);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(text).toString();
    } catch (CharacterCodingException e) {
      throw new WireFormatException("text is not UTF-8");
    }
  }

  /** Reads a multiple precision integer that must be positive and minimally encoded. */
  public BigInteger readPositiveMpint() {
    int length = readLength();
    int start = in.position();
    if (length == 0 || in.get(start) < 0) {
      throw new WireFormatException("number is not positive");
    }
    if (in.get(start) == 0 && (length == 1 || in.get(start + 1) >= 0)) {
      throw new WireFormatException("number is not minimally encoded");
    }
    // without a copy: the number may be a private key's
    in.position(start + length);
    return new BigInteger(in.array(), in.arrayOffset() + start, length);
  }

  /** The number of remaining bytes. */
  public int remaining() {
    return in.remaining();
  }

  /** Reads all remaining bytes. */
  public byte[] readRest() {
    byte[] bytes = new byte[in.remaining()];
    in.get(bytes);
    return bytes;
  }

  /** Throws unless every byte has been read. */
  public void expectEnd() {
    if (in.hasRemaining()) {
      throw new WireFormatException(in.remaining() + " bytes too many");
    }
  }

  private int readLength() {
    long length = readUint32();
    if (length > in.remaining()) {
      throw new WireFormatException(
          "a length of " + length + " where " + in.remaining() + " bytes are left");
    }
    return (int) length;
  }

  private void need(int bytes) {
    if (in.remaining() < bytes) {
      throw new WireFormatException("ends " + (bytes - in.remaining()) + " bytes early");
    }
  }
}

package org.sshkr.ssh.wire;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;

/** Writes the data types of RFC 4251, section 5. For public data only: its buffer is not wiped. */
public final class WireWriter {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream(512);

  /** Writes one byte, the low eight bits of {@code value}. */
  public WireWriter writeByte(int value) {
    out.write(value);
    return this;
  }

  /** Writes a boolean: 0 or 1. */
  public WireWriter writeBoolean(boolean value) {
    return writeByte(value ? 1 : 0);
  }

  /** Writes a 32-bit unsigned integer, big-endian: the low 32 bits of {@code value}. */
  public WireWriter writeUint32(long value) {
    for (int shift = 24; shift >= 0; shift -= 8) {
      out.write((int) (value >>> shift));
    }
    return this;
  }

  /** Writes a string: uint32 length, then the bytes. */
  public WireWriter writeString(byte[] bytes) {
    writeUint32(bytes.length);
    return writeRaw(bytes);
  }

  /** Writes a string that holds {@code text} in UTF-8. */
  public WireWriter writeText(String text) {
    return writeString(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Writes a multiple precision integer, minimally encoded. */
  public WireWriter writeMpint(BigInteger value) {
    return writeString(value.signum() == 0 ? new byte[0] : value.toByteArray());
  }

  /** Writes the bytes alone, without a length. */
  public WireWriter writeRaw(byte[] bytes) {
    out.write(bytes, 0, bytes.length);
    return this;
  }

  public byte[] toByteArray() {
    return out.toByteArray();
  }
}

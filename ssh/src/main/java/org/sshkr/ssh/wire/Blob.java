package org.sshkr.ssh.wire;

import java.util.Arrays;
import java.util.HexFormat;

/**
 * An immutable string of public bytes with value equality, such as a key blob or the data to be
 * signed.
 */
public final class Blob {
  private final byte[] bytes;

  private Blob(byte[] bytes) {
    this.bytes = bytes;
  }

  public static Blob copyOf(byte[] bytes) {
    return new Blob(bytes.clone());
  }

  public byte[] toByteArray() {
    return bytes.clone();
  }

  /** The number of bytes. */
  public int length() {
    return bytes.length;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Blob blob && Arrays.equals(bytes, blob.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** The length, and the first bytes in hexadecimal. */
  @Override
  public String toString() {
    int shown = Math.min(bytes.length, 8);
    return "Blob[" + bytes.length + ": " + HexFormat.of().formatHex(bytes, 0, shown) + "…]";
  }
}

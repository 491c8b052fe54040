package org.sshkr.ssh.key;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import org.sshkr.ssh.wire.WireFormatException;
import org.sshkr.ssh.wire.WireReader;

/** An ECDSA signature, in the three forms that programs use. Both numbers are positive. */
public record EcdsaNumbers(BigInteger r, BigInteger s) {
  private static final int SEQUENCE = 0x30;
  private static final int INTEGER = 0x02;

  /** The first length that DER writes in more than one byte. */
  private static final int LONG_FORM = 128;

  /**
   * Reads mpint r, mpint s: SSH's form (RFC 5656, section 3.1.2).
   *
   * @throws WireFormatException if it is anything else
   */
  public static EcdsaNumbers read(WireReader in) {
    BigInteger r = in.readPositiveMpint();
    EcdsaNumbers numbers = new EcdsaNumbers(r, in.readPositiveMpint());
    in.expectEnd();
    return numbers;
  }

  /** SEQUENCE { INTEGER r, INTEGER s }: the form of X.509 and TLS (RFC 3279, section 2.2.3). */
  public byte[] der() {
    ByteArrayOutputStream numbers = new ByteArrayOutputStream();
    for (BigInteger number : new BigInteger[] {r, s}) {
      byte[] bytes = number.toByteArray(); // of 67 bytes at most, on the longest curve
      numbers.write(INTEGER);
      numbers.write(bytes.length);
      numbers.writeBytes(bytes);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(SEQUENCE);
    if (numbers.size() >= LONG_FORM) {
      out.write(0x81);
    }
    out.write(numbers.size());
    out.writeBytes(numbers.toByteArray());
    return out.toByteArray();
  }

  /**
   * Both numbers one after the other: the form of IEEE P1363 and of JSON web tokens.
   *
   * @param order of the curve, which says how long each number is
   */
  public byte[] p1363(BigInteger order) {
    int size = (order.bitLength() + 7) / 8;
    byte[] both = new byte[2 * size];
    put(r, both, size);
    put(s, both, 2 * size);
    return both;
  }

  /** Writes a number so that it ends before {@code end}. */
  private static void put(BigInteger number, byte[] to, int end) {
    byte[] bytes = number.toByteArray();
    int from = bytes[0] == 0 ? 1 : 0; // skips the sign byte
    System.arraycopy(bytes, from, to, end - (bytes.length - from), bytes.length - from);
  }
}

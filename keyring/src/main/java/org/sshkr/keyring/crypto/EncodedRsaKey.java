package org.sshkr.keyring.crypto;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import org.sshkr.keyring.PrivateKey;
import org.sshkr.ssh.key.RsaPublicKey;

/**
 * The numbers of an RSA key where they lie in its PKCS#8 encoding: nothing secret is copied. Each
 * is direct, big-endian and positive. d is left out: the others suffice to sign.
 */
record EncodedRsaKey(
    ByteBuffer n,
    ByteBuffer e,
    ByteBuffer p,
    ByteBuffer q,
    ByteBuffer dP,
    ByteBuffer dQ,
    ByteBuffer qInv) {
  private static final int SEQUENCE = 0x30;
  private static final int OCTET_STRING = 0x04;
  private static final int INTEGER = 0x02;

  /**
   * Finds the numbers. Takes DER as {@code openssl pkcs8 -topk8} writes it, and nothing else.
   *
   * @param pkcs8 direct, between position and limit
   * @throws IllegalArgumentException if it is anything else
   */
  static EncodedRsaKey of(ByteBuffer pkcs8) {
    ByteBuffer all = pkcs8.slice();
    ByteBuffer info = last(all, SEQUENCE);
    for (byte expected : PrivateKey.RSA_PKCS8_START.toByteArray()) {
      require(info.hasRemaining() && info.get() == expected);
    }
    ByteBuffer key = last(last(info, OCTET_STRING), SEQUENCE);
    require(next(key, INTEGER).equals(ByteBuffer.wrap(new byte[1]))); // two primes
    ByteBuffer n = number(key);
    ByteBuffer e = number(key);
    number(key); // d
    EncodedRsaKey numbers =
        new EncodedRsaKey(n, e, number(key), number(key), number(key), number(key), number(key));
    require(!key.hasRemaining());
    return numbers;
  }

  private static ByteBuffer number(ByteBuffer in) {
    ByteBuffer number = next(in, INTEGER);
    require(number.hasRemaining() && number.get(0) >= 0);
    return number;
  }

  private static ByteBuffer last(ByteBuffer in, int tag) {
    ByteBuffer contents = next(in, tag);
    require(!in.hasRemaining());
    return contents;
  }

  private static ByteBuffer next(ByteBuffer in, int tag) {
    require(in.remaining() >= 2 && in.get() == tag);
    int length = in.get() & 0xff;
    if (length >= 0x80) {
      int bytes = length - 0x80;
      require(bytes >= 1 && bytes <= 2 && in.remaining() >= bytes);
      length = in.get() & 0xff;
      if (bytes == 2) {
        length = (length << 8) | (in.get() & 0xff);
      }
    }
    require(in.remaining() >= length);
    ByteBuffer contents = in.slice(in.position(), length);
    in.position(in.position() + length);
    return contents;
  }

  private static void require(boolean right) {
    if (!right) {
      throw new IllegalArgumentException("ssh-rsa: the private key is not PKCS#8 with two primes");
    }
  }

  /** The public half. */
  RsaPublicKey publicKey() {
    BigInteger modulus = integer(n);
    BigInteger exponent = integer(e);
    if (modulus.signum() == 0 || exponent.signum() == 0) {
      throw new IllegalArgumentException("ssh-rsa: the modulus or the exponent is 0");
    }
    return new RsaPublicKey(modulus, exponent);
  }

  private static BigInteger integer(ByteBuffer number) {
    byte[] bytes = new byte[number.remaining()];
    number.get(0, bytes);
    return new BigInteger(bytes);
  }

  /** Names none of the numbers. */
  @Override
  public String toString() {
    return "EncodedRsaKey";
  }
}

package org.sshkr.keyfile;

import java.util.Arrays;
import org.sshkr.keyring.PrivateKey;
import org.sshkr.keyring.SecretBytes;

/**
 * Writes an RSA key in the kernel's format, DER: PrivateKeyInfo (RFC 5208, section 5) with an
 * RSAPrivateKey (RFC 8017, appendix A.1.2) inside.
 *
 * <pre>
 * SEQUENCE {
 *   INTEGER 0
 *   SEQUENCE { OBJECT IDENTIFIER rsaEncryption, NULL }
 *   OCTET STRING { SEQUENCE { INTEGER 0, n, e, d, p, q, dP, dQ, qInv } }
 * }
 * </pre>
 *
 * The result is byte for byte that of {@code openssl pkcs8 -topk8 -nocrypt -outform DER}.
 */
final class Pkcs8Encoder {
  private static final byte[] RSA_VERSION = {0x02, 0x01, 0x00};

  private final byte[] out;
  private int position;

  private Pkcs8Encoder(int length) {
    out = new byte[length];
  }

  /** Encodes a key; the caller closes the result. */
  static SecretBytes encode(RsaNumbers key) {
    byte[][] integers = {
      key.modulus().toByteArray(),
      key.publicExponent().toByteArray(),
      key.privateExponent().toByteArray(),
      key.prime1().toByteArray(),
      key.prime2().toByteArray(),
      key.exponent1().toByteArray(),
      key.exponent2().toByteArray(),
      key.coefficient().toByteArray()
    };
    try {
      return SecretBytes.moveFrom(encode(integers));
    } finally {
      for (byte[] integer : integers) {
        Arrays.fill(integer, (byte) 0);
      }
    }
  }

  private static byte[] encode(byte[][] integers) {
    int numbers = RSA_VERSION.length;
    for (byte[] integer : integers) {
      numbers += valueLength(integer.length);
    }
    int privateKey = valueLength(numbers);
    byte[] start = PrivateKey.RSA_PKCS8_START.toByteArray();
    int info = start.length + valueLength(privateKey);
    Pkcs8Encoder encoder = new Pkcs8Encoder(valueLength(info));
    encoder.writeHead(DerReader.SEQUENCE, info);
    encoder.write(start);
    encoder.writeHead(DerReader.OCTET_STRING, privateKey);
    encoder.writeHead(DerReader.SEQUENCE, numbers);
    encoder.write(RSA_VERSION);
    for (byte[] integer : integers) {
      encoder.writeHead(DerReader.INTEGER, integer.length);
      encoder.write(integer);
    }
    return encoder.out;
  }

  /** The length of a value with its tag and length bytes; {@code contents} is below 65536. */
  private static int valueLength(int contents) {
    return contents + (contents < 0x80 ? 2 : contents < 0x100 ? 3 : 4);
  }

  private void writeHead(int tag, int length) {
    out[position++] = (byte) tag;
    if (length >= 0x100) {
      out[position++] = (byte) 0x82;
      out[position++] = (byte) (length >> 8);
    } else if (length >= 0x80) {
      out[position++] = (byte) 0x81;
    }
    out[position++] = (byte) length;
  }

  private void write(byte[] bytes) {
    System.arraycopy(bytes, 0, out, position, bytes.length);
    position += bytes.length;
  }
}

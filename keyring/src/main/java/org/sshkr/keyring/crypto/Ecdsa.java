package org.sshkr.keyring.crypto;

import static org.sshkr.keyring.crypto.Libcrypto.require;

import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.sshkr.ssh.key.EcdsaPublicKey;
import org.sshkr.ssh.wire.Blob;
import org.sshkr.ssh.wire.WireWriter;

/** Signs with ECDSA, by libcrypto. */
final class Ecdsa {
  private static final int UNCOMPRESSED = 4; // POINT_CONVERSION_UNCOMPRESSED

  /**
   * The longest SEQUENCE { INTEGER r, INTEGER s }: numbers with a sign byte, a length of two bytes.
   */
  private static final int MAX_SIGNATURE_BYTES = 3 + 2 * (2 + 1 + 66);

  private Ecdsa() {}

  static EcdsaPublicKey publicKey(Curve curve, ByteBuffer number) {
    Pointer key = privateKey(curve, number);
    Pointer group = LibcryptoFunctions.EC_KEY_get0_group(key);
    Pointer point = LibcryptoFunctions.EC_POINT_new(group);
    try {
      Pointer d = LibcryptoFunctions.EC_KEY_get0_private_key(key);
      require(
          LibcryptoFunctions.EC_POINT_mul(group, point, d, null, null, null) == 1,
          "find the public key");
      byte[] encoded = new byte[1 + 2 * curve.size()];
      long length =
          LibcryptoFunctions.EC_POINT_point2oct(
              group, point, UNCOMPRESSED, encoded, encoded.length, null);
      // the point at infinity has one byte; EC_KEY_check_key checks the range of the number
      if (length != encoded.length
          || LibcryptoFunctions.EC_KEY_oct2key(key, encoded, length, null) != 1
          || LibcryptoFunctions.EC_KEY_check_key(key) != 1) {
        LibcryptoFunctions.ERR_clear_error();
        throw new IllegalArgumentException(
            curve.type() + ": the private number is not between 0 and the order of the curve");
      }
      return new EcdsaPublicKey(curve.curveName(), Blob.copyOf(encoded));
    } finally {
      LibcryptoFunctions.EC_POINT_free(point);
      LibcryptoFunctions.EC_KEY_free(key);
    }
  }

  static byte[] sign(Curve curve, EcdsaPublicKey publicKey, ByteBuffer number, byte[] data) {
    byte[] digest = curve.hash().digest(data);
    byte[] signature = new byte[MAX_SIGNATURE_BYTES];
    int[] length = new int[1];
    Pointer key = privateKey(curve, number);
    try {
      require(
          LibcryptoFunctions.ECDSA_sign(0, digest, digest.length, signature, length, key) == 1,
          "sign");
    } finally {
      LibcryptoFunctions.EC_KEY_free(key);
    }
    require(
        verifies(curve, publicKey, digest, signature, length[0]),
        "sign: the private number belongs to another key");
    return new WireWriter().writeText(curve.type()).writeString(numbers(signature)).toByteArray();
  }

  private static boolean verifies(
      Curve curve, EcdsaPublicKey publicKey, byte[] digest, byte[] signature, int length) {
    Pointer key = LibcryptoFunctions.EC_KEY_new_by_curve_name(curve.nid());
    byte[] point = publicKey.point().toByteArray();
    try {
      return LibcryptoFunctions.EC_KEY_oct2key(key, point, point.length, null) == 1
          && LibcryptoFunctions.ECDSA_verify(0, digest, digest.length, signature, length, key) == 1;
    } finally {
      LibcryptoFunctions.EC_KEY_free(key);
    }
  }

  private static Pointer privateKey(Curve curve, ByteBuffer number) {
    Pointer key = LibcryptoFunctions.EC_KEY_new_by_curve_name(curve.nid());
    require(key != null, "make keys on the curve " + curve.curveName());
    if (LibcryptoFunctions.EC_KEY_oct2priv(key, number, curve.size()) != 1) {
      LibcryptoFunctions.EC_KEY_free(key);
      require(false, "take an ECDSA key");
    }
    return key;
  }

  /** Converts libcrypto's DER, SEQUENCE { INTEGER r, INTEGER s }, to SSH's mpint r, mpint s. */
  private static byte[] numbers(byte[] der) {
    int at = der[1] < 0 ? 3 : 2; // from 128 bytes on, the length takes two bytes
    WireWriter out = new WireWriter();
    for (int i = 0; i < 2; i++) {
      int length = der[at + 1];
      // like an mpint, an INTEGER in DER is minimal and signed
      out.writeString(Arrays.copyOfRange(der, at + 2, at + 2 + length));
      at += 2 + length;
    }
    return out.toByteArray();
  }
}

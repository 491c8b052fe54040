package org.sshkr.keyring.crypto;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;

/**
 * The functions of libcrypto, directly mapped under their own names. Private numbers are passed in
 * direct buffers, so that JNA passes their address and copies nothing.
 *
 * <p>EC_KEY, RSA and their functions are deprecated since OpenSSL 3.0, but there all the same, and
 * they leave no copy of the number; EVP_PKEY_fromdata would want it in the machine's byte order,
 * which takes one more copy.
 */
final class LibcryptoFunctions {
  private static final String LIBRARY = "libcrypto.so.3";

  private static boolean loaded;

  private LibcryptoFunctions() {}

  /**
   * Binds the library. Must be called before any other method here. A static initializer won't do:
   * Java would wrap its exception in an error without the message.
   *
   * @throws IllegalStateException if the library is missing
   */
  static synchronized void load() {
    if (loaded) {
      return;
    }
    try {
      Native.register(LibcryptoFunctions.class, LIBRARY);
    } catch (UnsatisfiedLinkError e) {
      throw new IllegalStateException(
          "the library " + LIBRARY + " is missing; install OpenSSL 3 (Debian: libssl3)");
    }
    loaded = true;
  }

  // EVP_PKEY_new(3), EVP_DigestSignInit(3), EVP_DigestVerifyInit(3)
  static native Pointer EVP_PKEY_new_raw_private_key(
      int type, Pointer engine, ByteBuffer key, long length);

  static native Pointer EVP_PKEY_new_raw_public_key(
      int type, Pointer engine, byte[] key, long length);

  static native int EVP_PKEY_get_raw_public_key(Pointer key, byte[] out, long[] length);

  static native void EVP_PKEY_free(Pointer key);

  static native Pointer EVP_MD_CTX_new();

  static native void EVP_MD_CTX_free(Pointer context);

  static native int EVP_DigestSignInit(
      Pointer context, Pointer keyContext, Pointer digest, Pointer engine, Pointer key);

  static native int EVP_DigestSign(
      Pointer context, byte[] signature, long[] length, byte[] data, long dataLength);

  static native int EVP_DigestVerifyInit(
      Pointer context, Pointer keyContext, Pointer digest, Pointer engine, Pointer key);

  static native int EVP_DigestVerify(
      Pointer context, byte[] signature, long length, byte[] data, long dataLength);

  // EC_KEY_new(3), EC_POINT_add(3), ECDSA_sign(3)
  static native Pointer EC_KEY_new_by_curve_name(int nid);

  static native void EC_KEY_free(Pointer key);

  static native int EC_KEY_oct2priv(Pointer key, ByteBuffer number, long length);

  static native int EC_KEY_oct2key(Pointer key, byte[] point, long length, Pointer context);

  static native Pointer EC_KEY_get0_group(Pointer key);

  static native Pointer EC_KEY_get0_private_key(Pointer key);

  static native int EC_KEY_check_key(Pointer key);

  static native Pointer EC_POINT_new(Pointer group);

  static native void EC_POINT_free(Pointer point);

  static native int EC_POINT_mul(
      Pointer group, Pointer result, Pointer n, Pointer q, Pointer m, Pointer context);

  static native long EC_POINT_point2oct(
      Pointer group, Pointer point, int form, byte[] out, long length, Pointer context);

  static native int ECDSA_sign(
      int type, byte[] digest, int digestLength, byte[] signature, int[] length, Pointer key);

  static native int ECDSA_verify(
      int type, byte[] digest, int digestLength, byte[] signature, int length, Pointer key);

  // RSA_new(3), RSA_get0_key(3), RSA_private_encrypt(3)
  static native Pointer RSA_new();

  static native void RSA_free(Pointer key);

  static native int RSA_set0_key(Pointer key, Pointer n, Pointer e, Pointer d);

  static native int RSA_set0_factors(Pointer key, Pointer p, Pointer q);

  static native int RSA_set0_crt_params(Pointer key, Pointer dmp1, Pointer dmq1, Pointer iqmp);

  static native Pointer RSA_get0_n(Pointer key);

  static native Pointer RSA_get0_p(Pointer key);

  static native Pointer RSA_get0_q(Pointer key);

  static native Pointer RSA_get0_dmp1(Pointer key);

  static native Pointer RSA_get0_dmq1(Pointer key);

  static native Pointer RSA_get0_iqmp(Pointer key);

  static native int RSA_private_encrypt(
      int length, byte[] from, byte[] to, Pointer key, int padding);

  static native int RSA_public_decrypt(
      int length, byte[] from, byte[] to, Pointer key, int padding);

  // BN_new(3), BN_add(3), BN_cmp(3), BN_CTX_new(3): its temporary numbers are wiped
  static native Pointer BN_new();

  static native void BN_free(Pointer number);

  static native Pointer BN_bin2bn(ByteBuffer bytes, int length, Pointer number);

  static native int BN_set_word(Pointer number, long word);

  static native int BN_mul(Pointer result, Pointer a, Pointer b, Pointer context);

  static native int BN_cmp(Pointer a, Pointer b);

  static native int BN_is_one(Pointer number);

  static native Pointer BN_CTX_new();

  static native void BN_CTX_free(Pointer context);

  // ERR_clear_error(3)
  static native void ERR_clear_error();
}

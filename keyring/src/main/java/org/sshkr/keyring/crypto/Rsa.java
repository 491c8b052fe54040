package org.sshkr.keyring.crypto;

import static org.sshkr.keyring.crypto.Libcrypto.require;

import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.sshkr.keyring.SignatureScheme;
import org.sshkr.ssh.key.RsaPublicKey;

/**
 * RSA with libcrypto, blinded by it. Its decoder of PKCS#8 would leave copies of d, so the numbers
 * are passed one by one. d is not among them: libcrypto would sign with it where the others don't
 * fit together, which is to fail.
 */
final class Rsa {
  private static final int MIN_BYTES = 256;
  private static final int MAX_BITS = 16384; // OPENSSL_RSA_MAX_MODULUS_BITS
  private static final int MAX_EXPONENT_BITS = 64; // OPENSSL_RSA_MAX_PUBEXP_BITS
  private static final int NO_PADDING = 3; // RSA_NO_PADDING

  private Rsa() {}

  /** From 2041 bits on, as the kernel, which takes those of 256 bytes. */
  static boolean isUsable(int bits) {
    return (bits + 7) / 8 >= MIN_BYTES && bits <= MAX_BITS;
  }

  static RsaPublicKey publicKey(ByteBuffer pkcs8) {
    EncodedRsaKey numbers = EncodedRsaKey.of(pkcs8);
    RsaPublicKey publicKey = numbers.publicKey();
    boolean usable =
        isUsable(publicKey.bits())
            && publicKey.modulus().testBit(0)
            && publicKey.exponent().testBit(0)
            && publicKey.exponent().bitLength() > 1
            && publicKey.exponent().bitLength() <= MAX_EXPONENT_BITS;
    if (!usable || !areInRange(numbers)) {
      throw new IllegalArgumentException("ssh-rsa: numbers that are none of an RSA key");
    }
    return publicKey;
  }

  /**
   * Whether the numbers are such that libcrypto may compute with them: it takes that for granted.
   * Whether they sign shows when they do.
   */
  private static boolean areInRange(EncodedRsaKey numbers) {
    Pointer key = privateKey(numbers);
    Pointer context = LibcryptoFunctions.BN_CTX_new();
    Pointer product = LibcryptoFunctions.BN_new();
    try {
      Pointer p = LibcryptoFunctions.RSA_get0_p(key);
      Pointer q = LibcryptoFunctions.RSA_get0_q(key);
      return LibcryptoFunctions.BN_mul(product, p, q, context) == 1
          && LibcryptoFunctions.BN_cmp(product, LibcryptoFunctions.RSA_get0_n(key)) == 0
          && LibcryptoFunctions.BN_is_one(p) == 0
          && LibcryptoFunctions.BN_is_one(q) == 0
          && LibcryptoFunctions.BN_cmp(LibcryptoFunctions.RSA_get0_dmp1(key), p) < 0
          && LibcryptoFunctions.BN_cmp(LibcryptoFunctions.RSA_get0_dmq1(key), q) < 0
          && LibcryptoFunctions.BN_cmp(LibcryptoFunctions.RSA_get0_iqmp(key), p) < 0;
    } finally {
      LibcryptoFunctions.BN_free(product);
      LibcryptoFunctions.BN_CTX_free(context);
      LibcryptoFunctions.RSA_free(key);
    }
  }

  static byte[] sign(
      RsaPublicKey publicKey, ByteBuffer pkcs8, SignatureScheme scheme, byte[] digest) {
    EncodedRsaKey numbers = EncodedRsaKey.of(pkcs8);
    require(numbers.publicKey().equals(publicKey), "sign: the number is of another key");
    byte[] encoded = scheme.encode(digest, publicKey.bits());
    byte[] block = new byte[publicKey.size()];
    System.arraycopy(encoded, 0, block, block.length - encoded.length, encoded.length);
    byte[] signature = new byte[block.length];
    byte[] raised = new byte[block.length];
    Pointer key = privateKey(numbers);
    try {
      require(
          LibcryptoFunctions.RSA_private_encrypt(block.length, block, signature, key, NO_PADDING)
              == block.length,
          "sign");
      int length =
          LibcryptoFunctions.RSA_public_decrypt(block.length, signature, raised, key, NO_PADDING);
      require(length == block.length && Arrays.equals(raised, block), "sign: a wrong signature");
    } finally {
      LibcryptoFunctions.RSA_free(key);
    }
    return signature;
  }

  private static Pointer privateKey(EncodedRsaKey numbers) {
    Pointer key = LibcryptoFunctions.RSA_new();
    require(key != null, "make RSA keys");
    boolean taken =
        LibcryptoFunctions.RSA_set0_key(key, number(numbers.n()), number(numbers.e()), one()) == 1
            && LibcryptoFunctions.RSA_set0_factors(key, number(numbers.p()), number(numbers.q()))
                == 1
            && LibcryptoFunctions.RSA_set0_crt_params(
                    key, number(numbers.dP()), number(numbers.dQ()), number(numbers.qInv()))
                == 1;
    if (!taken) {
      LibcryptoFunctions.RSA_free(key);
    }
    require(taken, "take an RSA key");
    return key;
  }

  private static Pointer number(ByteBuffer bytes) {
    return LibcryptoFunctions.BN_bin2bn(bytes, bytes.remaining(), null);
  }

  private static Pointer one() {
    Pointer one = LibcryptoFunctions.BN_new();
    LibcryptoFunctions.BN_set_word(one, 1);
    return one;
  }
}

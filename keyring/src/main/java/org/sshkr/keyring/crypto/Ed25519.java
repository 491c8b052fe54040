package org.sshkr.keyring.crypto;

import static org.sshkr.keyring.crypto.Libcrypto.require;

import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import org.sshkr.ssh.key.Ed25519PublicKey;
import org.sshkr.ssh.wire.Blob;
import org.sshkr.ssh.wire.WireWriter;

/** Signs with Ed25519, by libcrypto. */
final class Ed25519 {
  static final int SEED_BYTES = 32;

  private static final int EVP_PKEY_ED25519 = 1087;
  private static final int POINT_BYTES = 32;
  private static final int SIGNATURE_BYTES = 64;

  private Ed25519() {}

  static Ed25519PublicKey publicKey(ByteBuffer seed) {
    Pointer key = privateKey(seed);
    try {
      byte[] point = new byte[POINT_BYTES];
      long[] length = {POINT_BYTES};
      require(
          LibcryptoFunctions.EVP_PKEY_get_raw_public_key(key, point, length) == 1,
          "find the public key");
      return new Ed25519PublicKey(Blob.copyOf(point));
    } finally {
      LibcryptoFunctions.EVP_PKEY_free(key);
    }
  }

  static byte[] sign(Ed25519PublicKey publicKey, ByteBuffer seed, byte[] data) {
    byte[] signature = new byte[SIGNATURE_BYTES];
    Pointer context = LibcryptoFunctions.EVP_MD_CTX_new();
    Pointer key = privateKey(seed);
    try {
      long[] length = {SIGNATURE_BYTES};
      boolean signed =
          LibcryptoFunctions.EVP_DigestSignInit(context, null, null, null, key) == 1
              && LibcryptoFunctions.EVP_DigestSign(context, signature, length, data, data.length)
                  == 1;
      require(signed && length[0] == SIGNATURE_BYTES, "sign");
    } finally {
      LibcryptoFunctions.EVP_PKEY_free(key);
      LibcryptoFunctions.EVP_MD_CTX_free(context);
    }
    require(
        verifies(publicKey, data, signature), "sign: the private number belongs to another key");
    return new WireWriter().writeText(Ed25519PublicKey.TYPE).writeString(signature).toByteArray();
  }

  private static boolean verifies(Ed25519PublicKey publicKey, byte[] data, byte[] signature) {
    Pointer context = LibcryptoFunctions.EVP_MD_CTX_new();
    byte[] point = publicKey.point().toByteArray();
    Pointer key =
        LibcryptoFunctions.EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, null, point, point.length);
    try {
      return LibcryptoFunctions.EVP_DigestVerifyInit(context, null, null, null, key) == 1
          && LibcryptoFunctions.EVP_DigestVerify(
                  context, signature, signature.length, data, data.length)
              == 1;
    } finally {
      LibcryptoFunctions.EVP_PKEY_free(key);
      LibcryptoFunctions.EVP_MD_CTX_free(context);
    }
  }

  private static Pointer privateKey(ByteBuffer seed) {
    Pointer key =
        LibcryptoFunctions.EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, null, seed, SEED_BYTES);
    require(key != null, "take an Ed25519 key");
    return key;
  }
}

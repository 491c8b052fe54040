package org.sshkr.keyring.crypto;

import java.nio.ByteBuffer;
import org.sshkr.keyring.SecretBytes;
import org.sshkr.ssh.key.EcdsaPublicKey;
import org.sshkr.ssh.key.Ed25519PublicKey;
import org.sshkr.ssh.key.SshPublicKey;

/**
 * Signs with a bare private number, and derives the public key from it. The number is Ed25519's
 * seed of 32 bytes (RFC 8032, section 5.1.5), or ECDSA's d, big-endian and as long as the order of
 * the curve: 32, 48 or 66 bytes. It is in a direct buffer. When a method returns, no other copy of
 * it is left in the process: libcrypto wipes its own, and Java makes none.
 */
public final class Libcrypto {
  private Libcrypto() {}

  /** Whether keys of this type, such as {@code ssh-ed25519}, can sign here. */
  public static boolean signs(String type) {
    return type.equals(Ed25519PublicKey.TYPE) || Curve.named(type).isPresent();
  }

  /**
   * Returns the length of the private number in bytes.
   *
   * @param type the key type, such as {@code ssh-ed25519}
   * @throws IllegalArgumentException if the type has no such number
   */
  public static int numberLength(String type) {
    return type.equals(Ed25519PublicKey.TYPE) ? Ed25519.SEED_BYTES : curve(type).size();
  }

  /**
   * Derives the public key from a private number.
   *
   * @param type the key type, such as {@code ssh-ed25519}
   * @throws IllegalArgumentException if the number has the wrong length for the type, or is 0 or
   *     not below the order of the curve
   */
  public static SshPublicKey publicKey(String type, SecretBytes number) {
    return publicKey(type, number.memory());
  }

  /**
   * Derives the public key as {@link #publicKey(String, SecretBytes)} does.
   *
   * @param number the number, between position and limit of a direct buffer
   */
  public static SshPublicKey publicKey(String type, ByteBuffer number) {
    requireNumber(type, number);
    LibcryptoFunctions.load();
    return type.equals(Ed25519PublicKey.TYPE)
        ? Ed25519.publicKey(number)
        : Ecdsa.publicKey(curve(type), number);
  }

  /**
   * Signs, and verifies the signature with {@code key}.
   *
   * @param key the public key that belongs to the number
   * @param number the number, between position and limit of a direct buffer
   * @param data the data to sign, of any length
   * @return string algorithm, string signature: RFC 8709, section 6, or RFC 5656, section 3.1.2
   * @throws IllegalArgumentException if the number has the wrong length for the key's type
   * @throws IllegalStateException if {@code key} does not verify the signature, since the number
   *     belongs to another key
   */
  public static byte[] sign(SshPublicKey key, ByteBuffer number, byte[] data) {
    requireNumber(key.type(), number);
    LibcryptoFunctions.load();
    return key instanceof Ed25519PublicKey ed25519
        ? Ed25519.sign(ed25519, number, data)
        : Ecdsa.sign(curve(key.type()), (EcdsaPublicKey) key, number, data);
  }

  private static Curve curve(String type) {
    return Curve.named(type)
        .orElseThrow(() -> new IllegalArgumentException("no private number of type " + type));
  }

  private static void requireNumber(String type, ByteBuffer number) {
    if (number.remaining() != numberLength(type)) {
      throw new IllegalArgumentException(
          type + ": the private number has " + numberLength(type) + " bytes");
    }
    if (!number.isDirect()) {
      throw new IllegalArgumentException("a private number must not be on the heap");
    }
  }

  /** Throws if a function of libcrypto has failed, without libcrypto's own message. */
  static void require(boolean success, String what) {
    if (!success) {
      LibcryptoFunctions.ERR_clear_error();
      throw new IllegalStateException("libcrypto can't " + what);
    }
  }
}

package org.sshkr.keyring.crypto;

import java.nio.ByteBuffer;
import org.sshkr.keyring.HashAlgorithm;
import org.sshkr.keyring.RsassaPkcs1;
import org.sshkr.keyring.SecretBytes;
import org.sshkr.keyring.SignatureScheme;
import org.sshkr.ssh.key.EcdsaPublicKey;
import org.sshkr.ssh.key.Ed25519PublicKey;
import org.sshkr.ssh.key.RsaPublicKey;
import org.sshkr.ssh.key.SshPublicKey;

/**
 * Signs with a bare private number, and finds the public key that belongs to one. The number is
 * Ed25519's seed of 32 bytes (RFC 8032, section 5.1.5); ECDSA's d, big-endian and as long as the
 * order of the curve: 32, 48 or 66 bytes; or all numbers of RSA in PKCS#8, as {@link
 * org.sshkr.keyring.PrivateKey} has them. It lies in a direct buffer, and no copy of it is left in
 * the process when a method returns: libcrypto wipes its own, and Java has none.
 */
public final class Libcrypto {
  private Libcrypto() {}

  /** Whether keys of this type, such as {@code ssh-ed25519}, can sign here. */
  public static boolean signs(String type) {
    return type.equals(Ed25519PublicKey.TYPE)
        || type.equals(RsaPublicKey.TYPE)
        || Curve.named(type).isPresent();
  }

  /** Whether RSA keys with a modulus of {@code bits} bits sign: from 2041, 256 bytes, to 16384. */
  public static boolean signsRsa(int bits) {
    return Rsa.isUsable(bits);
  }

  /**
   * Returns the length of the private number in bytes.
   *
   * @param type of key, as {@code ssh-ed25519}, but not RSA, which has many
   * @return in bytes
   * @throws IllegalArgumentException if the type has no such number
   */
  public static int numberLength(String type) {
    return type.equals(Ed25519PublicKey.TYPE) ? Ed25519.SEED_BYTES : curve(type).size();
  }

  /**
   * Derives the public key from a private number.
   *
   * @param type of key, as {@code ssh-ed25519}
   * @throws IllegalArgumentException if the number has another length than the type asks for, or is
   *     0 or not below the order of the curve; if RSA's are no factors of the modulus, or not in
   *     the range that they must be in
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
    if (type.equals(RsaPublicKey.TYPE)) {
      return Rsa.publicKey(number);
    }
    return type.equals(Ed25519PublicKey.TYPE)
        ? Ed25519.publicKey(number)
        : Ecdsa.publicKey(curve(type), number);
  }

  /**
   * Signs a digest with an RSA key, and verifies the signature with {@code key}.
   *
   * @param key that belongs to the number
   * @param number direct, between position and limit
   * @param digest of the scheme's hash function
   * @return as long as the modulus, big-endian
   * @throws IllegalArgumentException if the number is not one of RSA, or the digest not one of the
   *     scheme
   * @throws IllegalStateException if the signature is not the key's
   */
  public static byte[] sign(
      RsaPublicKey key, ByteBuffer number, SignatureScheme scheme, byte[] digest) {
    requireNumber(RsaPublicKey.TYPE, number);
    LibcryptoFunctions.load();
    return Rsa.sign(key, number, scheme, digest);
  }

  /**
   * Signs with a key that is not RSA, and verifies the signature with {@code key}.
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

  /**
   * Whether a private number is the one of {@code key}, and signs.
   *
   * @param number direct, between position and limit
   */
  public static boolean belong(SshPublicKey key, ByteBuffer number) {
    byte[] data = new byte[HashAlgorithm.SHA256.length()];
    try {
      if (!publicKey(key.type(), number).equals(key)) {
        return false;
      }
      if (key instanceof RsaPublicKey rsa) {
        sign(rsa, number, new RsassaPkcs1(HashAlgorithm.SHA256), data);
      } else {
        sign(key, number, data);
      }
      return true;
    } catch (IllegalArgumentException | IllegalStateException e) {
      return false;
    }
  }

  private static Curve curve(String type) {
    return Curve.named(type)
        .orElseThrow(() -> new IllegalArgumentException("no private number of type " + type));
  }

  private static void requireNumber(String type, ByteBuffer number) {
    if (!type.equals(RsaPublicKey.TYPE) && number.remaining() != numberLength(type)) {
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

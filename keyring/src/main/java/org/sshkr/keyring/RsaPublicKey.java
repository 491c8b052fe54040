package org.sshkr.keyring;

import java.math.BigInteger;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.RSAPublicKeySpec;
import java.util.Base64;
import java.util.Optional;
import org.sshkr.wire.WireFormatException;
import org.sshkr.wire.WireReader;
import org.sshkr.wire.WireWriter;

/**
 * An RSA public key: the modulus n and the public exponent e, both positive. Equality is equality
 * of the numbers, so it identifies a key wherever its public half is seen.
 */
public record RsaPublicKey(BigInteger modulus, BigInteger exponent) {
  /** The key type's name on the wire and in public key files (RFC 4253, section 6.6). */
  public static final String TYPE = "ssh-rsa";

  public RsaPublicKey {
    if (modulus.signum() <= 0 || exponent.signum() <= 0) {
      throw new IllegalArgumentException("modulus and exponent must be positive");
    }
  }

  /**
   * Reads a public key blob: string "ssh-rsa", mpint e, mpint n (RFC 4253, section 6.6).
   *
   * @throws WireFormatException if it is anything else, another key type included
   */
  public static RsaPublicKey ofBlob(byte[] blob) {
    WireReader in = new WireReader(blob);
    if (!in.readText().equals(TYPE)) {
      throw new WireFormatException("not an " + TYPE + " public key");
    }
    BigInteger exponent = in.readPositiveMpint();
    BigInteger modulus = in.readPositiveMpint();
    in.expectEnd();
    return new RsaPublicKey(modulus, exponent);
  }

  /** Java's own form of the key. Empty if Java refuses it, as it does a long exponent. */
  public Optional<RSAPublicKey> toJava() {
    try {
      return Optional.of(
          (RSAPublicKey)
              KeyFactory.getInstance("RSA")
                  .generatePublic(new RSAPublicKeySpec(modulus, exponent)));
    } catch (InvalidKeySpecException e) {
      return Optional.empty();
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has RSA", e);
    }
  }

  /** The public key blob: string "ssh-rsa", mpint e, mpint n (RFC 4253, section 6.6). */
  public byte[] blob() {
    return new WireWriter().writeText(TYPE).writeMpint(exponent).writeMpint(modulus).toByteArray();
  }

  /**
   * Whether the kernel signs correctly with a modulus of {@code bits} bits: 256, 384 or 512 bytes.
   * Of others it takes some and signs wrongly (2040, 3064 bits) or not at all (8192); 1024 bits
   * work and are too few.
   */
  public static boolean isUsable(int bits) {
    int size = (bits + 7) / 8;
    return size == 256 || size == 384 || size == 512;
  }

  /** Whether the kernel signs correctly with a key of this size. */
  public boolean isUsable() {
    return isUsable(bits());
  }

  /** Throws {@link KeyringException.BadKey} unless {@link #isUsable}. */
  void requireUsable() {
    if (!isUsable()) {
      throw new KeyringException.BadKey(
          "the kernel signs with RSA keys of 2048, 3072 or 4096 bits; this one has " + bits());
    }
  }

  /** block^e mod n, both big-endian and as long as the modulus. */
  byte[] raise(byte[] block) {
    return BlindedRsaSigner.fixedLength(new BigInteger(1, block).modPow(exponent, modulus), size());
  }

  /** The modulus length in bytes, which is the length of every signature of this key. */
  public int size() {
    return (bits() + 7) / 8;
  }

  /** The modulus length in bits. */
  public int bits() {
    return modulus.bitLength();
  }

  /** The blob in Base64, as it stands in a public key file. */
  public String base64() {
    return Base64.getEncoder().encodeToString(blob());
  }

  /** {@code SHA256:} and the blob's SHA-256 in unpadded Base64, as OpenSSH prints it. */
  public String fingerprint() {
    return fingerprint(blob());
  }

  /** The same of any bytes. */
  static String fingerprint(byte[] bytes) {
    return "SHA256:"
        + Base64.getEncoder().withoutPadding().encodeToString(HashAlgorithm.SHA256.digest(bytes));
  }

  // The same two as a record's own, but Java makes those at run time: a tenth of `ssh-add-kr -l`.

  @Override
  public boolean equals(Object other) {
    return other instanceof RsaPublicKey key
        && modulus.equals(key.modulus)
        && exponent.equals(key.exponent);
  }

  @Override
  public int hashCode() {
    return 31 * modulus.hashCode() + exponent.hashCode();
  }
}

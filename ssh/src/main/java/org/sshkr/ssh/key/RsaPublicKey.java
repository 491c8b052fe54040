package org.sshkr.ssh.key;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.RSAPublicKeySpec;
import java.util.Optional;
import org.sshkr.ssh.wire.WireFormatException;
import org.sshkr.ssh.wire.WireReader;
import org.sshkr.ssh.wire.WireWriter;

/**
 * An RSA public key: mpint e, mpint n, both positive (RFC 4253, section 6.6). A signature is string
 * algorithm, string number (RFC 8332, section 3). Keys with the same numbers are equal, in whatever
 * form they were read.
 */
public record RsaPublicKey(BigInteger modulus, BigInteger exponent) implements SshPublicKey {
  /** The key type's name on the wire and in public key files. */
  public static final String TYPE = "ssh-rsa";

  private static final int MIN_BITS = 1024; // SSH_RSA_MINIMUM_MODULUS_SIZE
  private static final int MAX_BITS = 16384; // SSHBUF_MAX_BIGNUM

  public RsaPublicKey {
    if (modulus.signum() <= 0 || exponent.signum() <= 0) {
      throw new IllegalArgumentException("modulus and exponent must be positive");
    }
  }

  static RsaPublicKey readFields(WireReader in) {
    BigInteger exponent = in.readPositiveMpint();
    return new RsaPublicKey(in.readPositiveMpint(), exponent);
  }

  @Override
  public String type() {
    return TYPE;
  }

  /** The modulus length in bits. */
  @Override
  public String displayName() {
    return "RSA";
  }

  @Override
  public int bits() {
    return modulus.bitLength();
  }

  @Override
  public WireWriter writeFields(WireWriter out) {
    return out.writeMpint(exponent).writeMpint(modulus);
  }

  /** Returns Java's form of the key; empty if Java refuses it, as it does a long exponent. */
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

  /** The modulus length in bytes, which is the length of every signature of this key. */
  public int size() {
    return (bits() + 7) / 8;
  }

  /**
   * Checks that OpenSSH accepts a key of this size.
   *
   * @throws WireFormatException if it does not
   */
  public void requireSize() {
    if (bits() < MIN_BITS || bits() > MAX_BITS) {
      throw new WireFormatException("RSA key of " + bits() + " bits");
    }
  }

  /**
   * Verifies a signature. SHA-1 is accepted, as by OpenSSH's agent: the client has already decided
   * whether the server may use it.
   */
  @Override
  public boolean verifies(byte[] data, String algorithm, WireReader rest)
      throws GeneralSecurityException {
    String jdkAlgorithm =
        switch (algorithm) {
          case "ssh-rsa" -> "SHA1withRSA";
          case "rsa-sha2-256" -> "SHA256withRSA";
          case "rsa-sha2-512" -> "SHA512withRSA";
          default -> null;
        };
    byte[] number = rest.readString();
    rest.expectEnd();
    Optional<RSAPublicKey> key = toJava();
    if (jdkAlgorithm == null || number.length > size() || key.isEmpty()) {
      return false;
    }
    byte[] padded = new byte[size()]; // a server may leave leading zeros out
    System.arraycopy(number, 0, padded, padded.length - number.length, number.length);
    return SshPublicKey.verify(jdkAlgorithm, key.get(), data, padded);
  }

  // Same results as a record's generated methods, which Java links at run time: that is a tenth of
  // `ssh-add-kr -l`.

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

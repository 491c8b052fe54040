package org.sshkr.ssh.session;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.util.Arrays;
import java.util.List;
import org.sshkr.ssh.wire.Blob;
import org.sshkr.ssh.wire.WireWriter;

/** A host with a key of the JDK, which signs; the test has its own code for the SSH formats. */
public record TestHost(String type, KeyPair pair, Blob blob) {
  public static TestHost ed25519() {
    KeyPair pair = generate("Ed25519", null);
    byte[] info = pair.getPublic().getEncoded();
    byte[] point = Arrays.copyOfRange(info, info.length - 32, info.length);
    return new TestHost(
        "ssh-ed25519", pair, blob(new WireWriter().writeText("ssh-ed25519").writeString(point)));
  }

  public static TestHost rsa(int bits) {
    KeyPair pair = generate("RSA", new RSAKeyGenParameterSpec(bits, RSAKeyGenParameterSpec.F4));
    RSAPublicKey key = (RSAPublicKey) pair.getPublic();
    return new TestHost(
        "ssh-rsa",
        pair,
        blob(
            new WireWriter()
                .writeText("ssh-rsa")
                .writeMpint(key.getPublicExponent())
                .writeMpint(key.getModulus())));
  }

  /**
   * Creates an ECDSA host.
   *
   * @param bits 256, 384 or 521
   */
  public static TestHost ecdsa(int bits) {
    KeyPair pair = generate("EC", new ECGenParameterSpec("secp" + bits + "r1"));
    ECPublicKey key = (ECPublicKey) pair.getPublic();
    String type = "ecdsa-sha2-nistp" + bits;
    byte[] point =
        new WireWriter()
            .writeByte(4)
            .writeRaw(fixed(key.getW().getAffineX(), bits))
            .writeRaw(fixed(key.getW().getAffineY(), bits))
            .toByteArray();
    return new TestHost(
        type,
        pair,
        blob(new WireWriter().writeText(type).writeText("nistp" + bits).writeString(point)));
  }

  private static byte[] fixed(BigInteger number, int bits) {
    byte[] out = new byte[(bits + 7) / 8];
    byte[] bytes = number.toByteArray();
    for (int i = 1; i <= Math.min(out.length, bytes.length); i++) {
      out[out.length - i] = bytes[bytes.length - i];
    }
    return out;
  }

  /** One host of each type. */
  public static List<TestHost> all() {
    return List.of(ed25519(), rsa(2048), ecdsa(256), ecdsa(384), ecdsa(521));
  }

  /** The key's fields without what precedes them, for a certificate. */
  public byte[] fields() {
    byte[] bytes = blob.toByteArray();
    return Arrays.copyOfRange(bytes, 4 + type.length(), bytes.length);
  }

  public Blob sign(byte[] data) {
    return type.equals("ssh-rsa") ? sign("rsa-sha2-512", data) : sign(type, data);
  }

  /** Signs with an algorithm of SSH. */
  public Blob sign(String algorithm, byte[] data) {
    return blob(new WireWriter().writeText(algorithm).writeString(signature(algorithm, data)));
  }

  /** The signature's fields after the algorithm's name. */
  public byte[] signature(String algorithm, byte[] data) {
    return switch (algorithm) {
      case "ssh-ed25519" -> jdk("Ed25519", data);
      case "ssh-rsa" -> jdk("SHA1withRSA", data);
      case "rsa-sha2-256" -> jdk("SHA256withRSA", data);
      case "rsa-sha2-512" -> jdk("SHA512withRSA", data);
      case "ecdsa-sha2-nistp256" -> ecdsaNumbers(jdk("SHA256withECDSAinP1363Format", data));
      case "ecdsa-sha2-nistp384" -> ecdsaNumbers(jdk("SHA384withECDSAinP1363Format", data));
      case "ecdsa-sha2-nistp521" -> ecdsaNumbers(jdk("SHA512withECDSAinP1363Format", data));
      default -> throw new IllegalArgumentException(algorithm);
    };
  }

  private static byte[] ecdsaNumbers(byte[] both) {
    int half = both.length / 2;
    return new WireWriter()
        .writeMpint(new BigInteger(1, Arrays.copyOf(both, half)))
        .writeMpint(new BigInteger(1, Arrays.copyOfRange(both, half, both.length)))
        .toByteArray();
  }

  private byte[] jdk(String algorithm, byte[] data) {
    try {
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(pair.getPrivate());
      signature.update(data);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** The contents of a session-bind that this host makes. */
  public Blob bind(Blob sessionId, boolean forwarding) {
    return new SessionBind(blob, sessionId, sign(sessionId.toByteArray()), forwarding).encode();
  }

  private static KeyPair generate(String algorithm, AlgorithmParameterSpec spec) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
      if (spec != null) {
        generator.initialize(spec);
      }
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  public static Blob blob(WireWriter out) {
    return Blob.copyOf(out.toByteArray());
  }
}

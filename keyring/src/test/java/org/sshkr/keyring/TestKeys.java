package org.sshkr.keyring;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.security.spec.RSAPublicKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.sshkr.ssh.key.RsaPublicKey;
import org.sshkr.ssh.key.SshCertificate;
import org.sshkr.ssh.wire.WireWriter;

/**
 * RSA keys, two of each size in a test run, and the JDK's opinion of a signature. They are made
 * with the JDK, unless the system property {@code sshkr.test.keys} names a directory with {@code
 * BITS-a.der} and {@code BITS-b.der} (PKCS#8): on an emulated processor it takes minutes to make
 * one.
 */
public final class TestKeys {
  private static final Map<String, KeyPair> PAIRS = new ConcurrentHashMap<>();

  private TestKeys() {}

  /** A key pair of {@code bits} bits, the same at every call. */
  public static KeyPair pair(int bits) {
    return named(bits, "a");
  }

  /** Another one, likewise. */
  public static KeyPair otherPair(int bits) {
    return named(bits, "b");
  }

  private static KeyPair named(int bits, String letter) {
    return PAIRS.computeIfAbsent(bits + "-" + letter, name -> readOrGenerate(bits, name));
  }

  private static KeyPair readOrGenerate(int bits, String name) {
    String directory = System.getProperty("sshkr.test.keys");
    if (directory == null) {
      return generate(bits);
    }
    try {
      return ofPkcs8(Files.readAllBytes(Path.of(directory, name + ".der")));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** The pair of a private key in PKCS#8. */
  public static KeyPair ofPkcs8(byte[] der) {
    try {
      KeyFactory factory = KeyFactory.getInstance("RSA");
      RSAPrivateCrtKey key =
          (RSAPrivateCrtKey) factory.generatePrivate(new PKCS8EncodedKeySpec(der));
      return new KeyPair(
          factory.generatePublic(new RSAPublicKeySpec(key.getModulus(), key.getPublicExponent())),
          key);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static KeyPair generate(int bits) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(new RSAKeyGenParameterSpec(bits, RSAKeyGenParameterSpec.F4));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  public static RsaPublicKey publicKey(KeyPair pair) {
    RSAPrivateCrtKey key = (RSAPrivateCrtKey) pair.getPrivate();
    return new RsaPublicKey(key.getModulus(), key.getPublicExponent());
  }

  /** The pair as a loader hands it over. */
  public static PrivateKey privateKey(KeyPair pair) {
    return new PrivateKey(publicKey(pair), SecretBytes.moveFrom(pair.getPrivate().getEncoded()));
  }

  /** A certificate of the pair for a user, without end, whose authority nobody knows. */
  public static SshCertificate certificate(KeyPair pair, String keyId) {
    return certificate(pair, keyId, -1);
  }

  /**
   * The same with an end.
   *
   * @param validBefore seconds since 1970
   */
  public static SshCertificate certificate(KeyPair pair, String keyId, long validBefore) {
    RsaPublicKey key = publicKey(pair);
    byte[] none = {};
    return SshCertificate.ofBlob(
        new WireWriter()
            .writeText(SshCertificate.typeFor(RsaPublicKey.TYPE))
            .writeText("nonce")
            .writeMpint(key.exponent())
            .writeMpint(key.modulus())
            .writeUint32(0)
            .writeUint32(1) // serial
            .writeUint32(1) // of a user
            .writeText(keyId)
            .writeString(none) // any principal
            .writeUint32(0)
            .writeUint32(0)
            .writeUint32(validBefore >>> 32)
            .writeUint32(validBefore)
            .writeString(none)
            .writeString(none)
            .writeString(none)
            .writeString(key.blob())
            .writeText("signature")
            .toByteArray());
  }

  /** Whether the JDK accepts {@code signature}. */
  public static boolean verifies(
      KeyPair pair, SignatureScheme scheme, byte[] data, byte[] signature) {
    try {
      Signature verifier = Signature.getInstance(jcaName(scheme));
      if (scheme instanceof RsassaPss pss) {
        verifier.setParameter(parameters(pss));
      }
      verifier.initVerify(
          KeyFactory.getInstance("RSA")
              .generatePublic(new X509EncodedKeySpec(pair.getPublic().getEncoded())));
      verifier.update(data);
      return verifier.verify(signature);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  static String jcaName(SignatureScheme scheme) {
    return scheme instanceof RsassaPss
        ? "RSASSA-PSS"
        : scheme.hash().javaName().replace("-", "") + "withRSA";
  }

  static PSSParameterSpec parameters(RsassaPss pss) {
    String hash = pss.hash().javaName();
    return new PSSParameterSpec(
        hash,
        "MGF1",
        new MGF1ParameterSpec(hash),
        pss.saltLength(),
        PSSParameterSpec.TRAILER_FIELD_BC);
  }
}

package org.sshkr.keyring;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.Signature;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.RSAPublicKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import org.sshkr.ssh.key.RsaPublicKey;
import org.sshkr.ssh.key.SshCertificate;
import org.sshkr.ssh.wire.WireWriter;

/**
 * RSA keys, two of each size, and the JDK's opinion of a signature. The keys are in {@code
 * test-keys.properties}, since making them takes seconds. The tests on a kernel run with keys that
 * are new on each machine: the system property {@code sshkr.test.keys} then names a directory with
 * {@code BITS-a.der} and {@code BITS-b.der} (PKCS#8).
 */
public final class TestKeys {
  private static final Properties MADE = new Properties();
  private static final Map<String, KeyPair> PAIRS = new ConcurrentHashMap<>();

  static {
    try (InputStream in = TestKeys.class.getResourceAsStream("test-keys.properties")) {
      MADE.load(in);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private TestKeys() {}

  /** The key pair of {@code bits} bits, the same at every call. */
  public static KeyPair pair(int bits) {
    return named(bits + "-a");
  }

  /** The other pair of {@code bits} bits, the same at every call. */
  public static KeyPair otherPair(int bits) {
    return named(bits + "-b");
  }

  private static KeyPair named(String name) {
    return PAIRS.computeIfAbsent(name, one -> ofPkcs8(read(one)));
  }

  private static byte[] read(String name) {
    String directory = System.getProperty("sshkr.test.keys");
    if (directory == null) {
      return Base64.getDecoder().decode(MADE.getProperty(name));
    }
    try {
      return Files.readAllBytes(Path.of(directory, name + ".der"));
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

  public static RsaPublicKey publicKey(KeyPair pair) {
    RSAPrivateCrtKey key = (RSAPrivateCrtKey) pair.getPrivate();
    return new RsaPublicKey(key.getModulus(), key.getPublicExponent());
  }

  /** The pair in the form that a loader hands over. */
  public static PrivateKey privateKey(KeyPair pair) {
    return new PrivateKey(publicKey(pair), SecretBytes.moveFrom(pair.getPrivate().getEncoded()));
  }

  /**
   * Applies the private key to a block, by the Chinese remainder theorem: RFC 8017, section 5.1.2.
   */
  static byte[] raisePrivate(RSAPrivateCrtKey key, byte[] block) {
    BigInteger m = new BigInteger(1, block);
    BigInteger modP = m.modPow(key.getPrimeExponentP(), key.getPrimeP());
    BigInteger modQ = m.modPow(key.getPrimeExponentQ(), key.getPrimeQ());
    BigInteger h = modP.subtract(modQ).multiply(key.getCrtCoefficient()).mod(key.getPrimeP());
    return BlindedRsaSigner.fixedLength(h.multiply(key.getPrimeQ()).add(modQ), block.length);
  }

  /** A user certificate of the pair, without end, by an unknown authority. */
  public static SshCertificate certificate(KeyPair pair, String keyId) {
    return certificate(pair, keyId, -1);
  }

  /**
   * A user certificate of the pair with an end, by an unknown authority.
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

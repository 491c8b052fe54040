package org.sshkr.keyring;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.RSAKeyGenParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * RSA keys made with the JDK, one of each size in a test run, and the JDK's opinion of a signature.
 */
public final class TestKeys {
  private static final Map<Integer, KeyPair> PAIRS = new ConcurrentHashMap<>();

  private TestKeys() {}

  /** A key pair of {@code bits} bits, the same at every call. */
  public static KeyPair pair(int bits) {
    return PAIRS.computeIfAbsent(bits, TestKeys::generate);
  }

  /** A new key pair of {@code bits} bits. */
  public static KeyPair generate(int bits) {
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

  /** Whether the JDK accepts {@code signature}. */
  public static boolean verifies(
      KeyPair pair, SignatureAlgorithm algorithm, byte[] data, byte[] signature) {
    try {
      Signature verifier = Signature.getInstance(jcaName(algorithm));
      verifier.initVerify(
          KeyFactory.getInstance("RSA")
              .generatePublic(new X509EncodedKeySpec(pair.getPublic().getEncoded())));
      verifier.update(data);
      return verifier.verify(signature);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  static String jcaName(SignatureAlgorithm algorithm) {
    return switch (algorithm) {
      case SSH_RSA -> "SHA1withRSA";
      case RSA_SHA2_256 -> "SHA256withRSA";
      case RSA_SHA2_512 -> "SHA512withRSA";
    };
  }
}

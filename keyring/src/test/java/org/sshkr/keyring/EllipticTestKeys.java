package org.sshkr.keyring;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.sshkr.keyring.crypto.Libcrypto;
import org.sshkr.ssh.key.SshPublicKey;

/** A key of each type that ssh-signer-kr signs with, made by the JDK, new in each process. */
public final class EllipticTestKeys {
  public static final String ED25519 = "ssh-ed25519";
  public static final String P256 = "ecdsa-sha2-nistp256";
  public static final String P384 = "ecdsa-sha2-nistp384";
  public static final String P521 = "ecdsa-sha2-nistp521";

  public static final List<String> TYPES = List.of(ED25519, P256, P384, P521);

  private static final Map<String, KeyPair> PAIRS = new ConcurrentHashMap<>();

  private EllipticTestKeys() {}

  /** The key pair of that type, the same at every call. */
  public static KeyPair pair(String type) {
    return PAIRS.computeIfAbsent(type, EllipticTestKeys::generate);
  }

  private static KeyPair generate(String type) {
    try {
      // by name: openssl does not read Ed25519 keys in Bouncy Castle's encoding
      if (type.equals(ED25519)) {
        return KeyPairGenerator.getInstance("Ed25519", "SunEC").generateKeyPair();
      }
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      String bits = type.substring(type.length() - "256".length());
      generator.initialize(new ECGenParameterSpec("secp" + bits + "r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** The pair in the form that a loader hands over. */
  public static PrivateKey privateKey(String type) {
    java.security.PrivateKey key = pair(type).getPrivate();
    byte[] number =
        key instanceof EdECPrivateKey ed
            ? ed.getBytes().orElseThrow()
            : fixedLength(((ECPrivateKey) key).getS(), Libcrypto.numberLength(type));
    SecretBytes secret = SecretBytes.moveFrom(number);
    return new PrivateKey(Libcrypto.publicKey(type, secret), secret);
  }

  private static byte[] fixedLength(BigInteger number, int length) {
    byte[] bytes = number.toByteArray();
    byte[] padded = new byte[length + 1];
    System.arraycopy(bytes, 0, padded, padded.length - bytes.length, bytes.length);
    return Arrays.copyOfRange(padded, 1, padded.length);
  }

  public static SshPublicKey publicKey(String type) {
    try (PrivateKey key = privateKey(type)) {
      return key.publicKey();
    }
  }
}

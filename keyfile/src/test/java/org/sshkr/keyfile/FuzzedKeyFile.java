package org.sshkr.keyfile;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import org.sshkr.ssh.key.RsaPublicKey;
import org.sshkr.ssh.key.SshPublicKey;

/**
 * Checks of the fuzz tests: each key of a file must be valid, or be refused with a message of one
 * line.
 */
final class FuzzedKeyFile {
  /** The passphrase of the encrypted seed files, whose keys are all throw-away. */
  private static final byte[] PASSPHRASE = "throwaway".getBytes(StandardCharsets.UTF_8);

  private static final Duration AFFORDABLE = Duration.ofMillis(50);

  private static final BigInteger ONE = BigInteger.ONE;

  private FuzzedKeyFile() {}

  static void openAll(KeyFile file) {
    for (KeyEnvelope envelope : file.keys()) {
      if (envelope.derivationTime().compareTo(AFFORDABLE) < 0) {
        open(envelope);
      }
    }
  }

  static void open(KeyEnvelope envelope) {
    try (CheckedKey loaded = envelope.open(PASSPHRASE)) {
      assertIsRight(loaded);
    } catch (KeyFileException e) {
      assertIsOneLine(e);
    }
  }

  static void assertIsRight(CheckedKey loaded) {
    assertOneLine(loaded.comment());
    byte[] secret = loaded.key().secret().copyToHeap();
    SshPublicKey key = loaded.key().publicKey();
    if (key instanceof RsaPublicKey) {
      assertIsRsaKey(loaded);
    } else {
      assertThat(PublicPoint.of(key.type(), secret)).isEqualTo(KeyCurve.point(key));
    }
  }

  static void assertIsOneLine(KeyFileException e) {
    assertThat(e.getMessage()).isNotBlank().hasSizeLessThan(300);
    assertOneLine(e.getMessage());
  }

  private static void assertOneLine(String text) {
    assertThat(text.codePoints())
        .as("code points of what may reach a terminal")
        .noneMatch(c -> Character.isISOControl(c) || c == 0x2028 || c == 0x2029)
        .noneMatch(c -> Character.getType(c) == Character.FORMAT);
  }

  /** Checks a key with the JDK's decoder and the definition in RFC 8017, section 3.2. */
  private static void assertIsRsaKey(CheckedKey loaded) {
    RSAPrivateCrtKey key = decode(loaded.key().secret().copyToHeap());
    BigInteger p = key.getPrimeP();
    BigInteger q = key.getPrimeQ();
    BigInteger e = key.getPublicExponent();
    BigInteger d = key.getPrivateExponent();
    assertThat(new RsaPublicKey(key.getModulus(), e)).isEqualTo(loaded.key().publicKey());
    assertThat(p.multiply(q)).isEqualTo(key.getModulus()).isNotEqualTo(p.multiply(p));
    assertThat(p.isProbablePrime(20) && q.isProbablePrime(20)).isTrue();
    assertThat(e.multiply(d).mod(p.subtract(ONE))).isEqualTo(ONE);
    assertThat(e.multiply(d).mod(q.subtract(ONE))).isEqualTo(ONE);
    assertThat(key.getPrimeExponentP()).isEqualTo(d.mod(p.subtract(ONE)));
    assertThat(key.getPrimeExponentQ()).isEqualTo(d.mod(q.subtract(ONE)));
    assertThat(key.getCrtCoefficient()).isEqualTo(q.modInverse(p));
  }

  private static RSAPrivateCrtKey decode(byte[] pkcs8) {
    try {
      return (RSAPrivateCrtKey)
          KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
    } catch (NoSuchAlgorithmException | InvalidKeySpecException e) {
      throw new AssertionError("the JDK can't read what the kernel would be given", e);
    }
  }
}

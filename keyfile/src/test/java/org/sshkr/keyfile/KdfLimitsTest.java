package org.sshkr.keyfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sshkr.keyfile.KeyFileException.Reason;

/**
 * A file can't ask for more work than the limits allow, and is refused before anyone is asked for a
 * passphrase.
 */
class KdfLimitsTest {
  private static final String PBKDF2 = "1.2.840.113549.1.5.12";
  private static final String SCRYPT = "1.3.6.1.4.1.11591.4.11";

  @ParameterizedTest
  @CsvSource({
    "10000001, asks for 10000001 iterations; at most 10000000 are allowed",
    "2147483647, asks for 2147483647 iterations",
    "99999999999999, asks for 2147483647 iterations"
  })
  void pbkdf2(long iterations, String message) throws Exception {
    refused(Reason.TOO_COSTLY, message, pbes2(PBKDF2, iterations));
  }

  @Test
  void pbkdf2OfZeroIterations() throws Exception {
    refused(Reason.MALFORMED, "asks for 0 iterations", pbes2(PBKDF2, 0));
  }

  @Test
  void pbes1() throws Exception {
    byte[] file = encrypted("1.2.840.113549.1.12.1.3", salt(), new ASN1Integer(10_000_001));
    refused(Reason.TOO_COSTLY, "asks for 10000001 iterations", file);
  }

  @ParameterizedTest
  @CsvSource({
    "1048576, 8, 1, asks for 1048578 KiB of memory; at most 262144 are allowed",
    "2, 2147483647, 1, scrypt r",
    "2, 1, 2147483647, scrypt p",
    "2147483647, 1, 1, scrypt N",
    "2, 1, 2097151, asks for 262145 KiB of memory",
    "131072, 8, 64, scrypt steps (N * r * p)"
  })
  void scrypt(long n, long r, long p, String message) throws Exception {
    refused(Reason.TOO_COSTLY, message, pbes2(SCRYPT, n, r, p));
  }

  @ParameterizedTest
  @CsvSource({"1, 8, 1", "3, 8, 1", "65536, 1, 1"})
  void scryptWithACostThatIsNone(long n, long r, long p) throws Exception {
    refused(Reason.MALFORMED, "must be a power of 2", pbes2(SCRYPT, n, r, p));
  }

  @ParameterizedTest
  @CsvSource({"0, 8, 1", "2, 0, 1", "2, 8, 0"})
  void scryptOfNothing(long n, long r, long p) throws Exception {
    refused(Reason.MALFORMED, "asks for 0 scrypt", pbes2(SCRYPT, n, r, p));
  }

  @ParameterizedTest
  @CsvSource({
    "Argon2-Memory: 64, Argon2-Memory: 262145, asks for 262145 KiB of memory",
    "Argon2-Memory: 64, Argon2-Memory: 999999999, asks for 999999999 KiB of memory",
    "Argon2-Passes: 2, Argon2-Passes: 999999999, asks for 63999999936 Argon2 steps",
    "Argon2-Parallelism: 1, Argon2-Parallelism: 65, asks for 65 Argon2 lanes"
  })
  void argon2(String before, String after, String message) {
    refused(Reason.TOO_COSTLY, message, putty(before, after));
  }

  @ParameterizedTest
  @CsvSource({
    "Argon2-Memory: 64, Argon2-Memory: 0, 0 KiB of memory",
    "Argon2-Passes: 2, Argon2-Passes: 0, 0 Argon2 steps",
    "Argon2-Parallelism: 1, Argon2-Parallelism: 0, 0 Argon2 lanes",
    "Argon2-Passes: 2, Argon2-Passes: -2, the Argon2-Passes line is missing or wrong",
    "Argon2-Memory: 64, Argon2-Memory: 9999999999, the Argon2-Memory line is missing or wrong",
    "Argon2-Memory: 64, Argon2-Memory:, the Argon2-Memory line is missing or wrong"
  })
  void argon2OfNothing(String before, String after, String message) {
    refused(Reason.MALFORMED, message, putty(before, after));
  }

  /** The tests above refuse one more of each. */
  @Test
  void greatestCostsAreTaken() throws Exception {
    KdfLimits.bcrypt(4_000);
    KdfLimits.pbkdf2(10_000_000);
    KdfLimits.scrypt(1 << 16, 8, 64);
    KdfLimits.argon2(1 << 18, 64, 64);
  }

  @Test
  void estimateIsOfSeconds() throws Exception {
    try (KeyFile cheap = PrivateKeyReader.parse(pbes2(PBKDF2, 10));
        KeyFile dear = PrivateKeyReader.parse(pbes2(PBKDF2, 5_000_000))) {
      assertThat(cheap.keys().get(0).derivationTime()).isLessThan(Duration.ofMillis(1));
      assertThat(dear.keys().get(0).derivationTime()).isGreaterThan(Duration.ofSeconds(1));
    }
  }

  @Test
  void estimateDoublesWithEachFactorOfTheCost() throws Exception {
    assertThat(KdfLimits.bcrypt(200)).isEqualTo(KdfLimits.bcrypt(100).multipliedBy(2));
    assertThat(KdfLimits.pbkdf2(200)).isEqualTo(KdfLimits.pbkdf2(100).multipliedBy(2));
    Duration scrypt = KdfLimits.scrypt(1 << 14, 8, 1).multipliedBy(2);
    assertThat(KdfLimits.scrypt(1 << 15, 8, 1)).isEqualTo(scrypt);
    assertThat(KdfLimits.scrypt(1 << 14, 16, 1)).isEqualTo(scrypt);
    assertThat(KdfLimits.scrypt(1 << 14, 8, 2)).isEqualTo(scrypt);
    Duration argon2 = KdfLimits.argon2(1 << 10, 3, 1).multipliedBy(2);
    assertThat(KdfLimits.argon2(1 << 11, 3, 1)).isEqualTo(argon2);
    assertThat(KdfLimits.argon2(1 << 10, 6, 1)).isEqualTo(argon2);
  }

  @ParameterizedTest
  @CsvSource({"2, 8, 1", "32768, 1, 1", "65536, 2, 1"})
  void lengthOfTheKeyOfScryptMayBeNamed(long n, long r, long p) throws Exception {
    Duration estimate = KdfLimits.scrypt((int) n, (int) r, (int) p);
    for (byte[] contents : List.of(pbes2(SCRYPT, n, r, p), pbes2(SCRYPT, n, r, p, 32))) {
      try (KeyFile file = PrivateKeyReader.parse(contents)) {
        assertThat(file.keys().get(0).derivationTime()).isEqualTo(estimate);
      }
    }
  }

  @Test
  void heapThatIsTooSmallIsNamed() {
    assertThat(KdfLimits.outOfMemory()).hasMessageContaining("java -Xmx");
    assertThat(KdfLimits.outOfMemory().reason()).isEqualTo(Reason.TOO_COSTLY);
  }

  private static byte[] putty(String before, String after) {
    byte[] contents = KeyFileCorpus.get().sample("putty-2048-encrypted.ppk").contents();
    String text = new String(contents, StandardCharsets.ISO_8859_1);
    assertThat(text).contains(before + "\n");
    return text.replace(before + "\n", after + "\n").getBytes(StandardCharsets.ISO_8859_1);
  }

  private static byte[] pbes2(String derivation, long... numbers) throws IOException {
    ASN1Encodable[] parameters = new ASN1Encodable[numbers.length + 1];
    parameters[0] = salt();
    for (int i = 0; i < numbers.length; i++) {
      parameters[i + 1] = new ASN1Integer(numbers[i]);
    }
    return encrypted(
        "1.2.840.113549.1.5.13",
        algorithm(derivation, new DERSequence(parameters)),
        algorithm("2.16.840.1.101.3.4.1.42", new DEROctetString(new byte[16])));
  }

  private static byte[] encrypted(String scheme, ASN1Encodable... parameters) throws IOException {
    return sequence(
            algorithm(scheme, new DERSequence(parameters)), new DEROctetString(new byte[32]))
        .getEncoded();
  }

  private static DERSequence algorithm(String identifier, ASN1Encodable parameters) {
    return sequence(new ASN1ObjectIdentifier(identifier), parameters);
  }

  private static DERSequence sequence(ASN1Encodable... elements) {
    return new DERSequence(elements);
  }

  private static ASN1Encodable salt() {
    return new DEROctetString(new byte[8]);
  }

  private static void refused(Reason reason, String message, byte[] contents) {
    assertThatThrownBy(() -> PrivateKeyReader.parse(contents))
        .isInstanceOfSatisfying(
            KeyFileException.class, e -> assertThat(e.reason()).isEqualTo(reason))
        .hasMessageContaining(message);
  }
}

package org.sshkr.keyfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sshkr.keyfile.KeyFileException.Reason;
import org.sshkr.ssh.key.RsaPublicKey;

/** Refuses keys in PKCS#1 that have a wrong number. */
class RsaCheckTest {
  private static final KeyFileCorpus CORPUS = KeyFileCorpus.get();

  private final Map<String, BigInteger> numbers = new TreeMap<>();
  private final RSAPrivateKey other;

  RsaCheckTest() throws Exception {
    RSAPrivateKey key = OpenSshContainer.numbers(CORPUS.rsa2048());
    other = OpenSshContainer.numbers(CORPUS.sample("openssh-e3").base());
    set(key);
  }

  private void set(RSAPrivateKey key) {
    numbers.put("n", key.getModulus());
    numbers.put("e", key.getPublicExponent());
    numbers.put("d", key.getPrivateExponent());
    numbers.put("p", key.getPrime1());
    numbers.put("q", key.getPrime2());
    numbers.put("dP", key.getExponent1());
    numbers.put("dQ", key.getExponent2());
    numbers.put("qInv", key.getCoefficient());
  }

  @Test
  void rightKeyPasses() throws Exception {
    assertThat(Pem.openPlain(der())).isEqualTo(CORPUS.rsa2048().expectedPkcs8());
  }

  @ParameterizedTest
  @CsvSource({
    "n, the modulus is not the product of the primes",
    "e, the private exponent does not belong to the public one",
    "d, the private exponent does not belong to the public one",
    "p, the modulus is not the product of the primes",
    "q, the modulus is not the product of the primes",
    "dP, the CRT exponent dP is wrong",
    "dQ, the CRT exponent dQ is wrong",
    "qInv, the CRT coefficient qInv is wrong"
  })
  void numberOfAnotherKeyIsNamed(String name, String message) {
    Map<String, BigInteger> mine = new TreeMap<>(numbers);
    set(other);
    BigInteger foreign = numbers.get(name);
    numbers.putAll(mine);
    numbers.put(name, foreign);
    invalid(message);
  }

  @ParameterizedTest
  @CsvSource({"dP, p", "dQ, q"})
  void exponentThatIsNotReducedIsRefused(String exponent, String prime) {
    numbers.merge(exponent, numbers.get(prime).subtract(BigInteger.ONE), BigInteger::add);
    invalid("the CRT exponent " + exponent + " is wrong");
  }

  @Test
  void coefficientThatIsNotReducedIsRefused() {
    numbers.merge("qInv", numbers.get("p"), BigInteger::add);
    invalid("the CRT coefficient qInv is wrong");
  }

  @Test
  void privateExponentAboveTheModulusIsRefused() {
    numbers.merge("d", numbers.get("n"), BigInteger::add);
    invalid("the private exponent is larger than the modulus");
  }

  @Test
  void privateExponentThatIsTheModulusIsRefusedAsWell() {
    numbers.put("d", numbers.get("n"));
    invalid("the private exponent is larger than the modulus");
  }

  /**
   * PuTTY's and OpenSSH's formats lack dP and dQ, which are computed before p and q are checked.
   */
  @Test
  void crtExponentIsThePrivateOneModuloThePrimeLessOne() throws Exception {
    BigInteger p = numbers.get("p");
    assertThat(RsaCheck.exponent(numbers.get("d"), p)).isEqualTo(numbers.get("dP"));
    assertThat(RsaCheck.exponent(BigInteger.valueOf(3), BigInteger.valueOf(3)))
        .isEqualTo(BigInteger.ONE);
  }

  @Test
  void crtExponentIsNotComputedForAPrimeBelowThreeOrOfMoreThan16384Bits() {
    BigInteger tooLong = BigInteger.ONE.shiftLeft(16384);
    for (BigInteger prime : List.of(BigInteger.ONE, BigInteger.TWO, tooLong)) {
      assertThatThrownBy(() -> RsaCheck.exponent(BigInteger.valueOf(3), prime))
          .isInstanceOf(KeyFileException.class)
          .hasMessageEndingWith("a prime is not prime");
    }
  }

  @Test
  void crtExponentIsNotComputedForAPrivateExponentOfMoreThan16384Bits() throws Exception {
    BigInteger longest = BigInteger.ONE.shiftLeft(16384).subtract(BigInteger.ONE);
    RsaCheck.exponent(longest, numbers.get("p"));
    assertThatThrownBy(() -> RsaCheck.exponent(longest.add(BigInteger.ONE), numbers.get("p")))
        .isInstanceOf(KeyFileException.class)
        .hasMessageEndingWith("the private exponent is larger than the modulus");
  }

  @Test
  void exponentOf64BitsIsTakenAndNoLongerOne() throws Exception {
    BigInteger n = numbers.get("n");
    BigInteger longest = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);
    RsaCheck.checkPublic(new RsaPublicKey(n, longest));
    RsaCheck.checkPublic(new RsaPublicKey(n, BigInteger.valueOf(3)));
    assertThatThrownBy(() -> RsaCheck.checkPublic(new RsaPublicKey(n, longest.add(BigInteger.TWO))))
        .hasMessageEndingWith("the public exponent must be odd, at least 3 and below 2^64");
  }

  @Test
  void numbersAreNotPrinted() {
    BigInteger one = BigInteger.ONE;
    assertThat(new RsaNumbers(one, one, one, one, one, one, one, one)).hasToString("RsaNumbers");
  }

  @ParameterizedTest
  @ValueSource(strings = {"n", "e", "d", "p", "q"})
  void zeroIsRefused(String name) {
    numbers.put(name, BigInteger.ZERO);
    assertThat(Pem.refusal(der())).isIn(Reason.INVALID_KEY, Reason.UNSUPPORTED_KEY);
  }

  @Test
  void theSamePrimeTwiceIsRefused() {
    BigInteger p = numbers.get("p");
    numbers.put("q", p);
    numbers.put("n", p.multiply(p));
    invalid("the two primes are the same");
  }

  @Test
  void oneAsAPrimeIsRefused() {
    numbers.put("q", numbers.get("n"));
    numbers.put("p", BigInteger.ONE);
    invalid("a prime is not prime");
  }

  /** All equations hold, but p is a product of two primes, so that no signature would verify. */
  @Test
  void compositePrimeIsRefused() {
    BigInteger e = numbers.get("e");
    BigInteger q = numbers.get("q");
    BigInteger p = new BigInteger(512, 50, new Random(1));
    do {
      p = p.nextProbablePrime().multiply(BigInteger.valueOf(3).shiftLeft(510).nextProbablePrime());
    } while (!p.subtract(BigInteger.ONE).gcd(e).equals(BigInteger.ONE));
    BigInteger phi = p.subtract(BigInteger.ONE).multiply(q.subtract(BigInteger.ONE));
    BigInteger d = e.modInverse(phi);
    numbers.put("n", p.multiply(q));
    numbers.put("p", p);
    numbers.put("d", d);
    numbers.put("dP", d.mod(p.subtract(BigInteger.ONE)));
    numbers.put("dQ", d.mod(q.subtract(BigInteger.ONE)));
    numbers.put("qInv", q.modInverse(p));
    invalid("a prime is not prime");
  }

  @Test
  void primesInTheOtherOrderAreTaken() throws Exception {
    BigInteger p = numbers.get("p");
    BigInteger q = numbers.get("q");
    numbers.put("qInv", p.modInverse(q));
    numbers.put("p", q);
    numbers.put("q", p);
    numbers.put("dQ", numbers.put("dP", numbers.get("dQ")));
    assertThat(Pem.openPlain(der())).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "2", "65536", "36893488147419103233"})
  void exponentThatNoServerTakesIsRefused(String e) {
    numbers.put("e", new BigInteger(e));
    invalid("the public exponent must be odd");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 512, 1024, 2000, 2040, 16385, 500_000})
  void sizeThatNoKeyringTakesIsRefused(int bits) {
    numbers.put("n", BigInteger.ONE.shiftLeft(bits - 1).setBit(0));
    assertThatThrownBy(() -> Pem.openPlain(der()))
        .isInstanceOf(KeyFileException.class)
        .hasMessage(
            "RSA key of %d bits: it must have 2048 to 16384;"
                + " make one with: ssh-keygen -t rsa -b 3072",
            bits);
    assertThat(Pem.refusal(der())).isEqualTo(Reason.UNSUPPORTED_KEY);
  }

  @ParameterizedTest
  @ValueSource(strings = {"2047", "3071"})
  void sizeOfTheSameNumberOfBytesIsTaken(String bits) throws Exception {
    byte[] pem = Files.readAllBytes(CORPUS.rsaKey("rsa-" + bits + ".pem", bits));
    assertThat(Pem.openPlain(pem)).isNotEmpty();
  }

  @Test
  void hugeNumbersAreRefusedAtOnce() {
    BigInteger huge = BigInteger.ONE.shiftLeft(1_000_000).setBit(0);
    for (String name : new String[] {"d", "p", "q", "dP", "dQ", "qInv"}) {
      BigInteger right = numbers.put(name, huge);
      assertThat(Pem.refusal(der())).as(name).isEqualTo(Reason.INVALID_KEY);
      if (name.length() == 1 && !name.equals("d")) {
        invalid("a prime is not prime"); // before anything is multiplied by it
      }
      numbers.put(name, right);
    }
  }

  private void invalid(String message) {
    assertThat(Pem.refusal(der())).isEqualTo(Reason.INVALID_KEY);
    assertThatThrownBy(() -> Pem.openPlain(der()))
        .isInstanceOf(KeyFileException.class)
        .hasMessageStartingWith("not a valid RSA key: " + message);
  }

  private byte[] der() {
    try {
      return new RSAPrivateKey(
              numbers.get("n"),
              numbers.get("e"),
              numbers.get("d"),
              numbers.get("p"),
              numbers.get("q"),
              numbers.get("dP"),
              numbers.get("dQ"),
              numbers.get("qInv"))
          .getEncoded();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

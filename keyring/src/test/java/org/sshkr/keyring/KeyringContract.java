package org.sshkr.keyring;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.KeyPair;
import java.security.interfaces.RSAPrivateCrtKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sshkr.ssh.key.SshCertificate;
import org.sshkr.ssh.key.SshPublicKey;

/**
 * The behaviour of every {@link Keyring}. Runs on the fake and on the signer at each build and on
 * the real kernel in {@code tests}.
 */
public abstract class KeyringContract {
  static final byte[] DATA = "the data to be signed".getBytes(US_ASCII);
  static final Optional<Duration> NO_LIMIT = Optional.empty();

  /** The keyring that a test works on. */
  Keyring keyring;

  /** Opens an empty keyring. */
  protected abstract Keyring open();

  /** Returns once the condition holds: a fake's clock is turned, a real one is waited for. */
  protected abstract void passTimeUntil(BooleanSupplier condition);

  @BeforeEach
  final void openKeyring() {
    keyring = open();
    keyring.removeAll();
  }

  @AfterEach
  final void closeKeyring() {
    keyring.removeAll();
    keyring.close();
  }

  @Test
  void useAfterCloseIsRefused() {
    Keyring closed = open();
    closed.close();
    assertThatThrownBy(closed::list)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the keyring is closed");
  }

  @Test
  void newKeyringIsEmpty() {
    assertThat(keyring.list()).isEmpty();
  }

  @Test
  void addedKeyIsListedWithItsComment() {
    Identity added = add(TestKeys.pair(2048), "alice@example.org");
    assertThat(added)
        .isEqualTo(TestIdentity.of(TestKeys.publicKey(TestKeys.pair(2048)), "alice@example.org"));
    assertThat(keyring.list()).containsExactly(added);
    assertThat(keyring.find(added.publicKey())).contains(added);
  }

  @ParameterizedTest
  @EnumSource
  void signatureVerifiesInEveryAlgorithm(SignatureAlgorithm algorithm) {
    KeyPair pair = TestKeys.pair(2048);
    add(pair, "");
    byte[] signature = keyring.get(TestKeys.publicKey(pair)).sign(algorithm, DATA);
    assertThat(signature).hasSize(256);
    assertThat(TestKeys.verifies(pair, algorithm, DATA, signature)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {2047, 2048, 3072, 4096})
  void signatureIsAsLongAsTheModulus(int bits) {
    KeyPair pair = TestKeys.pair(bits);
    add(pair, "");
    byte[] signature =
        keyring.get(TestKeys.publicKey(pair)).sign(SignatureAlgorithm.RSA_SHA2_512, DATA);
    assertThat(signature).hasSize((bits + 7) / 8);
    assertThat(TestKeys.verifies(pair, SignatureAlgorithm.RSA_SHA2_512, DATA, signature)).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void pkcs1SignatureVerifiesWithEveryHash(HashAlgorithm hash) {
    KeyPair pair = TestKeys.pair(2048);
    add(pair, "");
    RsassaPkcs1 scheme = new RsassaPkcs1(hash);
    byte[] signature = keyring.get(TestKeys.publicKey(pair)).signDigest(scheme, hash.digest(DATA));
    assertThat(TestKeys.verifies(pair, scheme, DATA, signature)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "2047, SHA256, 32",
    "2048, SHA256, 32",
    "2048, SHA256, 0",
    "2048, SHA256, 222",
    "2048, SHA384, 48",
    "2048, SHA512, 64",
    "3072, SHA384, 48",
    "4096, SHA512, 64",
  })
  void pssSignatureVerifies(int bits, HashAlgorithm hash, int saltLength) {
    KeyPair pair = TestKeys.pair(bits);
    add(pair, "");
    RsassaPss scheme = new RsassaPss(hash, saltLength);
    byte[] signature = keyring.get(TestKeys.publicKey(pair)).sign(scheme, DATA);
    assertThat(signature).hasSize((bits + 7) / 8);
    assertThat(TestKeys.verifies(pair, scheme, DATA, signature)).isTrue();
  }

  @Test
  void digestOrSaltOfAWrongLengthIsRefused() {
    SshPublicKey key = add(TestKeys.pair(2048), "").publicKey();
    assertThatThrownBy(
            () -> keyring.get(key).signDigest(SignatureAlgorithm.RSA_SHA2_256, new byte[31]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a SHA-256 digest has 32 bytes, not 31");
    RsassaPss salty = new RsassaPss(HashAlgorithm.SHA256, 223);
    assertThatThrownBy(() -> keyring.get(key).sign(salty, DATA))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 65536, 262144})
  void dataMayHaveAnyLength(int length) {
    KeyPair pair = TestKeys.pair(2048);
    add(pair, "");
    byte[] data = new byte[length];
    byte[] signature =
        keyring.get(TestKeys.publicKey(pair)).sign(SignatureAlgorithm.RSA_SHA2_256, data);
    assertThat(TestKeys.verifies(pair, SignatureAlgorithm.RSA_SHA2_256, data, signature)).isTrue();
  }

  @Test
  void signatureOfTheSameDataIsTheSameHoweverItIsBlinded() {
    KeyPair pair = TestKeys.pair(2048);
    add(pair, "");
    SshPublicKey key = TestKeys.publicKey(pair);
    byte[] first = keyring.get(key).sign(SignatureAlgorithm.RSA_SHA2_256, DATA);
    for (int i = 0; i < 40; i++) {
      assertThat(keyring.get(key).sign(SignatureAlgorithm.RSA_SHA2_256, DATA)).isEqualTo(first);
    }
  }

  @Test
  void keyThatIsNotThereIsNotFound() {
    add(TestKeys.pair(2048), "");
    SshPublicKey other = TestKeys.publicKey(TestKeys.pair(3072));
    assertThat(keyring.find(other)).isEmpty();
    assertThat(keyring.remove(other)).isFalse();
    assertThatThrownBy(() -> keyring.get(other).sign(SignatureAlgorithm.RSA_SHA2_256, DATA))
        .isInstanceOf(KeyringException.NotFound.class);
    assertThat(keyring.list()).hasSize(1);
  }

  @Test
  void removedKeyNeitherListsNorSigns() {
    SshPublicKey key = add(TestKeys.pair(2048), "").publicKey();
    keyring.get(key).sign(SignatureAlgorithm.RSA_SHA2_256, DATA);
    assertThat(keyring.remove(key)).isTrue();
    assertThat(keyring.list()).isEmpty();
    assertThat(keyring.remove(key)).isFalse();
    assertThatThrownBy(() -> keyring.get(key).sign(SignatureAlgorithm.RSA_SHA2_256, DATA))
        .isInstanceOf(KeyringException.NotFound.class)
        .hasMessageContaining(key.fingerprint());
  }

  @Test
  void removingOneKeyLeavesTheOthers() {
    add(TestKeys.pair(2048), "one");
    Identity two = add(TestKeys.pair(3072), "two");
    keyring.remove(TestKeys.publicKey(TestKeys.pair(2048)));
    assertThat(keyring.list()).containsExactly(two);
  }

  @Test
  void addingAgainReplacesTheComment() {
    add(TestKeys.pair(2048), "old");
    Identity renamed = add(TestKeys.pair(2048), "new");
    assertThat(keyring.list()).containsExactly(renamed);
    assertThat(renamed.comment()).isEqualTo("new");
  }

  @ParameterizedTest
  @ValueSource(strings = {"same", "other"})
  void addingAgainReplacesTheLifetime(String comment) {
    SshPublicKey shortLived =
        add(TestKeys.pair(2048), "same", Optional.of(Duration.ofSeconds(1))).publicKey();
    SshPublicKey witness =
        add(TestKeys.pair(3072), "", Optional.of(Duration.ofSeconds(2))).publicKey();
    Identity kept = add(TestKeys.pair(2048), comment);
    assertThat(kept.publicKey()).isEqualTo(shortLived);
    passTimeUntil(() -> keyring.find(witness).isEmpty());
    assertThat(keyring.list()).containsExactly(kept);
  }

  /** The eight test keys, in an order that is unrelated to any other. */
  private static List<KeyPair> eightPairs() {
    List<KeyPair> pairs = new ArrayList<>();
    for (int bits : new int[] {3072, 2048, 4096, 2047}) {
      pairs.add(TestKeys.pair(bits));
      pairs.add(0, TestKeys.otherPair(bits));
    }
    return pairs;
  }

  private List<String> comments() {
    return keyring.list().stream().map(Identity::comment).toList();
  }

  /** In another order, a server that allows six attempts would refuse a login at random. */
  @Test
  void keysAreListedInTheOrderOfTheirAddition() {
    List<KeyPair> pairs = eightPairs();
    for (int turn = 0; turn < 2; turn++) {
      for (int i = 0; i < pairs.size(); i++) {
        add(pairs.get(i), "k" + i);
      }
      assertThat(comments()).containsExactly("k0", "k1", "k2", "k3", "k4", "k5", "k6", "k7");
      keyring.removeAll();
      Collections.reverse(pairs);
    }
  }

  @Test
  void keyThatIsAddedAgainKeepsItsPlace() {
    List<KeyPair> pairs = eightPairs().subList(0, 4);
    for (int i = 0; i < pairs.size(); i++) {
      add(pairs.get(i), "k" + i);
    }
    add(pairs.get(1), "k1");
    add(pairs.get(2), "again", Optional.of(Duration.ofHours(1)), constraints().get(0));
    add(pairs.get(0), "first", Optional.of(Duration.ofHours(1)));
    assertThat(comments()).containsExactly("first", "k1", "again", "k3");
  }

  @Test
  void keyThatWasRemovedOrHasExpiredIsAddedBehindTheOthers() {
    add(TestKeys.pair(2048), "removed");
    SshPublicKey shortLived =
        add(TestKeys.otherPair(2048), "expired", Optional.of(Duration.ofSeconds(1))).publicKey();
    add(TestKeys.pair(3072), "stays");
    keyring.remove(TestKeys.publicKey(TestKeys.pair(2048)));
    add(TestKeys.pair(2048), "removed");
    passTimeUntil(() -> keyring.find(shortLived).isEmpty());
    add(TestKeys.otherPair(2048), "expired");
    assertThat(comments()).containsExactly("stays", "removed", "expired");
  }

  @Test
  void keyIsGoneWhenItsLifetimeIsOver() {
    Identity other = add(TestKeys.pair(3072), "stays");
    SshPublicKey key = add(TestKeys.pair(2048), "", Optional.of(Duration.ofSeconds(1))).publicKey();
    passTimeUntil(() -> keyring.find(key).isEmpty());
    assertThat(keyring.list()).containsExactly(other);
    assertThatThrownBy(() -> keyring.get(key).sign(SignatureAlgorithm.RSA_SHA2_256, DATA))
        .isInstanceOfAny(KeyringException.NotFound.class, KeyringException.Expired.class);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, 0x100000000L})
  void lifetimeThatTheKernelCannotKeepIsRefused(long seconds) {
    assertThatThrownBy(() -> add(TestKeys.pair(2048), "", Optional.of(Duration.ofSeconds(seconds))))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(keyring.list()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "'two\nlines', two?lines",
    "'a; b%c;d', a; b%c;d",
    "'\u001b[31mred', ?[31mred",
    "'  outer space ', outer space",
    "naïve 🔑, naïve 🔑",
  })
  void commentIsKeptButForControlCharacters(String comment, String kept) {
    add(TestKeys.pair(2048), comment);
    assertThat(keyring.list()).extracting(Identity::comment).containsExactly(kept);
  }

  /** Otherwise the identity returned by add would not be the listed one; found by fuzzing. */
  @Test
  void commentThatIsCutBehindABlankIsListedAsItWasAdded() {
    for (int start = 0; start < 2; start++) {
      Identity added = add(TestKeys.pair(2048), "x".repeat(start) + "a ".repeat(2500));
      assertThat(keyring.list()).containsExactly(added);
    }
  }

  @Test
  void keyThatSignsWronglyIsNotPublished() {
    PrivateKey wrong = withWrongDp(TestKeys.otherPair(2048));
    assertThatThrownBy(() -> keyring.add(wrong, "", NO_LIMIT))
        .isInstanceOf(KeyringException.BadKey.class);
    assertThat(keyring.list()).isEmpty();
  }

  @Test
  void keyThatSignsWronglyLeavesTheOneThatItWouldReplace() {
    Identity good = add(TestKeys.pair(2048), "good");
    assertThatThrownBy(() -> keyring.add(withWrongDp(TestKeys.pair(2048)), "good", NO_LIMIT))
        .isInstanceOf(KeyringException.BadKey.class);
    assertThat(keyring.list()).containsExactly(good);
    keyring.get(good.publicKey()).sign(SignatureAlgorithm.RSA_SHA2_256, DATA);
  }

  private static PrivateKey withWrongDp(KeyPair pair) {
    RSAPrivateCrtKey key = (RSAPrivateCrtKey) pair.getPrivate();
    byte[] der = key.getEncoded();
    byte[] dp = key.getPrimeExponentP().toByteArray();
    for (int i = 0; i <= der.length - dp.length; i++) {
      if (Arrays.equals(der, i, i + dp.length, dp, 0, dp.length)) {
        der[i + dp.length - 1] ^= 2;
        return new PrivateKey(TestKeys.publicKey(pair), SecretBytes.moveFrom(der));
      }
    }
    throw new AssertionError("no dP in the encoding");
  }

  @Test
  void keyOfAnotherPublicHalfIsNotPublished() {
    PrivateKey mismatched =
        new PrivateKey(
            TestKeys.publicKey(TestKeys.pair(2048)),
            SecretBytes.moveFrom(TestKeys.otherPair(2048).getPrivate().getEncoded()));
    assertThatThrownBy(() -> keyring.add(mismatched, "", NO_LIMIT))
        .isInstanceOf(KeyringException.BadKey.class);
    assertThat(keyring.list()).isEmpty();
  }

  @Test
  void anyThreadMaySignEvenOneThatRanBeforeTheKeyringWasOpened() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(8);
    try {
      pool.submit(() -> {}).get();
      KeyPair pair = TestKeys.pair(2048);
      add(pair, "");
      List<Future<byte[]>> signatures = new ArrayList<>();
      for (int i = 0; i < 64; i++) {
        byte[] data = {(byte) i};
        signatures.add(
            pool.submit(
                () ->
                    keyring
                        .get(TestKeys.publicKey(pair))
                        .sign(SignatureAlgorithm.RSA_SHA2_256, data)));
      }
      for (int i = 0; i < 64; i++) {
        assertThat(
                TestKeys.verifies(
                    pair,
                    SignatureAlgorithm.RSA_SHA2_256,
                    new byte[] {(byte) i},
                    signatures.get(i).get()))
            .isTrue();
      }
    } finally {
      pool.shutdown();
    }
  }

  static List<Constraints> constraints() {
    Optional<DestinationLimit> destinations =
        Optional.of(DestinationLimit.of("encoded destinations".getBytes(UTF_8)));
    return List.of(
        new Constraints(true, false, Optional.empty()),
        new Constraints(false, true, Optional.empty()),
        new Constraints(false, false, destinations),
        new Constraints(true, true, destinations));
  }

  /**
   * An identity signs only with the key that was looked up: the constraints of a key that replaces
   * it are unknown.
   */
  @Test
  void keyThatTakesAnothersPlaceIsAnotherIdentity() {
    KeyPair pair = TestKeys.pair(2048);
    Identity old = add(pair, "old");
    byte[] signature = old.sign(SignatureAlgorithm.RSA_SHA2_256, DATA);
    assertThat(TestKeys.verifies(pair, SignatureAlgorithm.RSA_SHA2_256, DATA, signature)).isTrue();
    Identity found = keyring.get(old.publicKey());
    Identity constrained = add(pair, "new", NO_LIMIT, constraints().get(0));
    for (Identity gone : List.of(old, found)) {
      assertThatThrownBy(() -> gone.sign(SignatureAlgorithm.RSA_SHA2_256, DATA))
          .isInstanceOf(KeyringException.NotFound.class);
    }
    constrained.sign(SignatureAlgorithm.RSA_SHA2_256, DATA);
    keyring.get(old.publicKey()).sign(SignatureAlgorithm.RSA_SHA2_256, DATA);
    keyring.remove(old.publicKey());
    assertThatThrownBy(() -> constrained.sign(SignatureAlgorithm.RSA_SHA2_256, DATA))
        .isInstanceOf(KeyringException.NotFound.class);
  }

  @Test
  void identityThatWasFoundBeforeTheLockDoesNotSignUntilItIsOpen() {
    Identity found = add(TestKeys.pair(2048), "");
    byte[] passphrase = {1};
    keyring.lock(passphrase);
    assertThatThrownBy(() -> found.sign(SignatureAlgorithm.RSA_SHA2_256, DATA))
        .isInstanceOf(KeyringException.Locked.class);
    keyring.unlock(passphrase);
    found.sign(SignatureAlgorithm.RSA_SHA2_256, DATA);
  }

  @Test
  void eachKeyHasItsOwnDestinations() {
    Constraints some =
        new Constraints(false, false, Optional.of(DestinationLimit.of(new byte[] {1, 2, 3})));
    add(TestKeys.pair(2048), "", NO_LIMIT, some);
    Identity other = add(TestKeys.pair(3072), "", NO_LIMIT, some);
    keyring.remove(TestKeys.publicKey(TestKeys.pair(2048)));
    assertThat(keyring.list()).containsExactly(other);
  }

  void certify(
      KeyPair pair,
      SshCertificate certificate,
      Optional<Duration> lifetime,
      Constraints constraints) {
    try (PrivateKey key = TestKeys.privateKey(pair)) {
      keyring.addCertificate(key, certificate, "certified", lifetime, constraints);
    }
  }

  void assertSignsUnder(SshCertificate certificate) {
    byte[] signature = keyring.get(certificate).sign(SignatureAlgorithm.RSA_SHA2_256, DATA);
    assertThat(
            TestKeys.verifies(
                TestKeys.pair(2048), SignatureAlgorithm.RSA_SHA2_256, DATA, signature))
        .isTrue();
  }

  static Identity certified(SshCertificate... certificates) {
    return TestIdentity.of(
        certificates[0].publicKey(),
        "certified",
        new Constraints(false, true, Optional.empty()),
        List.of(certificates));
  }

  /** A login failed three seconds after the plain key was added. */
  @Test
  void certificateOutlivesTheKeyThatIsAddedByItselfForAShorterTime() {
    SshCertificate alice = TestKeys.certificate(TestKeys.pair(2048), "alice");
    certify(TestKeys.pair(2048), alice, NO_LIMIT, Constraints.NONE);
    Identity plain = add(TestKeys.pair(2048), "plain", Optional.of(Duration.ofSeconds(1)));
    passTimeUntil(() -> !keyring.list().contains(plain));
    assertThat(keyring.list()).containsExactly(certified(alice));
    assertThat(keyring.timeLeft(certified(alice))).isEmpty();
    assertSignsUnder(alice);
  }

  @Test
  void keyByItselfAndItsCertificateAreTwoIdentities() {
    SshCertificate alice = TestKeys.certificate(TestKeys.pair(2048), "alice");
    Constraints confirm = new Constraints(true, false, Optional.empty());
    Identity plain = add(TestKeys.pair(2048), "plain", NO_LIMIT, confirm);
    certify(TestKeys.pair(2048), alice, Optional.of(Duration.ofHours(1)), Constraints.NONE);
    assertThat(keyring.list()).containsExactly(plain, certified(alice));
    assertThat(keyring.get(plain.publicKey())).isEqualTo(plain);
    assertThat(keyring.timeLeft(plain)).isEmpty();
    assertThat(keyring.timeLeft(certified(alice))).isPresent();
    assertSignsUnder(alice);
    add(TestKeys.pair(2048), "plain", NO_LIMIT, confirm);
    certify(TestKeys.pair(2048), alice, Optional.of(Duration.ofHours(1)), Constraints.NONE);
    assertThat(keyring.list()).containsExactly(plain, certified(alice));
    keyring.removeCertificate(alice);
    assertThat(keyring.list()).containsExactly(plain);
    certify(TestKeys.pair(2048), alice, NO_LIMIT, Constraints.NONE);
    assertThat(keyring.remove(plain.publicKey())).isTrue();
    assertThat(keyring.list()).isEmpty();
  }

  @Test
  void keyByItselfOutlivesItsCertificate() {
    Identity plain = add(TestKeys.pair(2048), "plain");
    SshCertificate alice = TestKeys.certificate(TestKeys.pair(2048), "alice");
    certify(TestKeys.pair(2048), alice, Optional.of(Duration.ofSeconds(1)), Constraints.NONE);
    passTimeUntil(() -> keyring.list().equals(List.of(plain)));
    keyring.get(plain.publicKey()).sign(SignatureAlgorithm.RSA_SHA2_256, DATA);
  }

  @Test
  void keyWithoutCertificatesIsRemovedByItself() {
    SshPublicKey key = add(TestKeys.pair(2048), "").publicKey();
    assertThat(keyring.removePlain(key)).isTrue();
    assertThat(keyring.list()).isEmpty();
    assertThat(keyring.removePlain(key)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void certificatesOfAKeyHaveLivesOfTheirOwn(boolean shortLivedFirst) {
    SshCertificate stays = TestKeys.certificate(TestKeys.pair(2048), "stays");
    SshCertificate goes = TestKeys.certificate(TestKeys.pair(2048), "goes");
    Optional<Duration> second = Optional.of(Duration.ofSeconds(1));
    if (shortLivedFirst) {
      certify(TestKeys.pair(2048), goes, second, Constraints.NONE);
    }
    certify(TestKeys.pair(2048), stays, NO_LIMIT, Constraints.NONE);
    if (!shortLivedFirst) {
      certify(TestKeys.pair(2048), goes, second, Constraints.NONE);
    }
    passTimeUntil(() -> keyring.list().equals(List.of(certified(stays))));
    assertSignsUnder(stays);
  }

  @Test
  void certificateOfAnotherKeyIsRefused() {
    SshCertificate alice = TestKeys.certificate(TestKeys.pair(2048), "alice");
    assertThatThrownBy(() -> certify(TestKeys.pair(3072), alice, NO_LIMIT, Constraints.NONE))
        .isInstanceOf(KeyringException.BadKey.class);
    assertThat(keyring.list()).isEmpty();
  }

  /** They are stored once, and would end with the shorter of the two lifetimes. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void destinationsOfAKeyAndItsCertificateAreThereForBoth(boolean certificateFirst) {
    SshCertificate alice = TestKeys.certificate(TestKeys.pair(2048), "alice");
    Constraints destinations = constraints().get(2);
    if (certificateFirst) {
      certify(TestKeys.pair(2048), alice, NO_LIMIT, destinations);
    }
    Identity plain = add(TestKeys.pair(2048), "plain", NO_LIMIT, destinations);
    if (!certificateFirst) {
      certify(TestKeys.pair(2048), alice, NO_LIMIT, destinations);
    }
    assertThat(keyring.list())
        .hasSize(2)
        .extracting(one -> one.constraints().destinations())
        .containsOnly(destinations.destinations());
    certify(TestKeys.pair(2048), alice, Optional.of(Duration.ofSeconds(1)), destinations);
    passTimeUntil(() -> keyring.list().equals(List.of(plain)));
  }

  @Test
  void timeLeftIsThatOfTheKernelsClock() {
    SshPublicKey limited =
        add(TestKeys.pair(2048), "", Optional.of(Duration.ofMinutes(150))).publicKey();
    SshPublicKey free = add(TestKeys.pair(3072), "").publicKey();
    // the kernel rounds down to hours
    assertThat(keyring.timeLeft(limited).get())
        .isBetween(Duration.ofMinutes(120), Duration.ofMinutes(150));
    assertThat(keyring.timeLeft(free)).isEmpty();
    keyring.remove(limited);
    assertThat(keyring.timeLeft(limited)).isEmpty();
  }

  @Test
  void emptyPassphraseLocksNothing() {
    Identity identity = add(TestKeys.pair(2048), "");
    assertThatThrownBy(() -> keyring.lock(new byte[0]))
        .isInstanceOf(KeyringException.Failed.class)
        .hasMessageContaining("empty passphrase");
    assertThat(keyring.list()).containsExactly(identity);
  }

  @Test
  void keysAndLockAreRemovedAfterTheirPassphraseIsForgotten() {
    add(TestKeys.pair(2048), "");
    keyring.lock(new byte[] {'p'});
    keyring.removeLocked();
    assertThat(keyring.list()).isEmpty();
    Identity identity = add(TestKeys.pair(3072), "");
    assertThat(keyring.list()).containsExactly(identity);
    keyring.removeLocked(); // also where there is no lock
    assertThat(keyring.list()).isEmpty();
  }

  @Test
  void lockedKeyringDoesNothingUntilItIsUnlockedWithThePassphrase() {
    Identity identity = add(TestKeys.pair(2048), "");
    SshPublicKey key = identity.publicKey();
    byte[] passphrase = {'p', 0, -1};
    keyring.lock(passphrase);
    List<ThrowingCallable> all =
        List.of(
            keyring::list,
            () -> keyring.find(key),
            () -> keyring.get(key).sign(SignatureAlgorithm.RSA_SHA2_256, DATA),
            () -> add(TestKeys.pair(3072), ""),
            () -> keyring.remove(key),
            keyring::removeAll,
            () -> keyring.lock(passphrase),
            () -> keyring.unlock(new byte[] {'p', 0}),
            () -> keyring.unlock(new byte[0]));
    for (ThrowingCallable one : all) {
      assertThatThrownBy(one).isInstanceOf(KeyringException.Locked.class);
    }
    keyring.unlock(passphrase);
    assertThat(keyring.list()).containsExactly(identity);
    assertThatThrownBy(() -> keyring.unlock(passphrase))
        .isInstanceOf(KeyringException.NotFound.class);
  }

  Identity add(KeyPair pair, String comment) {
    return add(pair, comment, NO_LIMIT);
  }

  Identity add(KeyPair pair, String comment, Optional<Duration> lifetime, Constraints constraints) {
    try (PrivateKey key = TestKeys.privateKey(pair)) {
      return keyring.add(key, comment, lifetime, constraints);
    }
  }

  private Identity add(KeyPair pair, String comment, Optional<Duration> lifetime) {
    return add(TestKeys.privateKey(pair), comment, lifetime);
  }

  Identity add(PrivateKey key, String comment) {
    return add(key, comment, NO_LIMIT);
  }

  private Identity add(PrivateKey key, String comment, Optional<Duration> lifetime) {
    try (key) {
      return keyring.add(key, comment, lifetime);
    }
  }
}

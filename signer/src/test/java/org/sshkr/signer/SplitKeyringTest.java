package org.sshkr.signer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sshkr.keyring.Constraints;
import org.sshkr.keyring.DestinationLimit;
import org.sshkr.keyring.Identity;
import org.sshkr.keyring.InMemoryKeyring;
import org.sshkr.keyring.Keyring;
import org.sshkr.keyring.KeyringContract;
import org.sshkr.keyring.KeyringException;
import org.sshkr.keyring.PrivateKey;
import org.sshkr.keyring.SignatureAlgorithm;
import org.sshkr.keyring.TestKeys;
import org.sshkr.keyring.signer.InMemorySigner;
import org.sshkr.keyring.signer.SignerKeyring;
import org.sshkr.keyring.signer.SignerSocket;
import org.sshkr.keyring.signer.SplitKeyring;
import org.sshkr.ssh.agent.SignRequest;
import org.sshkr.ssh.agent.SignResponse;
import org.sshkr.ssh.key.SshCertificate;
import org.sshkr.ssh.key.SshPublicKey;
import org.sshkr.ssh.wire.Blob;
import org.sshkr.ssh.wire.WireWriter;

/** The contract with all RSA keys at a real signer, and keys that change places. */
@Tag("slow")
class SplitKeyringTest extends KeyringContract {
  private static final byte[] DATA = "what is signed".getBytes(StandardCharsets.UTF_8);
  private static final Optional<Duration> NO_LIMIT = Optional.empty();

  @TempDir private static Path directory;

  private static RunningSigner signer;

  @BeforeAll
  static void start() throws IOException {
    signer = RunningSigner.start(directory);
  }

  @AfterAll
  static void stop() throws IOException {
    signer.close();
  }

  @AfterEach
  void unlock() {
    signer.client(() -> {}).removeLocked();
  }

  @Override
  protected Keyring open() {
    return split(new InMemoryKeyring(), true);
  }

  private static SplitKeyring split(Keyring kernel, boolean rsaToSigner) {
    return new SplitKeyring(kernel, signer.client(kernel::requireUnlocked), rsaToSigner);
  }

  @Override
  protected void passTimeUntil(BooleanSupplier condition) {
    RunningSigner.await(condition);
  }

  private static Identity add(Keyring keyring, KeyPair pair) {
    try (PrivateKey key = TestKeys.privateKey(pair)) {
      return keyring.add(key, "", NO_LIMIT);
    }
  }

  private static SignResponse answer(Keyring keyring, SshPublicKey key, long flags) {
    Blob blob = Blob.copyOf(key.blob());
    return keyring.get(blob).answer(new SignRequest(blob, Blob.copyOf(DATA), flags), List.of());
  }

  @ParameterizedTest
  @ValueSource(longs = {0, SignRequest.RSA_SHA2_256, SignRequest.RSA_SHA2_512})
  void clientsFlagsChooseTheAlgorithm(long flags) {
    try (Keyring keyring = split(new InMemoryKeyring(), true)) {
      SshPublicKey key = add(keyring, TestKeys.pair(2048)).publicKey();
      SignResponse response = answer(keyring, key, flags);
      String expected = flags == 0 ? "ssh-rsa" : flags == 2 ? "rsa-sha2-256" : "rsa-sha2-512";
      assertThat(response.algorithm()).isEqualTo(expected);
      byte[] signature =
          new WireWriter()
              .writeText(expected)
              .writeString(response.signature().toByteArray())
              .toByteArray();
      assertThat(key.verifies(DATA, signature)).isTrue();
      assertThatThrownBy(() -> answer(keyring, key, 8)).isInstanceOf(KeyringException.class);
    }
  }

  @Test
  void keyThatIsAddedToTheOtherPlaceLeavesTheOneWhereItWas() {
    KeyPair pair = TestKeys.pair(2048);
    SshCertificate alice = TestKeys.certificate(pair, "alice");
    try (Keyring kernel = new InMemoryKeyring()) {
      Keyring toSigner = split(kernel, true);
      Keyring toKernel = split(kernel, false);
      assertThat(add(toSigner, pair).sleeps()).isTrue();
      toSigner.addCertificate(TestKeys.privateKey(pair), alice, "", NO_LIMIT, Constraints.NONE);
      assertThat(kernel.list()).isEmpty();

      SshPublicKey key = add(toKernel, pair).publicKey();
      assertThat(toKernel.get(key).sleeps()).isFalse();
      assertThat(toKernel.get(alice).sleeps()).isTrue();
      toKernel.addCertificate(TestKeys.privateKey(pair), alice, "", NO_LIMIT, Constraints.NONE);
      assertThat(signer.client(() -> {}).list()).isEmpty();
      assertThat(toSigner.list()).isEqualTo(kernel.list());

      add(toSigner, pair);
      assertThat(kernel.list()).hasSize(1);
      assertThat(toSigner.get(alice).sleeps()).isFalse();
      assertThat(toSigner.get(key).constraints().certificateOnly()).isTrue();
      assertThat(toKernel.remove(key)).isTrue();
      assertThat(toKernel.list()).isEmpty();
    }
  }

  @Test
  void certificateThatIsAttachedToAKernelKeyLeavesTheSigner() {
    KeyPair pair = TestKeys.pair(2048);
    SshCertificate alice = TestKeys.certificate(pair, "alice");
    try (Keyring kernel = new InMemoryKeyring()) {
      Keyring toSigner = split(kernel, true);
      add(toSigner, pair);
      toSigner.addCertificate(TestKeys.privateKey(pair), alice, "", NO_LIMIT, Constraints.NONE);

      Keyring toKernel = split(kernel, false);
      add(toKernel, pair);
      toKernel.addCertificate(alice, NO_LIMIT);
      assertThat(signer.client(() -> {}).list()).isEmpty();
      assertThat(toKernel.get(alice).sleeps()).isFalse();
    }
  }

  private static final byte[] ONE = {1};
  private static final byte[] TWO = {2};

  /** A key in each place. */
  private static Keyring withKeyInEachPlace(Keyring kernel) {
    add(split(kernel, false), TestKeys.pair(2048));
    Keyring keyring = split(kernel, true);
    add(keyring, TestKeys.pair(3072));
    return keyring;
  }

  @Test
  void bothPlacesAreLockedAndUnlockedTogether() {
    try (Keyring kernel = new InMemoryKeyring()) {
      Keyring keyring = withKeyInEachPlace(kernel);
      SignerKeyring alone = signer.client(() -> {});
      keyring.lock(ONE);
      assertThatThrownBy(kernel::list).isInstanceOf(KeyringException.Locked.class);
      assertThatThrownBy(alone::list).isInstanceOf(KeyringException.Locked.class);
      keyring.unlock(ONE);
      assertThat(keyring.list()).hasSize(2);
      assertThat(alone.list()).hasSize(1);
      keyring.removeAll();
    }
  }

  @Test
  void bothLocksAreRemovedWithTheKeys() {
    try (Keyring kernel = new InMemoryKeyring()) {
      Keyring keyring = withKeyInEachPlace(kernel);
      keyring.lock(ONE);
      keyring.removeLocked();
      assertThat(keyring.list()).isEmpty();
      assertThat(signer.client(() -> {}).list()).isEmpty();
    }
  }

  @Test
  void signerWithoutKeysIsNotAskedToLock() {
    InMemorySigner empty =
        new InMemorySigner() {
          @Override
          public boolean mayHoldAny() {
            return false;
          }

          @Override
          public void lock(byte[] passphrase) {
            throw new AssertionError("nothing is there to be locked");
          }
        };
    try (Keyring keyring = new SplitKeyring(new InMemoryKeyring(), empty, false)) {
      Identity identity = add(keyring, TestKeys.pair(2048));
      keyring.lock(ONE);
      assertThatThrownBy(keyring::list).isInstanceOf(KeyringException.Locked.class);
      keyring.unlock(ONE);
      assertThat(keyring.list()).containsExactly(identity);
    }
  }

  @Test
  void nothingIsLockedIfTheSignerCanNotBe() {
    InMemorySigner broken =
        new InMemorySigner() {
          @Override
          public void lock(byte[] passphrase) {
            throw new KeyringException.Failed("why");
          }
        };
    try (Keyring keyring = new SplitKeyring(new InMemoryKeyring(), broken, false)) {
      Identity identity = add(keyring, TestKeys.pair(2048));
      assertThatThrownBy(() -> keyring.lock(ONE)).hasMessage("why");
      assertThat(keyring.list()).containsExactly(identity);
    }
  }

  /** As after a program that was killed between the two. */
  @Test
  void placeThatAloneIsLockedIsUnlocked() {
    try (Keyring kernel = new InMemoryKeyring()) {
      Keyring keyring = withKeyInEachPlace(kernel);
      for (Keyring place : List.of(kernel, signer.client(() -> {}))) {
        place.lock(ONE);
        assertThatThrownBy(keyring::list).isInstanceOf(KeyringException.Locked.class);
        assertThatThrownBy(() -> keyring.lock(TWO)).isInstanceOf(KeyringException.Locked.class);
        assertThatThrownBy(() -> keyring.unlock(TWO)).isInstanceOf(KeyringException.Locked.class);
        keyring.unlock(ONE);
        assertThat(keyring.list()).hasSize(2);
      }
      keyring.removeAll();
    }
  }

  @Test
  void locksWithTwoPassphrasesAreOpenedOneAfterTheOther() {
    try (Keyring kernel = new InMemoryKeyring()) {
      Keyring keyring = withKeyInEachPlace(kernel);
      kernel.lock(ONE);
      signer.client(() -> {}).lock(TWO);
      assertThatThrownBy(() -> keyring.unlock(ONE)).isInstanceOf(KeyringException.Locked.class);
      assertThatThrownBy(keyring::list).isInstanceOf(KeyringException.Locked.class);
      keyring.unlock(TWO);
      assertThat(keyring.list()).hasSize(2);
      keyring.removeAll();
    }
  }

  /** The kernel's keys neither wait for the signer nor fail with it. */
  @Test
  void signerThatIsNotThereIsNotMissed() {
    SignerKeyring nobody =
        new SignerKeyring(
            new SignerSocket(directory.resolve("nobody"), Optional.empty()),
            false,
            InstantSource.system(),
            () -> {});
    try (Keyring keyring = new SplitKeyring(new InMemoryKeyring(), nobody, false)) {
      Identity added = add(keyring, TestKeys.pair(2048));
      SshPublicKey other = TestKeys.publicKey(TestKeys.pair(3072));
      assertThat(keyring.list()).containsExactly(added);
      keyring.get(added.publicKey()).sign(SignatureAlgorithm.RSA_SHA2_256, DATA);
      assertThat(keyring.timeLeft(added)).isEmpty();
      assertThat(keyring.find(other)).isEmpty();
      assertThat(keyring.remove(other)).isFalse();
      keyring.lock(ONE);
      assertThatThrownBy(keyring::list).isInstanceOf(KeyringException.Locked.class);
      keyring.unlock(ONE);
      assertThat(keyring.remove(added.publicKey())).isTrue();
    }
  }

  @Test
  void digestsAreNotSignedForAKeyWithDestinations() {
    Constraints destinations =
        new Constraints(false, false, Optional.of(DestinationLimit.of(new byte[] {1})));
    try (Keyring keyring = split(new InMemoryKeyring(), true);
        PrivateKey key = TestKeys.privateKey(TestKeys.pair(2048))) {
      Identity limited = keyring.add(key, "", NO_LIMIT, destinations);
      assertThatThrownBy(() -> limited.sign(SignatureAlgorithm.RSA_SHA2_256, DATA))
          .isInstanceOf(KeyringException.Denied.class);
      keyring.removeAll();
    }
  }
}

package org.sshkr.signer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sshkr.keyring.Constraints;
import org.sshkr.keyring.Identity;
import org.sshkr.keyring.KeyringException;
import org.sshkr.keyring.KeyringSelector;
import org.sshkr.keyring.PrivateKey;
import org.sshkr.keyring.SecretBytes;
import org.sshkr.keyring.UserKey;
import org.sshkr.keyring.crypto.Libcrypto;
import org.sshkr.keyring.signer.SignerEntry;
import org.sshkr.keyring.signer.SignerKeyring;
import org.sshkr.keyring.signer.SleepingKey;
import org.sshkr.keyring.signer.SleepingKey.Part;
import org.sshkr.process.CurrentProcess;
import org.sshkr.ssh.agent.SignRequest;
import org.sshkr.ssh.agent.SignResponse;
import org.sshkr.ssh.key.SshPublicKey;
import org.sshkr.ssh.wire.Blob;
import org.sshkr.ssh.wire.WireWriter;

/**
 * Runs the signer and its client in one process, with its process keyring, on this machine's
 * kernel.
 */
class SleepingKeysTest {
  private static final byte[] DATA = "what is signed".getBytes(StandardCharsets.UTF_8);

  @TempDir private Path directory;

  private RunningSigner signer;
  private List<String> log;
  private SignerKeyring keyring;

  @BeforeEach
  void start() throws IOException {
    signer = RunningSigner.start(directory);
    log = signer.log();
    keyring = signer.client(() -> {});
  }

  @AfterEach
  void stop() throws IOException {
    keyring.removeAll();
    signer.close();
  }

  private static PrivateKey key(String type, int number) {
    byte[] bytes = new byte[Libcrypto.numberLength(type)];
    bytes[bytes.length - 1] = (byte) number;
    SecretBytes secret = SecretBytes.moveFrom(bytes);
    return new PrivateKey(Libcrypto.publicKey(type, secret), secret);
  }

  private static byte[] sign(Identity identity) {
    SignRequest request =
        new SignRequest(Blob.copyOf(identity.publicKey().blob()), Blob.copyOf(DATA), 0);
    return encode(identity.answer(request, List.of()));
  }

  private static byte[] encode(SignResponse response) {
    return new WireWriter()
        .writeText(response.algorithm())
        .writeString(response.signature().toByteArray())
        .toByteArray();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ssh-ed25519",
        "ecdsa-sha2-nistp256",
        "ecdsa-sha2-nistp384",
        "ecdsa-sha2-nistp521"
      })
  void keyOfEachTypeSigns(String type) {
    try (PrivateKey key = key(type, 7)) {
      Identity added = keyring.add(key, "c\u001b[2J", Optional.empty());
      assertThat(log).isEmpty();
      assertThat(keyring.list()).containsExactly(added);
      assertThat(added.comment()).isEqualTo("c?[2J");
      assertThat(key.publicKey().verifies(DATA, sign(keyring.get(key.publicKey())))).isTrue();
    }
  }

  @Test
  void keysAreListedInTheOrderOfAddition() {
    for (int i = 1; i <= 9; i++) {
      keyring.add(key("ssh-ed25519", i), "k" + i, Optional.empty());
    }
    keyring.add(key("ssh-ed25519", 3), "again", Optional.empty());
    assertThat(keyring.list())
        .extracting(Identity::comment)
        .containsExactly("k1", "k2", "again", "k4", "k5", "k6", "k7", "k8", "k9");
    try (SleepingKeys next = SleepingKeys.open(KeyringSelector.PROCESS, InstantSource.system())) {
      assertThat(next.of(CurrentProcess.effectiveUid()))
          .extracting(entry -> entry.key().comment())
          .containsExactly("k1", "k2", "again", "k4", "k5", "k6", "k7", "k8", "k9");
    }
  }

  /** Between the look at its constraints and the signature. */
  @Test
  void entryThatHasReplacedAnotherDoesNotSignInItsPlace() {
    PrivateKey key = key("ssh-ed25519", 1);
    Identity before = keyring.add(key, "before", Optional.empty());
    Constraints confirmed = new Constraints(true, false, Optional.empty());
    Identity after = keyring.add(key, "after", Optional.empty(), confirmed);
    assertThatThrownBy(() -> sign(before)).isInstanceOf(KeyringException.NotFound.class);
    assertThat(key.publicKey().verifies(DATA, sign(after))).isTrue();
    assertThat(keyring.get(key.publicKey()).constraints().confirm()).isTrue();
  }

  @Test
  void whatAnotherProgramAddsReplacesOrRemovesIsSeen() {
    SshPublicKey key = key("ssh-ed25519", 1).publicKey();
    try (SignerKeyring other = signer.client(() -> {})) {
      other.add(key("ssh-ed25519", 1), "first", Optional.empty());
      assertThat(keyring.get(key).comment()).isEqualTo("first");
      other.add(key("ssh-ed25519", 1), "second", Optional.empty());
      assertThat(keyring.get(key).comment()).isEqualTo("second");
      other.remove(key);
      assertThatThrownBy(() -> keyring.get(key)).isInstanceOf(KeyringException.NotFound.class);
    }
  }

  @Test
  void connectionThatWasKeptMayLeadToASignerThatHasEnded() throws IOException {
    PrivateKey key = key("ssh-ed25519", 1);
    Identity identity = keyring.add(key, "kept", Optional.empty());
    sign(identity);
    signer.close();
    signer = RunningSigner.start(directory);
    assertThat(key.publicKey().verifies(DATA, sign(identity))).isTrue();
  }

  /** A signer that is silent does not delay the list, with its RSA keys of the kernel. */
  @Test
  void entriesThatHaveNotChangedAreListedWithoutTheSigner() throws IOException {
    Identity identity = keyring.add(key("ssh-ed25519", 1), "known", Optional.empty());
    assertThat(keyring.list()).containsExactly(identity);
    signer.close();
    assertThat(keyring.list()).containsExactly(identity);
    signer = RunningSigner.start(directory);
  }

  @Test
  void oneUserHasFewInboxesAtATime() {
    Inboxes inboxes = new Inboxes();
    try (Inbox one = Inbox.open(signer.keys(), inboxes, 1);
        Inbox two = Inbox.open(signer.keys(), inboxes, 1)) {
      assertThat(one.serial()).isNotEqualTo(two.serial());
      assertThatThrownBy(() -> Inbox.open(signer.keys(), inboxes, 1))
          .isInstanceOf(SignerRefusal.class);
      Inbox.open(signer.keys(), inboxes, 2).close();
    }
    Inbox.open(signer.keys(), inboxes, 1).close();
  }

  @Test
  void keysAreFoundAgainByTheNextSigner() throws IOException {
    PrivateKey key = key("ssh-ed25519", 1);
    keyring.add(
        key,
        "kept",
        Optional.of(Duration.ofHours(1)),
        new Constraints(true, false, Optional.empty()));
    List<Identity> before = keyring.list();
    signer.close();
    try (SleepingKeys next = SleepingKeys.open(KeyringSelector.PROCESS, InstantSource.system())) {
      long uid = CurrentProcess.effectiveUid();
      assertThat(next.of(uid))
          .singleElement()
          .satisfies(found -> assertThat(found.key().comment()).isEqualTo("kept"))
          .satisfies(found -> assertThat(found.key().confirm()).isTrue());
      SignRequest request =
          new SignRequest(Blob.copyOf(key.publicKey().blob()), Blob.copyOf(DATA), 0);
      assertThat(
              key.publicKey().verifies(DATA, encode(next.sign(uid, next.of(uid).get(0), request))))
          .isTrue();
    }
    assertThat(before).hasSize(1);
    signer = RunningSigner.start(directory);
    keyring = signer.client(() -> {});
  }

  /** The kernel key that holds a part of an entry; here its owner possesses it too. */
  private UserKey kernelKey(PrivateKey key, Part part) {
    SleepingKey entry =
        signer.keys().of(uid()).stream()
            .map(SignerEntry::key)
            .filter(one -> one.publicKey().equals(key.publicKey()))
            .findFirst()
            .orElseThrow();
    return signer
        .keys()
        .call(
            store ->
                IntStream.of(UserKey.in(store))
                    .mapToObj(UserKey::new)
                    .filter(one -> isNamed(one, entry.name(uid(), part)))
                    .findFirst()
                    .orElseThrow());
  }

  private static boolean isNamed(UserKey key, String name) {
    try {
      return key.describe().filter(one -> one.text().equals(name)).isPresent();
    } catch (KeyringException.Denied e) {
      return false;
    }
  }

  private static long uid() {
    return CurrentProcess.effectiveUid();
  }

  private void deny(UserKey key) {
    signer
        .keys()
        .call(
            store -> {
              UserKey.setPermissions(key.serial(), 0);
              return null;
            });
  }

  /** An owner can keep power over a key by linking it into the inbox instead of moving it there. */
  @ParameterizedTest
  @EnumSource
  void ownerWhoDeniesTheSignerAKeyKeepsNoneOfTheOthersFromSigning(Part part) {
    PrivateKey spoilt = key("ssh-ed25519", 1);
    PrivateKey other = key("ssh-ed25519", 2);
    keyring.add(spoilt, "spoilt", Optional.empty());
    keyring.add(other, "other", Optional.empty());
    deny(kernelKey(spoilt, part));
    try (SleepingKeys next = SleepingKeys.open(KeyringSelector.PROCESS, InstantSource.system())) {
      assertThat(next.of(uid()))
          .extracting(entry -> entry.key().comment())
          .containsExactly("other");
    }
  }

  @Test
  void keysThatTheirOwnerDeniesTheSignerAreRemovedAllTheSame() {
    PrivateKey spoilt = key("ssh-ed25519", 1);
    keyring.add(spoilt, "", Optional.empty());
    keyring.add(key("ssh-ed25519", 2), "", Optional.empty());
    deny(kernelKey(spoilt, Part.NUMBER));
    keyring.removeAll();
    assertThat(keyring.list()).isEmpty();
    try (SleepingKeys next = SleepingKeys.open(KeyringSelector.PROCESS, InstantSource.system())) {
      assertThat(next.of(uid())).isEmpty();
    }
  }

  /** Else a program could lift the constraints of a key that another program of the user added. */
  @Test
  void entryThatItsOwnerMakesSpeakOfAnotherKeyIsNotBelieved() {
    PrivateKey constrained = key("ssh-ed25519", 1);
    PrivateKey forged = key("ssh-ed25519", 2);
    keyring.add(constrained, "", Optional.empty(), new Constraints(true, false, Optional.empty()));
    keyring.add(forged, "", Optional.empty());
    UserKey about = kernelKey(forged, Part.ABOUT);
    SleepingKey lie =
        new SleepingKey(
            Blob.copyOf(constrained.publicKey().blob()),
            "lie",
            false,
            Optional.empty(),
            true,
            Optional.empty(),
            Long.MAX_VALUE);
    ByteBuffer contents = ByteBuffer.allocateDirect(lie.encode().length).put(lie.encode()).flip();
    signer
        .keys()
        .call(store -> UserKey.add(about.describe().orElseThrow().text(), contents, store));
    try (SleepingKeys next = SleepingKeys.open(KeyringSelector.PROCESS, InstantSource.system())) {
      assertThat(next.of(uid()))
          .singleElement()
          .satisfies(found -> assertThat(found.key().confirm()).isTrue());
    }
  }

  /** Else a user who adds and ends keys again and again would fill the memory of the signer. */
  @Test
  void entriesWhoseKernelKeysHaveEndedAreForgottenWithTheNextKey() {
    PrivateKey ended = key("ssh-ed25519", 1);
    keyring.add(ended, "ended", Optional.empty());
    UserKey number = kernelKey(ended, Part.NUMBER);
    signer
        .keys()
        .call(
            store -> {
              number.invalidate();
              return null;
            });
    keyring.add(key("ssh-ed25519", 2), "next", Optional.empty());
    assertThat(keyring.list()).extracting(Identity::comment).containsExactly("next");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, -2, -3, -5})
  void inboxTakesNoKeyringOfTheSignerItself(int special) {
    try (Inbox inbox = Inbox.open(signer.keys(), new Inboxes(), 1)) {
      assertThat(inbox.serial()).isPositive();
      assertThatThrownBy(() -> inbox.take(special, special))
          .isInstanceOf(SignerRefusal.class)
          .hasMessageContaining("not a kernel key");
    }
  }

  @Test
  void lifetimeEndsInTheKernel() {
    PrivateKey key = key("ssh-ed25519", 1);
    Identity identity = keyring.add(key, "", Optional.of(Duration.ofSeconds(1)));
    assertThat(keyring.timeLeft(identity))
        .hasValueSatisfying(left -> assertThat(left).isLessThanOrEqualTo(Duration.ofSeconds(2)));
    RunningSigner.await(() -> keyring.list().isEmpty());
    assertThatThrownBy(() -> sign(identity)).isInstanceOf(KeyringException.NotFound.class);
  }

  @Test
  void removedKeySignsNoMore() {
    PrivateKey one = key("ssh-ed25519", 1);
    PrivateKey two = key("ecdsa-sha2-nistp256", 2);
    keyring.add(one, "", Optional.empty());
    Identity identity = keyring.add(two, "", Optional.empty());
    assertThat(keyring.remove(two.publicKey())).isTrue();
    assertThat(keyring.remove(two.publicKey())).isFalse();
    assertThat(keyring.list()).extracting(Identity::publicKey).containsExactly(one.publicKey());
    assertThatThrownBy(() -> sign(identity)).isInstanceOf(KeyringException.NotFound.class);
  }

  @Test
  void numberOfAnotherKeyIsRefused() {
    PrivateKey one = key("ssh-ed25519", 1);
    PrivateKey two = key("ssh-ed25519", 2);
    PrivateKey wrong = new PrivateKey(one.publicKey(), two.secret());
    assertThatThrownBy(() -> keyring.add(wrong, "", Optional.empty()))
        .isInstanceOf(KeyringException.BadKey.class);
    assertThat(log).singleElement().asString().contains("of another key");
    assertThat(keyring.list()).isEmpty();
  }
}

package org.sshkr.signer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sshkr.keyring.EllipticTestKeys;
import org.sshkr.keyring.Identity;
import org.sshkr.keyring.KeyringException;
import org.sshkr.keyring.LockRecord;
import org.sshkr.keyring.PrivateKey;
import org.sshkr.keyring.TurnableClock;
import org.sshkr.keyring.UserKey;
import org.sshkr.keyring.signer.SignerExtension;
import org.sshkr.keyring.signer.SignerKeyring;
import org.sshkr.keyring.signer.SignerSocket;
import org.sshkr.keyring.signer.SleepingKey;
import org.sshkr.process.CurrentProcess;
import org.sshkr.process.PeerCredentials;
import org.sshkr.server.RawMessage;
import org.sshkr.ssh.agent.AgentConnection;
import org.sshkr.ssh.agent.Extension;
import org.sshkr.ssh.agent.ExtensionResponse;
import org.sshkr.ssh.agent.Failure;
import org.sshkr.ssh.agent.IdentitiesAnswer;
import org.sshkr.ssh.agent.Lock;
import org.sshkr.ssh.agent.RemoveAllIdentities;
import org.sshkr.ssh.agent.RemoveIdentity;
import org.sshkr.ssh.agent.Request;
import org.sshkr.ssh.agent.RequestIdentities;
import org.sshkr.ssh.agent.Response;
import org.sshkr.ssh.agent.SignRequest;
import org.sshkr.ssh.agent.SignResponse;
import org.sshkr.ssh.agent.Success;
import org.sshkr.ssh.agent.Unlock;
import org.sshkr.ssh.wire.Blob;
import org.sshkr.ssh.wire.WireReader;
import org.sshkr.ssh.wire.WireWriter;

/**
 * The lock that the signer keeps, with clients that know the protocol only, as any program of the
 * user may be.
 */
@Tag("slow")
class LocksTest {
  private static final byte[] PASSPHRASE = {'p', 0, -1};
  private static final byte[] WRONG = {'p'};
  private static final byte[] RECORD = LockRecord.of(PASSPHRASE).encode();
  private static final long UID = CurrentProcess.effectiveUid();
  private static final long OTHER_UID = 4711;
  private static final Blob DATA = Blob.copyOf("what is signed".getBytes(UTF_8));

  @TempDir private Path directory;

  private final TurnableClock clock = new TurnableClock();
  private RunningSigner signer;
  private SignerKeyring keyring;
  private Identity identity;

  /** Kernel keys of other tests, which have expired, and which the kernel removes at any time. */
  private List<Integer> others;

  @BeforeEach
  void start() throws IOException {
    signer = RunningSigner.start(directory, clock);
    others = stored();
    keyring = signer.client(() -> {});
    identity = add("ssh-ed25519", keyring);
  }

  @AfterEach
  void stop() throws IOException {
    keyring.removeLocked();
    keyring.close();
    signer.close();
  }

  private void restart() throws IOException {
    signer.close();
    signer = RunningSigner.start(directory, clock);
  }

  private static Identity add(String type, SignerKeyring keyring) {
    try (PrivateKey key = EllipticTestKeys.privateKey(type)) {
      return keyring.add(key, type, Optional.empty());
    }
  }

  private Response exchange(Request request) throws IOException {
    try (AgentConnection connection = signer.connect()) {
      return exchange(connection, request);
    }
  }

  private static Response exchange(AgentConnection connection, Request request) throws IOException {
    return Response.decode(connection.exchange(request.encode()));
  }

  private boolean unlocks(byte[] passphrase) throws IOException {
    return exchange(new Unlock(passphrase)) instanceof Success;
  }

  private Blob offered() {
    return Blob.copyOf(identity.publicKey().blob());
  }

  private static Extension extension(String name, byte[] contents) {
    return new Extension(name, Blob.copyOf(contents));
  }

  /** The requests that need unlocked keys. */
  enum Use {
    SIGN,
    SIGN_ENTRY,
    SIGN_DIGEST,
    REMOVE,
    REMOVE_ALL,
    INBOX,
    TAKE,
    LOCK,
    UNKNOWN;

    Request request(Blob key, int serial) {
      return switch (this) {
        case SIGN -> new SignRequest(key, DATA, 0);
        case SIGN_ENTRY ->
            extension(
                SignerExtension.SIGN,
                new WireWriter()
                    .writeUint32(Integer.toUnsignedLong(serial))
                    .writeString(key.toByteArray())
                    .writeString(DATA.toByteArray())
                    .writeUint32(0)
                    .toByteArray());
        case SIGN_DIGEST -> extension(SignerExtension.SIGN_DIGEST, new byte[8]);
        case REMOVE -> new RemoveIdentity(key);
        case REMOVE_ALL -> new RemoveAllIdentities();
        case INBOX -> SignerExtension.request(SignerExtension.INBOX);
        case TAKE -> SignerExtension.request(SignerExtension.TAKE, 1, 2);
        case LOCK -> SignerExtension.request(SignerExtension.LOCK, 1);
        case UNKNOWN -> extension("unknown@example.com", new byte[0]);
      };
    }
  }

  @ParameterizedTest
  @EnumSource
  void lockedKeysAreRefusedToWhoeverSpeaksToTheSignerItself(Use use) throws IOException {
    int serial = signer.keys().of(UID).get(0).serial();
    assertThat(locks(RECORD)).isTrue();
    assertThat(exchange(use.request(offered(), serial))).isInstanceOf(Failure.class);
    assertThat(signer.log()).singleElement().asString().endsWith("the keys are locked");
    assertThat(signer.keys().of(UID)).hasSize(1);
  }

  @Test
  void unlockedKeySignsForTheSameClients() throws IOException {
    int serial = signer.keys().of(UID).get(0).serial();
    keyring.lock(PASSPHRASE);
    assertThat(unlocks(PASSPHRASE)).isTrue();
    for (Use use : List.of(Use.SIGN, Use.SIGN_ENTRY)) {
      assertThat(exchange(use.request(offered(), serial))).isInstanceOf(SignResponse.class);
    }
    assertThat(signer.log()).isEmpty();
  }

  @Test
  void lockedSignerListsNothingAndStillSaysWhatItIs() throws IOException {
    keyring.lock(PASSPHRASE);
    assertThat(exchange(new RequestIdentities())).isEqualTo(new IdentitiesAnswer(List.of()));
    assertThatThrownBy(keyring::list).isInstanceOf(KeyringException.Locked.class);
    for (String name : List.of(SignerExtension.STATUS, Extension.QUERY)) {
      assertThat(exchange(SignerExtension.request(name))).isInstanceOf(ExtensionResponse.class);
    }
    assertThat(signer.log()).isEmpty();
  }

  @Test
  void programThatFoundTheKeyBeforeTheLockIsToldOfIt() {
    try (SignerKeyring other = signer.client(() -> {})) {
      assertThat(other.list()).hasSize(1);
      keyring.lock(PASSPHRASE);
      Identity found = other.get(identity.publicKey());
      assertThatThrownBy(() -> found.answer(new SignRequest(offered(), DATA, 0), List.of()))
          .isInstanceOf(KeyringException.Locked.class);
      assertThatThrownBy(other::requireUnlocked).isInstanceOf(KeyringException.Locked.class);
      assertThatThrownBy(() -> add("ecdsa-sha2-nistp256", other))
          .isInstanceOf(KeyringException.Locked.class);
    }
  }

  @Test
  void nextSignerKeepsTheLock() throws IOException {
    keyring.lock(PASSPHRASE);
    restart();
    assertThat(exchange(new SignRequest(offered(), DATA, 0))).isInstanceOf(Failure.class);
    assertThatThrownBy(() -> keyring.lock(WRONG)).isInstanceOf(KeyringException.Locked.class);
    assertThat(unlocks(PASSPHRASE)).isTrue();
    restart();
    assertThat(keyring.list()).containsExactly(identity);
  }

  /** It came with one, in case nobody would take it. */
  @Test
  void lockHasNoLifetime() throws IOException {
    List<Integer> before = stored();
    keyring.lock(PASSPHRASE);
    List<Integer> record = new ArrayList<>(stored());
    record.removeAll(before);
    String serial = String.format("%08x ", record.get(0));
    assertThat(Files.readAllLines(Path.of("/proc/keys")))
        .filteredOn(line -> line.startsWith(serial))
        .singleElement()
        .asString()
        .contains(" perm ");
  }

  /** It is not even looked at, so a program that does not wait learns nothing. */
  @Test
  void attemptTooEarlyAfterAWrongOneIsRefused() throws IOException {
    keyring.lock(PASSPHRASE);
    assertThat(unlocks(WRONG)).isFalse();
    assertThat(unlocks(PASSPHRASE)).isFalse();
    clock.turn(Duration.ofMillis(99));
    assertThat(unlocks(PASSPHRASE)).isFalse();
    clock.turn(Duration.ofMillis(1));
    assertThat(unlocks(WRONG)).isFalse();
    clock.turn(Duration.ofMillis(199));
    assertThat(unlocks(PASSPHRASE)).isFalse();
    assertThat(signer.log())
        .extracting(line -> line.replaceAll(".*: ", ""))
        .containsExactly(
            "a wrong passphrase to unlock the keys",
            "the next attempt to unlock comes too early",
            "the next attempt to unlock comes too early",
            "a wrong passphrase to unlock the keys",
            "the next attempt to unlock comes too early");
    clock.turn(Duration.ofMillis(1));
    assertThat(unlocks(PASSPHRASE)).isTrue();
    assertThat(unlocks(PASSPHRASE)).isFalse(); // nothing is locked
  }

  /** Several connections make no guess faster. */
  @Test
  void attemptsAtTheSameTimeAreOneAttempt() {
    keyring.lock(PASSPHRASE);
    List<CompletableFuture<Boolean>> attempts =
        Stream.generate(() -> CompletableFuture.supplyAsync(this::guesses, LocksTest::onNewThread))
            .limit(5)
            .toList();
    assertThat(attempts).extracting(CompletableFuture::join).containsOnly(false);
    assertThat(signer.log()).hasSize(5);
    assertThat(signer.log()).filteredOn(line -> line.contains("a wrong passphrase")).hasSize(1);
  }

  private static void onNewThread(Runnable task) {
    new Thread(task).start();
  }

  private boolean guesses() {
    try {
      return unlocks(WRONG);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void clockThatIsSetBackKeepsNobodyWaiting() throws IOException {
    keyring.lock(PASSPHRASE);
    assertThat(unlocks(WRONG)).isFalse();
    clock.turn(Duration.ofHours(-1));
    assertThat(unlocks(PASSPHRASE)).isTrue();
  }

  /** The hash of a passphrase takes long, and so never the thread that waits for all clients. */
  @Test
  void attemptToUnlockIsLeftToAWorker() {
    SignerHandler handler = signer.handler(new PeerCredentials(1, UID, UID));
    try (RawMessage list = message(new RequestIdentities());
        RawMessage unlock = message(new Unlock(PASSPHRASE.clone()))) {
      assertThat(handler.isQuick(list)).isTrue();
      assertThat(handler.isQuick(unlock)).isFalse();
    }
  }

  private static RawMessage message(Request request) {
    byte[] bytes = request.encode();
    return new RawMessage(ByteBuffer.allocateDirect(bytes.length).put(bytes).flip());
  }

  @Test
  void otherUsersAreNotAffected() {
    keyring.lock(PASSPHRASE);
    Request request = SignerExtension.request(SignerExtension.INBOX);
    try (SignerHandler own = signer.handler(new PeerCredentials(1, UID, UID));
        SignerHandler other = signer.handler(new PeerCredentials(1, OTHER_UID, OTHER_UID))) {
      assertThat(Response.decode(own.handle(message(request)))).isInstanceOf(Failure.class);
      assertThat(Response.decode(other.handle(message(request))))
          .isInstanceOf(ExtensionResponse.class);
    }
  }

  /** Its record would count against the signer's quota, which is one for all users. */
  @Test
  void signerMakesNoRecordItself() throws IOException {
    assertThat(exchange(new Lock(PASSPHRASE.clone()))).isInstanceOf(Failure.class);
    assertThat(signer.log()).singleElement().asString().endsWith("use ssh-add-kr -x");
    assertThat(keyring.list()).containsExactly(identity);
  }

  /** Puts a key into an inbox by hand, as a program may that keeps no rule. */
  private static int deliver(int inbox, String name, byte[] contents, int permissions) {
    FutureTask<Integer> task =
        new FutureTask<>(
            () -> {
              ByteBuffer bytes = ByteBuffer.allocateDirect(contents.length).put(contents).flip();
              UserKey key = UserKey.add(name, bytes, UserKey.THREAD_KEYRING);
              UserKey.setPermissions(key.serial(), permissions);
              key.move(UserKey.THREAD_KEYRING, inbox, false);
              return key.serial();
            });
    new Thread(task).start();
    try {
      return task.get();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static int inbox(Response answer) {
    return (int) new WireReader(((ExtensionResponse) answer).contents().toByteArray()).readUint32();
  }

  private boolean locks(byte[] record) throws IOException {
    return locks(SleepingKey.lockName(UID), record, SleepingKey.PERMISSIONS);
  }

  private boolean locks(String name, byte[] contents, int permissions) throws IOException {
    try (AgentConnection connection = signer.connect()) {
      int inbox = inbox(exchange(connection, SignerExtension.request(SignerExtension.INBOX)));
      int serial = deliver(inbox, name, contents, permissions);
      Request lock = SignerExtension.request(SignerExtension.LOCK, serial);
      return exchange(connection, lock) instanceof Success;
    }
  }

  private List<Integer> stored() {
    return signer.keys().call(store -> Arrays.stream(UserKey.in(store)).boxed().toList());
  }

  @ParameterizedTest
  @ValueSource(strings = {"empty", "short", "long", "huge", "version", "name", "permissions"})
  void badRecordLocksNothing(String fault) throws IOException {
    byte[] record = RECORD.clone();
    String name = SleepingKey.lockName(fault.equals("name") ? OTHER_UID : UID);
    int permissions = fault.equals("permissions") ? 0x3f030000 : SleepingKey.PERMISSIONS;
    byte[] contents =
        switch (fault) {
          case "empty" -> new byte[1];
          case "short" -> Arrays.copyOf(record, record.length - 1);
          case "long" -> Arrays.copyOf(record, record.length + 1);
          case "huge" -> Arrays.copyOf(record, 12_000);
          case "version" -> {
            record[0]++;
            yield record;
          }
          default -> record;
        };
    List<Integer> before = stored();
    assertThat(locks(name, contents, permissions)).isFalse();
    assertThat(signer.log()).hasSize(1);
    assertThat(before).containsAll(stored());
    assertThat(keyring.list()).containsExactly(identity);
    assertThat(locks(RECORD)).isTrue();
  }

  @Test
  void recordOfAnotherUserLocksNobody() {
    PeerCredentials peer = new PeerCredentials(1, OTHER_UID, OTHER_UID);
    try (SignerHandler other = signer.handler(peer)) {
      byte[] answer = other.handle(message(SignerExtension.request(SignerExtension.INBOX)));
      String name = SleepingKey.lockName(OTHER_UID);
      int serial = deliver(inbox(Response.decode(answer)), name, RECORD, SleepingKey.PERMISSIONS);
      Request lock = SignerExtension.request(SignerExtension.LOCK, serial);
      assertThat(Response.decode(other.handle(message(lock)))).isInstanceOf(Failure.class);
      assertThat(signer.log()).singleElement().asString().contains("owner");
      byte[] entries = other.handle(message(SignerExtension.request(SignerExtension.ENTRIES)));
      assertThat(Response.decode(entries)).isEqualTo(SignerExtension.entries(List.of()));
    }
  }

  @Test
  void secondLockDoesNotReplaceTheFirst() throws IOException {
    try (Inbox late = Inbox.open(signer.keys(), new Inboxes(), UID)) {
      byte[] second = LockRecord.of(WRONG).encode();
      int serial =
          deliver(late.serial(), SleepingKey.lockName(UID), second, SleepingKey.PERMISSIONS);
      keyring.lock(PASSPHRASE);
      assertThatThrownBy(() -> keyring.lock(WRONG)).isInstanceOf(KeyringException.Locked.class);
      Locks locks = Locks.open(signer.keys());
      assertThatThrownBy(() -> late.takeLock(serial, locks)).isInstanceOf(KeyringException.class);
    }
    assertThat(unlocks(PASSPHRASE)).isTrue();
    assertThat(keyring.list()).containsExactly(identity);
  }

  @Test
  void logoutRemovesTheLockWithTheLastKey() throws IOException {
    Request logout = SignerExtension.request(SignerExtension.LOGOUT, UID);
    SignerSocket socket = new SignerSocket(directory.resolve("signer"), Optional.empty());
    try (SignerKeyring machine =
        new SignerKeyring(socket, true, InstantSource.system(), () -> {})) {
      Identity stays = add("ecdsa-sha2-nistp256", machine);
      keyring.lock(PASSPHRASE);
      assertThat(exchange(logout)).isInstanceOf(Success.class);
      assertThatThrownBy(keyring::list).isInstanceOf(KeyringException.Locked.class);
      assertThat(unlocks(PASSPHRASE)).isTrue();
      assertThat(machine.list()).containsExactly(stays);
      machine.removeAll();
    }
    identity = add("ssh-ed25519", keyring);
    keyring.lock(PASSPHRASE);
    assertThat(exchange(logout)).isInstanceOf(Success.class);
    assertThat(others).containsAll(stored());
    assertThat(keyring.list()).isEmpty();
  }

  @Test
  void lockWhosePassphraseIsForgottenIsRemovedWithTheKeys() {
    keyring.lock(PASSPHRASE);
    keyring.removeLocked();
    assertThat(others).containsAll(stored());
    assertThat(keyring.list()).isEmpty();
  }
}

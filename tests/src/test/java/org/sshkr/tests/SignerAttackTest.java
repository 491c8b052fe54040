package org.sshkr.tests;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;
import org.sshkr.keyring.signer.SignerExtension;
import org.sshkr.keyring.signer.SleepingKey;
import org.sshkr.keyring.signer.SleepingKey.Part;
import org.sshkr.ssh.agent.Extension;
import org.sshkr.ssh.agent.Failure;
import org.sshkr.ssh.agent.Framing;
import org.sshkr.ssh.agent.IdentitiesAnswer;
import org.sshkr.ssh.agent.RemoveAllIdentities;
import org.sshkr.ssh.agent.RemoveIdentity;
import org.sshkr.ssh.agent.RequestIdentities;
import org.sshkr.ssh.agent.SignRequest;
import org.sshkr.ssh.agent.SignResponse;
import org.sshkr.ssh.agent.Success;
import org.sshkr.ssh.wire.Blob;
import org.sshkr.ssh.wire.WireWriter;

/**
 * The table "Who may do what" of ssh-signer-kr(8), each cell tried. The rows are {@link Attacker}s,
 * and the columns:
 *
 * <ul>
 *   <li>a key asleep: {@link #keyAsleepPermitsNothing}, {@link #keyringOfTheSignerPermitsNothing},
 *       {@link #onlyItsOwnerSeesAKeyAsleep}
 *   <li>an inbox: {@link #keyInAnInboxPermitsNothing}, {@link
 *       #whoClearsOrRevokesAnInboxBreaksOneAddition}, {@link
 *       #whoReplacesAKeyInAnInboxBreaksOneAddition}, {@link #whoFillsAnInboxBreaksOneAddition},
 *       {@link #signerTakesOnlyAWholeEntryOfItsOwner} and the tests after it, {@link
 *       #floodOfInboxesByManyUsersKeepsNobodyFromAdding}
 *   <li>the socket: {@link #anotherPeerReachesNoneOfAUsersKeys}, {@link
 *       #onlyRootAndTheUserReportALogout}, {@link
 *       #connectionsOfManyUsersKeepNobodyFromSigningAndAdding}, {@link
 *       #impossibleFrameEndsTheConnection} and the tests after it, {@link
 *       #userWhomTheKernelDoesNotNameIsRefused}
 *   <li>the signer's memory: {@code org.sshkr.evidence.SignerMemoryTest}
 * </ul>
 *
 * The row of the signer itself is what {@link SignerProcess#serials} does.
 */
@Tag("keyrings")
class SignerAttackTest {
  private static final Blob DATA = Blob.copyOf("data".getBytes(US_ASCII));

  /** 65534, as the kernel names a user whom it can't map (user_namespaces(7)). */
  private static final long NOBODY = 65534;

  private static final int FLOODERS = 40;

  /** What keyctl(1) can do with a key K, named D, in a keyring R. */
  private static final List<String> WITH_KEY =
      List.of(
          "read K",
          "print K",
          "pipe K",
          "link K @s",
          "link K @u",
          "move -f K R @s",
          "search R user D",
          "setperm K 0x3f3f3f3f",
          "timeout K 1",
          "revoke K",
          "invalidate K",
          "chown K 0",
          "chgrp K 0",
          "update K x");

  /** What it can do with a keyring R, but to write. */
  private static final List<String> WITH_KEYRING =
      List.of(
          "rlist R",
          "link R @s",
          "search R user D",
          "setperm R 0x3f3f3f3f",
          "timeout R 1",
          "invalidate R",
          "chown R 0",
          "restrict_keyring R");

  /** What it can do with a keyring R that it may write. */
  private static final List<String> WRITE =
      List.of("clear R", "revoke R", "newring n R", "unlink K R");

  private static final String NAMESPACE = "PROGRAM_OF_THE_OWNER_IN_A_USER_NAMESPACE";

  private static SignerProcess signer;
  private static User alice;
  private static User bob;

  /** The rows of the table; the key is alice's. */
  enum Attacker {
    ANOTHER_USER,
    PROGRAM_OF_THE_OWNER,
    PROGRAM_OF_THE_OWNER_IN_A_USER_NAMESPACE,
    ROOT;

    /** Runs a script in a session of its own. */
    Command.Result run(String script, String... words) {
      String[] command = Command.join(List.of("sh", "-c", script), words);
      return switch (this) {
        case ANOTHER_USER -> bob.run(command);
        case PROGRAM_OF_THE_OWNER -> alice.run(command);
        case PROGRAM_OF_THE_OWNER_IN_A_USER_NAMESPACE ->
            alice.run(Command.join(List.of("unshare", "-U", "-r"), command));
        case ROOT -> Command.run(Command.join(List.of("keyctl", "session", "-"), command));
      };
    }

    /** The operations of keyctl(1) that succeed. */
    List<String> succeed(List<String> operations, String keyring, String key, String name) {
      String script =
          operations.stream()
              .map(
                  one ->
                      "keyctl "
                          + one.replace("R", keyring).replace("K", key).replace("D", name)
                          + " >/dev/null 2>&1 && echo '"
                          + one
                          + "'\n")
              .collect(Collectors.joining());
      return run(script + "true").succeeded().lines();
    }

    boolean isOwner() {
      return this == PROGRAM_OF_THE_OWNER || this == PROGRAM_OF_THE_OWNER_IN_A_USER_NAMESPACE;
    }
  }

  @BeforeAll
  static void start() {
    signer = SignerProcess.start();
    alice = User.create("sshkr-alice");
    bob = User.create("sshkr-bob");
  }

  @AfterEach
  void forgetKeys() throws IOException {
    for (User user : List.of(alice, bob)) {
      try (AgentClient client = client(user)) {
        client.ask(new RemoveAllIdentities());
      }
      user.forgetKeys();
    }
  }

  @AfterAll
  static void end() {
    alice.close();
    bob.close();
    signer.close();
  }

  private static AgentClient client(User user) throws IOException {
    return AgentClient.as(user.uid(), SignerProcess.SOCKET);
  }

  private static HandDelivery.Key key(int number) {
    return HandDelivery.Key.of(number, "key " + number);
  }

  /** Has ssh-add-kr add a key of alice's. */
  private static void addByProgram(String name) {
    alice.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", name).succeeded();
    alice.run(Command.sshAddKr(), "-q", name).succeeded();
    assertProgramSigns(name);
  }

  private static void assertProgramSigns(String name) {
    alice.run(Command.sshAddKr(), "-T", name + ".pub").succeeded();
  }

  private static boolean signs(User user, HandDelivery.Key key) throws IOException {
    try (AgentClient client = client(user)) {
      return client.ask(new SignRequest(key.offered(), DATA, 0)) instanceof SignResponse;
    }
  }

  private static List<String> listed(AgentClient client) throws IOException {
    return ((IdentitiesAnswer) client.ask(new RequestIdentities()))
        .identities().stream().map(IdentitiesAnswer.Identity::comment).toList();
  }

  /** Else the tests below would prove nothing. */
  @Test
  void everyOperationWorksOnAKeyOfOnesOwn() {
    List<String> all = new ArrayList<>(WITH_KEY);
    all.addAll(WITH_KEYRING);
    all.addAll(WRITE);
    String make = "ring=$(keyctl newring ring @s); key=$(keyctl add user name x $ring)\n";
    for (String operation : all) {
      String one = operation.replace("R", "$ring").replace("K", "$key").replace("D", "name");
      Attacker.ROOT.run(make + "keyctl " + one).succeeded();
    }
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = NAMESPACE)
  void keyAsleepPermitsNothing(Attacker attacker) throws IOException {
    HandDelivery.add(alice, key(1));
    List<String> serials = SignerProcess.serials();
    assertThat(serials).hasSize(2);
    String store = SignerProcess.store();
    String name = key(1).name(alice, Part.NUMBER);
    for (String serial : serials) {
      assertThat(attacker.succeed(WITH_KEY, store, serial, name)).isEmpty();
      assertThat(attacker.succeed(List.of("unlink K @us"), store, serial, name)).isEmpty();
    }
    assertThat(signs(alice, key(1))).isTrue();
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = NAMESPACE)
  void keyringOfTheSignerPermitsNothing(Attacker attacker) throws IOException {
    HandDelivery.add(alice, key(1));
    String store = SignerProcess.store();
    String name = key(1).name(alice, Part.NUMBER);
    List<String> operations = new ArrayList<>(WITH_KEYRING);
    operations.addAll(WRITE);
    for (String serial : SignerProcess.serials()) {
      assertThat(attacker.succeed(operations, store, serial, name)).isEmpty();
    }
    signer.crash();
    assertThat(signs(alice, key(1))).isTrue();
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = NAMESPACE)
  void onlyItsOwnerSeesAKeyAsleep(Attacker attacker) throws IOException {
    HandDelivery.add(alice, key(1));
    for (String serial : SignerProcess.serials()) {
      assertThat(attacker.run("keyctl describe $0", serial).status() == 0)
          .isEqualTo(attacker.isOwner());
      String hexadecimal = String.format("^%08x ", Integer.parseInt(serial));
      assertThat(attacker.run("grep -q \"$0\" /proc/keys", hexadecimal).status() == 0)
          .isEqualTo(attacker.isOwner());
    }
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = NAMESPACE)
  void keyInAnInboxPermitsNothing(Attacker attacker) throws IOException {
    try (HandDelivery delivery = HandDelivery.open(alice)) {
      List<Integer> serials = delivery.put(key(1));
      String inbox = Integer.toString(delivery.inbox());
      assertThat(attacker.run("keyctl describe $0", inbox).status()).isNotZero();
      String hexadecimal = String.format("^%08x ", delivery.inbox());
      assertThat(attacker.run("grep -q \"$0\" /proc/keys", hexadecimal).status()).isNotZero();
      for (int i = 0; i < serials.size(); i++) {
        String name = key(1).name(alice, i == 0 ? Part.ABOUT : Part.NUMBER);
        String serial = serials.get(i).toString();
        assertThat(attacker.succeed(WITH_KEY, inbox, serial, name)).isEmpty();
        assertThat(attacker.succeed(WITH_KEYRING, inbox, serial, name)).isEmpty();
      }
      assertThat(delivery.take(serials)).isTrue();
    }
    assertThat(signs(alice, key(1))).isTrue();
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = NAMESPACE)
  void whoClearsOrRevokesAnInboxBreaksOneAddition(Attacker attacker) throws IOException {
    HandDelivery.add(bob, key(2));
    for (String operation : List.of("clear", "revoke")) {
      try (HandDelivery delivery = HandDelivery.open(alice)) {
        List<Integer> serials = delivery.put(key(1));
        attacker.run("keyctl " + operation + " " + delivery.inbox()).succeeded();
        assertThat(delivery.take(serials)).isFalse();
      }
      assertThat(signs(alice, key(1))).isFalse();
    }
    addByProgram("key");
    assertThat(signs(bob, key(2))).isTrue();
  }

  /** The owner's own program included, which races the one that adds. */
  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = NAMESPACE)
  void whoReplacesAKeyInAnInboxBreaksOneAddition(Attacker attacker) throws IOException {
    String script =
        "key=$(keyctl add user \"$1\" replaced @s) && keyctl move -f $key @s $0 && echo $key";
    try (HandDelivery delivery = HandDelivery.open(alice)) {
      List<Integer> serials = delivery.put(key(1));
      String name = key(1).name(alice, Part.NUMBER);
      attacker.run(script, Integer.toString(delivery.inbox()), name).succeeded();
      assertThat(delivery.take(serials)).isFalse();
    }
    try (HandDelivery delivery = HandDelivery.open(alice)) {
      List<Integer> serials = delivery.put(key(1));
      String name = key(1).name(alice, Part.NUMBER);
      String other =
          attacker.run(script, Integer.toString(delivery.inbox()), name).succeeded().out().strip();
      assertThat(delivery.take(List.of(serials.get(0), Integer.parseInt(other)))).isFalse();
    }
    assertThat(SignerProcess.serials()).isEmpty();
    addByProgram("key");
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = NAMESPACE)
  void whoFillsAnInboxBreaksOneAddition(Attacker attacker) throws IOException {
    String script = "i=0; while keyctl add user $((i+=1)) x $0 && [ $i -lt 150 ]; do :; done";
    try (HandDelivery delivery = HandDelivery.open(alice)) {
      List<Integer> serials = delivery.put(key(1));
      attacker.run(script, Integer.toString(delivery.inbox()));
      assertThat(delivery.take(serials)).isFalse();
    }
    assertThat(SignerProcess.serials()).isEmpty();
    addByProgram("key");
  }

  @Test
  void signerTakesOnlyAWholeEntryOfItsOwner() throws IOException {
    HandDelivery.add(alice, key(1));
    List<Integer> asleep = SignerProcess.serials().stream().map(Integer::valueOf).toList();
    int store = Integer.parseInt(SignerProcess.store());
    try (HandDelivery delivery = HandDelivery.open(bob)) {
      assertThat(delivery.take(asleep)).isFalse();
    }
    try (HandDelivery delivery = HandDelivery.open(bob)) {
      assertThat(delivery.take(List.of(store, store))).isFalse();
    }
    try (HandDelivery delivery = HandDelivery.open(bob)) {
      assertThat(delivery.take(List.of(delivery.inbox(), delivery.inbox()))).isFalse();
    }
    try (HandDelivery hers = HandDelivery.open(alice);
        HandDelivery his = HandDelivery.open(bob)) {
      List<Integer> serials = hers.put(key(2));
      assertThat(his.take(serials)).isFalse();
      assertThat(hers.take(serials)).isTrue();
    }
    try (AgentClient client = client(bob)) {
      assertThat(listed(client)).isEmpty();
    }
    assertThat(signs(alice, key(1))).isTrue();
    assertThat(signs(alice, key(2))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0x3f3f0000", "0x3f010100", "0x3f010004", "0x1f010000", "0x00000000"})
  void signerTakesNoKeyWithOtherPermissions(String permissions) throws IOException {
    try (HandDelivery delivery = HandDelivery.open(alice)) {
      HandDelivery.Key key = key(1);
      String name = key.name(alice, Part.NUMBER);
      int about =
          delivery.put(
              key.name(alice, Part.ABOUT), key.about().encode(), HandDelivery.PERMISSIONS, "move");
      String script =
          "k=$(keyctl padd user \"$1\" @s <number) && keyctl link $k $0"
              + " && keyctl setperm $k $2 && echo $k";
      alice.write("number", key.number().toByteArray());
      String inbox = Integer.toString(delivery.inbox());
      Command.Result put = alice.run("sh", "-c", script, inbox, name, permissions).succeeded();
      int number = Integer.parseInt(put.out().strip());
      assertThat(delivery.take(List.of(about, number))).isFalse();
    }
    assertThat(SignerProcess.serials()).isEmpty();
  }

  @Test
  void signerTakesNoKeyring() throws IOException {
    try (HandDelivery delivery = HandDelivery.open(alice)) {
      String script =
          "k=$(keyctl newring \"$1\" @s) && keyctl setperm $k 0x3f010000"
              + " && keyctl move $k @s $0 && echo $k";
      List<Integer> serials = new ArrayList<>();
      for (Part part : Part.values()) {
        String inbox = Integer.toString(delivery.inbox());
        Command.Result put = alice.run("sh", "-c", script, inbox, key(1).name(alice, part));
        serials.add(Integer.valueOf(put.succeeded().out().strip()));
      }
      assertThat(delivery.take(serials)).isFalse();
    }
    assertThat(SignerProcess.serials()).isEmpty();
  }

  @Test
  void signerTakesNothingThatIsTooLarge() throws IOException {
    HandDelivery.Key wordy = HandDelivery.Key.of(1, "x".repeat(SleepingKey.MAX_BYTES));
    try (HandDelivery delivery = HandDelivery.open(alice)) {
      assertThat(delivery.take(delivery.put(wordy))).isFalse();
    }
    HandDelivery.Key large = new HandDelivery.Key(key(1).about(), Blob.copyOf(new byte[1000]));
    try (HandDelivery delivery = HandDelivery.open(alice)) {
      assertThat(delivery.take(delivery.put(large))).isFalse();
    }
    assertThat(SignerProcess.serials()).isEmpty();
  }

  @Test
  void signerTakesNoNumberOfAnotherKeyAndNoNamesOfAnotherUser() throws IOException {
    HandDelivery.Key mixed = new HandDelivery.Key(key(1).about(), key(2).number());
    try (HandDelivery delivery = HandDelivery.open(alice)) {
      assertThat(delivery.take(delivery.put(mixed))).isFalse();
    }
    try (HandDelivery delivery = HandDelivery.open(alice)) {
      HandDelivery.Key key = key(1);
      String move = "move";
      List<Integer> serials =
          List.of(
              delivery.put(
                  key.name(bob, Part.ABOUT), key.about().encode(), HandDelivery.PERMISSIONS, move),
              delivery.put(
                  key.name(bob, Part.NUMBER),
                  key.number().toByteArray(),
                  HandDelivery.PERMISSIONS,
                  move));
      assertThat(delivery.take(serials)).isFalse();
    }
    assertThat(SignerProcess.serials()).isEmpty();
  }

  /** Such an owner possesses a key that sleeps; that must not harm anybody else. */
  @Test
  void ownerWhoLinksAKeyInsteadOfMovingItHarmsOnlyThatKey() throws IOException {
    HandDelivery.add(bob, key(3));
    HandDelivery.add(alice, key(2));
    List<Integer> serials;
    try (HandDelivery delivery = HandDelivery.open(alice)) {
      serials = delivery.put(key(1), HandDelivery.PERMISSIONS, "link");
      assertThat(delivery.take(serials)).isTrue();
    }
    for (Integer serial : serials) {
      String script = "keyctl link @u @s; keyctl setperm $0 0";
      alice.run("sh", "-c", script, serial.toString()).succeeded();
    }
    signer.crash();
    assertThat(signs(alice, key(1))).isFalse();
    assertThat(signs(alice, key(2))).isTrue();
    assertThat(signs(bob, key(3))).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"other", "root"})
  void anotherPeerReachesNoneOfAUsersKeys(String who) throws IOException {
    HandDelivery.Key key = key(1);
    HandDelivery.add(alice, key);
    long uid = who.equals("root") ? 0 : bob.uid();
    try (AgentClient client = AgentClient.as(uid, SignerProcess.SOCKET)) {
      assertThat(listed(client)).doesNotContain("key 1");
      assertThat(client.ask(new SignRequest(key.offered(), DATA, 0))).isInstanceOf(Failure.class);
      for (String serial : SignerProcess.serials()) {
        byte[] exactly =
            new WireWriter()
                .writeUint32(Long.parseLong(serial))
                .writeString(key.offered().toByteArray())
                .writeString(DATA.toByteArray())
                .writeUint32(0)
                .toByteArray();
        assertThat(client.ask(new Extension(SignerExtension.SIGN, Blob.copyOf(exactly))))
            .isInstanceOf(Failure.class);
      }
      assertThat(client.ask(new RemoveIdentity(key.offered()))).isInstanceOf(Failure.class);
      if (uid != 0) { // root may have keys of its own
        client.ask(new RemoveAllIdentities());
      }
    }
    assertThat(signs(alice, key)).isTrue();
  }

  @Test
  void onlyRootAndTheUserReportALogout() throws IOException {
    HandDelivery.add(alice, key(1));
    try (AgentClient client = client(bob)) {
      Extension hers = SignerExtension.request(SignerExtension.LOGOUT, alice.uid());
      assertThat(client.ask(hers)).isInstanceOf(Failure.class);
      assertThat(signs(alice, key(1))).isTrue();
      Extension his = SignerExtension.request(SignerExtension.LOGOUT, bob.uid());
      assertThat(client.ask(his)).isInstanceOf(Success.class);
      assertThat(signs(alice, key(1))).isTrue();
    }
    try (AgentClient client = AgentClient.as(0, SignerProcess.SOCKET)) {
      Extension hers = SignerExtension.request(SignerExtension.LOGOUT, alice.uid());
      assertThat(client.ask(hers)).isInstanceOf(Success.class);
    }
    assertThat(signs(alice, key(1))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, Framing.MAX_MESSAGE + 1, Integer.MAX_VALUE, Integer.MIN_VALUE, -1})
  void impossibleFrameEndsTheConnection(int length) throws IOException {
    HandDelivery.add(alice, key(1));
    try (AgentClient client = client(bob)) {
      client.send(ByteBuffer.allocate(Integer.BYTES).putInt(length).array());
      assertThatThrownBy(client::receive).isInstanceOf(IOException.class);
    }
    assertThat(signs(alice, key(1))).isTrue();
  }

  @Test
  void malformedMessageIsRefusedAndTheConnectionGoesOn() throws IOException {
    HandDelivery.add(bob, key(2));
    List<byte[]> malformed =
        List.of(
            new byte[] {13}, // a request to sign, without a key
            new byte[] {27}, // an extension without a name
            new byte[] {27, 0x7f, -1, -1, -1, 'x'},
            new byte[] {(byte) 255},
            new Extension(SignerExtension.TAKE, Blob.copyOf(new byte[7])).encode(),
            new Extension(SignerExtension.TAKE, Blob.copyOf(new byte[8])).encode(), // no inbox
            new Extension(SignerExtension.LOGOUT, Blob.copyOf(new byte[0])).encode(),
            new Extension(SignerExtension.SIGN, Blob.copyOf(new byte[12])).encode(),
            new Extension(SignerExtension.SIGN_DIGEST, Blob.copyOf(new byte[1])).encode(),
            Arrays.copyOf(new byte[] {13}, Framing.MAX_MESSAGE));
    try (AgentClient client = client(bob)) {
      for (byte[] message : malformed) {
        client.sendFrame(message);
        assertThat(client.receive()).isInstanceOf(Failure.class);
      }
      assertThat(listed(client)).containsExactly("key 2");
    }
  }

  @Test
  void halfAFrameKeepsNobodyWaiting() throws IOException {
    HandDelivery.add(alice, key(1));
    try (AgentClient client = client(bob)) {
      client.send(new byte[] {0, 0, 1, 0, 13});
      assertThat(signs(alice, key(1))).isTrue();
    }
  }

  /** Not in ./verify: in a chroot, such as that of bin/fresh, nobody can make a user namespace. */
  @Test
  @Tag("long")
  void ownersProgramInAUserNamespaceCanDoNoMore() throws IOException {
    Attacker attacker = Attacker.valueOf(NAMESPACE);
    keyAsleepPermitsNothing(attacker);
    forgetKeys();
    keyringOfTheSignerPermitsNothing(attacker);
    forgetKeys();
    onlyItsOwnerSeesAKeyAsleep(attacker);
    forgetKeys();
    keyInAnInboxPermitsNothing(attacker);
    forgetKeys();
    whoClearsOrRevokesAnInboxBreaksOneAddition(attacker);
    forgetKeys();
    whoFillsAnInboxBreaksOneAddition(attacker);
    forgetKeys();
  }

  @Test
  @Tag("long")
  void userInANamespaceIsTheOneThatTheKernelKnowsOutside() throws IOException {
    HandDelivery.add(alice, key(1));
    HandDelivery.add(bob, key(2));
    try (AgentClient client =
        AgentClient.as(alice.uid(), SignerProcess.SOCKET, "unshare", "-U", "-r")) {
      assertThat(listed(client)).containsExactly("key 1");
    }
  }

  @Test
  void userWhomTheKernelDoesNotNameIsRefused() throws IOException {
    try (AgentClient client = AgentClient.as(NOBODY, SignerProcess.SOCKET)) {
      assertThatThrownBy(() -> client.ask(new RequestIdentities())).isInstanceOf(IOException.class);
    }
  }

  /** There everybody is {@link #NOBODY}, and two users would be one. */
  @Test
  @Tag("long")
  void signerInAUserNamespaceServesNobody() throws IOException {
    Path socket = alice.file("socket");
    Process program =
        new ProcessBuilder(
                alice.command(
                    List.of(),
                    "unshare",
                    "-U",
                    Command.HOME.resolve("bin/ssh-signer-kr").toString(),
                    "--socket",
                    socket.toString()))
            .start();
    try {
      Await.until("it listens", () -> alice.run("test", "-S", socket.toString()).status() == 0);
      try (AgentClient client = AgentClient.as(alice.uid(), socket)) {
        assertThatThrownBy(() -> client.ask(new RequestIdentities()))
            .isInstanceOf(IOException.class);
      }
    } finally {
      program.destroyForcibly().onExit().join();
    }
  }

  /** Each has two inboxes, fills both, and opens the next ones, for ever. */
  private static final String FILL_INBOXES =
      """
      my ($path, $add_key) = @ARGV;
      my ($name, $type, $data) = ('inbox@ssh-kr', 'user', 'x');
      my $ask = pack 'N/a*', pack 'C N/a*', 27, $name;
      my @held;
      for (my $round = 1;; $round++) {
        my $socket = IO::Socket::UNIX->new(Peer => $path) or next;
        syswrite $socket, $ask;
        sysread $socket, my $answer, 99;
        push @held, $socket;
        shift @held if @held > 2;
        if (length $answer == 4 + 1 + 4 + length($name) + 4) {
          my $inbox = unpack 'N', substr $answer, -4;
          for my $key (1 .. 90) {
            my $description = "filler $key";
            syscall $add_key + 0, $type, $description, $data, 1, $inbox;
          }
        }
        syswrite STDOUT, "flooding\\n" if $round == 2;
      }
      """;

  /** Each has as many connections as the signer lets it have. */
  private static final String HOLD_CONNECTIONS =
      """
      my @held = map { IO::Socket::UNIX->new(Peer => $ARGV[0]) } 1 .. 200;
      syswrite STDOUT, "flooding\\n";
      readline STDIN;
      """;

  /** As one user can be with subordinate uids (subuid(5)). */
  private static void flood(String script, Work meanwhile) throws IOException {
    String addKey = System.getProperty("os.arch").equals("amd64") ? "248" : "217";
    List<Process> flooders = new ArrayList<>();
    try {
      for (int i = 0; i < FLOODERS; i++) {
        String[] perl = {
          "nice",
          "perl",
          "-MIO::Socket::UNIX",
          "-e",
          script,
          SignerProcess.SOCKET.toString(),
          addKey
        };
        flooders.add(new ProcessBuilder(Command.as(700_000 + i, perl)).start());
      }
      for (Process flooder : flooders) {
        assertThat(flooder.inputReader().readLine()).isEqualTo("flooding");
      }
      meanwhile.run();
      assertThat(flooders).allMatch(Process::isAlive);
    } finally {
      flooders.forEach(flooder -> flooder.destroyForcibly().onExit().join());
    }
  }

  private interface Work {
    void run() throws IOException;
  }

  @Test
  void floodOfInboxesByManyUsersKeepsNobodyFromAdding() throws IOException {
    flood(
        FILL_INBOXES,
        () -> {
          addByProgram("key");
          HandDelivery.add(bob, key(2));
          assertThat(signs(bob, key(2))).isTrue();
        });
  }

  @Test
  void connectionsOfManyUsersKeepNobodyFromSigningAndAdding() throws IOException {
    HandDelivery.add(bob, key(2));
    flood(
        HOLD_CONNECTIONS,
        () -> {
          assertThat(signs(bob, key(2))).isTrue();
          addByProgram("key");
        });
  }
}

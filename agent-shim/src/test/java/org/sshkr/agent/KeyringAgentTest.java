package org.sshkr.agent;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.security.KeyPair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sshkr.keyring.Constraints;
import org.sshkr.keyring.DestinationLimit;
import org.sshkr.keyring.Identity;
import org.sshkr.keyring.InMemoryKeyring;
import org.sshkr.keyring.PrivateKey;
import org.sshkr.keyring.SignatureAlgorithm;
import org.sshkr.keyring.TestKeys;
import org.sshkr.process.PeerCredentials;
import org.sshkr.server.RawMessage;
import org.sshkr.server.RawMessages;
import org.sshkr.ssh.agent.AddIdentity;
import org.sshkr.ssh.agent.Extension;
import org.sshkr.ssh.agent.ExtensionFailure;
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
import org.sshkr.ssh.agent.UnknownRequest;
import org.sshkr.ssh.agent.Unlock;
import org.sshkr.ssh.constraint.DestinationConstraint;
import org.sshkr.ssh.constraint.DestinationConstraints;
import org.sshkr.ssh.constraint.Hop;
import org.sshkr.ssh.constraint.HostKey;
import org.sshkr.ssh.key.RsaPublicKey;
import org.sshkr.ssh.key.SshCertificate;
import org.sshkr.ssh.session.LoginData;
import org.sshkr.ssh.session.SessionBind;
import org.sshkr.ssh.session.TestHost;
import org.sshkr.ssh.wire.Blob;
import org.sshkr.ssh.wire.WireWriter;

/** The agent and its handler on the fake keyring: requests in, responses out. */
class KeyringAgentTest {
  private static final KeyPair PAIR = TestKeys.pair(2048);
  private static final RsaPublicKey KEY = TestKeys.publicKey(PAIR);
  private static final Blob BLOB = Blob.copyOf(KEY.blob());
  private static final byte[] DATA = "data".getBytes(US_ASCII);

  private final InMemoryKeyring keyring = new InMemoryKeyring();
  private final List<String> log = new ArrayList<>();
  private final Client client = new Client(new PeerCredentials(1, 2, 3));
  private final List<Blob> loaded = new ArrayList<>();
  private String refusal;
  private boolean agrees;
  private final List<String> purposes = new ArrayList<>();
  private final RequestHandler handler =
      new RequestHandler(
          new KeyringAgent(keyring, this::confirm, this::load, true),
          client,
          AgentLog.to(log::add));

  private void add(KeyPair pair, String comment) {
    try (PrivateKey key = TestKeys.privateKey(pair)) {
      keyring.add(key, comment, Optional.<Duration>empty());
    }
  }

  private void add(KeyPair pair, Constraints constraints) {
    try (PrivateKey key = TestKeys.privateKey(pair)) {
      keyring.add(key, "", Optional.<Duration>empty(), constraints);
    }
  }

  private Response ask(Request request) {
    return Response.decode(handler.handle(RawMessages.of(request.encode())));
  }

  @Test
  void listsNothingFromAnEmptyKeyring() {
    assertThat(ask(new RequestIdentities())).isEqualTo(new IdentitiesAnswer(List.of()));
  }

  @Test
  void listsKeysWithTheirComments() {
    add(PAIR, "alice");
    add(TestKeys.pair(3072), "naïve 🔑");
    assertThat(ask(new RequestIdentities()))
        .isEqualTo(
            new IdentitiesAnswer(
                List.of(
                    new IdentitiesAnswer.Identity(BLOB, "alice"),
                    new IdentitiesAnswer.Identity(
                        Blob.copyOf(TestKeys.publicKey(TestKeys.pair(3072)).blob()), "naïve 🔑"))));
  }

  @ParameterizedTest
  @CsvSource({"0, SSH_RSA", "2, RSA_SHA2_256", "4, RSA_SHA2_512", "6, RSA_SHA2_256"})
  void flagsChooseTheAlgorithm(long flags, SignatureAlgorithm algorithm) {
    add(PAIR, "");
    SignResponse response = (SignResponse) ask(new SignRequest(BLOB, Blob.copyOf(DATA), flags));
    assertThat(response.algorithm()).isEqualTo(algorithm.sshName());
    assertThat(TestKeys.verifies(PAIR, algorithm, DATA, response.signature().toByteArray()))
        .isTrue();
    assertThat(log)
        .singleElement()
        .asString()
        .matches(
            "sign key=\\Q%s\\E outcome=signed algorithm=%s pid=1 uid=2 command=\\S+ ms=\\d+"
                .formatted(KEY.fingerprint(), algorithm.sshName()));
  }

  @Test
  void sha1CanBeForbidden() {
    add(PAIR, "");
    RequestHandler strict =
        new RequestHandler(
            new KeyringAgent(keyring, this::confirm, this::load, false),
            client,
            AgentLog.to(log::add));
    for (long flags : new long[] {0, 2, 4}) {
      SignRequest request = new SignRequest(BLOB, Blob.copyOf(DATA), flags);
      assertThat(Response.decode(strict.handle(RawMessages.of(request.encode()))))
          .isInstanceOf(flags == 0 ? Failure.class : SignResponse.class);
    }
    assertThat(log.get(0)).contains("outcome=refused").contains("--no-sha1");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 3, 8, 64, 0xffffffffL})
  void unknownFlagsFail(long flags) {
    add(PAIR, "");
    assertThat(ask(new SignRequest(BLOB, Blob.copyOf(DATA), flags))).isEqualTo(new Failure());
    assertThat(log).singleElement().asString().contains("unknown flags " + flags);
  }

  @Test
  void keyThatIsNotThereFailsAndTheLogSaysWhich() {
    assertThat(ask(new SignRequest(BLOB, Blob.copyOf(DATA), 2))).isEqualTo(new Failure());
    assertThat(log).hasSize(1);
  }

  @Test
  void keyOfAnotherTypeFails() {
    Blob ed25519 =
        Blob.copyOf(
            new WireWriter().writeText("ssh-ed25519").writeString(new byte[32]).toByteArray());
    assertThat(ask(new SignRequest(ed25519, Blob.copyOf(DATA), 0))).isEqualTo(new Failure());
    assertThat(log).singleElement().asString().contains("is not in the keyring");
    Blob dsa = Blob.copyOf(new WireWriter().writeText("ssh-dss").toByteArray());
    assertThat(ask(new SignRequest(dsa, Blob.copyOf(DATA), 0))).isEqualTo(new Failure());
    assertThat(log).last().asString().contains("a public key of an unknown type");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 5, 9, 12, 20, 26, 255})
  void everythingElseFails(int type) {
    assertThat(ask(new UnknownRequest(type, Blob.copyOf(new byte[] {1, 2, 3}))))
        .isEqualTo(new Failure());
    assertThat(log).singleElement().asString().contains("type " + type);
  }

  @Test
  void removesOneOrAll() {
    add(PAIR, "");
    add(TestKeys.pair(3072), "");
    assertThat(ask(new RemoveIdentity(BLOB))).isEqualTo(new Success());
    assertThat(keyring.list()).hasSize(1);
    assertThat(ask(new RemoveIdentity(BLOB))).isEqualTo(new Failure());
    assertThat(ask(new RemoveAllIdentities())).isEqualTo(new Success());
    assertThat(keyring.list()).isEmpty();
  }

  @Test
  void lockedAgentListsNothingAndDoesNothing() {
    add(PAIR, "");
    assertThat(ask(new Lock(DATA.clone()))).isEqualTo(new Success());
    assertThat(ask(new RequestIdentities())).isEqualTo(new IdentitiesAnswer(List.of()));
    for (Request request :
        List.of(
            new SignRequest(BLOB, Blob.copyOf(DATA), 2),
            new RemoveIdentity(BLOB),
            new RemoveAllIdentities(),
            new Lock(DATA.clone()),
            new Unlock(new byte[1]))) {
      assertThat(ask(request)).isEqualTo(new Failure());
    }
    assertThat(ask(new Unlock(DATA.clone()))).isEqualTo(new Success());
    assertThat(ask(new Unlock(DATA.clone()))).isEqualTo(new Failure());
    assertThat(keyring.list()).hasSize(1);
  }

  @Test
  void certificateIsListedAfterItsKeyAndSigns() {
    add(PAIR, "alice");
    SshCertificate certificate = TestKeys.certificate(PAIR, "id");
    Blob other = TestKeys.certificate(PAIR, "other").blob();
    keyring.addCertificate(certificate, Optional.empty());
    assertThat(ask(new RequestIdentities()))
        .isEqualTo(
            new IdentitiesAnswer(
                List.of(
                    new IdentitiesAnswer.Identity(BLOB, "alice"),
                    new IdentitiesAnswer.Identity(certificate.blob(), "alice"))));
    SignResponse response =
        (SignResponse) ask(new SignRequest(certificate.blob(), Blob.copyOf(DATA), 4));
    assertThat(response.algorithm()).isEqualTo("rsa-sha2-512");
    assertThat(ask(new SignRequest(other, Blob.copyOf(DATA), 4))).isEqualTo(new Failure());
    assertThat(ask(new RemoveIdentity(certificate.blob()))).isEqualTo(new Success());
    assertThat(ask(new SignRequest(certificate.blob(), Blob.copyOf(DATA), 4)))
        .isEqualTo(new Failure());
  }

  @Test
  void keyForCertificatesOnlyIsNeitherListedNorSignsByItself() {
    add(PAIR, new Constraints(false, true, Optional.empty()));
    SshCertificate certificate = TestKeys.certificate(PAIR, "id");
    keyring.addCertificate(certificate, Optional.empty());
    assertThat(ask(new RequestIdentities()))
        .isEqualTo(
            new IdentitiesAnswer(List.of(new IdentitiesAnswer.Identity(certificate.blob(), ""))));
    assertThat(ask(new SignRequest(BLOB, Blob.copyOf(DATA), 2))).isEqualTo(new Failure());
    assertThat(ask(new SignRequest(certificate.blob(), Blob.copyOf(DATA), 2)))
        .isInstanceOf(SignResponse.class);
  }

  private void confirm(Identity identity, Client asking, String purpose) {
    assertThat(asking).isSameAs(client);
    purposes.add(purpose);
    if (!agrees) {
      throw new AgentRefusal("not confirmed");
    }
  }

  @Test
  void keyToBeConfirmedSignsOnlyIfTheUserAgrees() {
    add(PAIR, new Constraints(true, false, Optional.empty()));
    SignRequest request = new SignRequest(BLOB, Blob.copyOf(DATA), 2);
    assertThat(ask(request)).isEqualTo(new Failure());
    assertThat(log).singleElement().asString().endsWith("reason=\"not confirmed\"");
    agrees = true;
    assertThat(ask(request)).isInstanceOf(SignResponse.class);
  }

  @Test
  void questionNamesTheUserAndTheHostsThatSshTold() {
    add(PAIR, new Constraints(true, false, Optional.empty()));
    agrees = true;
    Blob session = Blob.copyOf(DATA);
    TestHost host = TestHost.ed25519();
    SignRequest login =
        new SignRequest(
            BLOB, LoginData.of(session, "al\nice", BLOB).plain(), SignRequest.RSA_SHA2_256);
    assertThat(ask(login)).isInstanceOf(SignResponse.class);
    assertThat(ask(new Extension(SessionBind.NAME, host.bind(session, false))))
        .isEqualTo(new Success());
    assertThat(ask(login)).isInstanceOf(SignResponse.class);
    assertThat(purposes.get(0)).isEmpty();
    assertThat(purposes.get(1))
        .matches("logging in as al\\?ice to the host with the key SHA256:[A-Za-z0-9+/]{43}");
  }

  @Test
  void keyWithDestinationsIsListedAndNotUsedWithoutASession() {
    DestinationConstraints somewhere =
        new DestinationConstraints(
            List.of(
                new DestinationConstraint(
                    Hop.ORIGIN, new Hop("", "host", List.of(new HostKey(BLOB, false))))));
    add(PAIR, new Constraints(false, false, Optional.of(DestinationLimit.of(somewhere.encode()))));
    assertThat(ask(new RequestIdentities()))
        .isEqualTo(new IdentitiesAnswer(List.of(new IdentitiesAnswer.Identity(BLOB, ""))));
    assertThat(ask(new SignRequest(BLOB, Blob.copyOf(DATA), 2))).isEqualTo(new Failure());
    assertThat(log).singleElement().asString().contains("not bound to a session");
  }

  @Test
  void keyWhoseDestinationsCannotBeReadIsNotUsed() {
    add(PAIR, new Constraints(false, false, Optional.of(DestinationLimit.of(new byte[] {1}))));
    assertThat(ask(new SignRequest(BLOB, Blob.copyOf(DATA), 2))).isEqualTo(new Failure());
    assertThat(log).singleElement().asString().contains("can't be read");
  }

  @Test
  void bindThatIsNotOneFailsAndHidesKeysWithDestinations() {
    add(PAIR, new Constraints(false, false, Optional.of(DestinationLimit.of(new byte[] {1}))));
    assertThat(ask(new Extension(SessionBind.NAME, Blob.copyOf(DATA))))
        .isEqualTo(new ExtensionFailure());
    assertThat(ask(new RequestIdentities())).isEqualTo(new IdentitiesAnswer(List.of()));
    assertThat(ask(new RemoveIdentity(BLOB))).isEqualTo(new Failure());
  }

  /** Records what the loader gets, instead of adding it. */
  private void load(RawMessage message) {
    try (message) {
      loaded.add(Blob.copyOf(message.copyToHeap()));
    }
    if (refusal != null) {
      throw new AgentRefusal(refusal);
    }
  }

  /** Its numbers are nonsense: only the type and the lengths are read. */
  private static byte[] addMessage(int type, String keyType, int modulusLength) {
    byte[] number = new byte[modulusLength];
    Arrays.fill(number, (byte) 0xab);
    WireWriter out = new WireWriter().writeByte(type).writeText(keyType).writeString(number);
    for (int i = 0; i < 5; i++) {
      out.writeString(new byte[3]);
    }
    return out.writeText("comment").toByteArray();
  }

  @ParameterizedTest
  @ValueSource(ints = {AddIdentity.TYPE, AddIdentity.CONSTRAINED_TYPE})
  void keyToBeAddedGoesToTheLoaderUnreadAndIsForgotten(int type) {
    byte[] message = addMessage(type, "ssh-rsa", 257);
    ByteBuffer bytes = RawMessages.direct(message);
    assertThat(Response.decode(handler.handle(new RawMessage(bytes)))).isEqualTo(new Success());
    assertThat(loaded).containsExactly(Blob.copyOf(message));
    assertThat(RawMessages.isZero(bytes)).isTrue();
    assertThat(log).isEmpty();
  }

  @Test
  void keyThatTheLoaderRefusesFailsWithTheReasonInTheLog() {
    refusal = "a key is not added: the public exponent is even";
    ByteBuffer bytes = RawMessages.direct(addMessage(17, "ssh-rsa", 257));
    assertThat(Response.decode(handler.handle(new RawMessage(bytes)))).isEqualTo(new Failure());
    assertThat(RawMessages.isZero(bytes)).isTrue();
    assertThat(log).containsExactly(refusal);
  }

  /** Any host to which the agent is forwarded can send ninety of them, and each started a JVM. */
  @Test
  void addThatTheLoaderCantTakeStartsNoProgram() {
    for (byte[] message :
        List.of(
            new byte[] {17},
            new byte[] {17, 0, 0, 0, 7},
            addMessage(17, "ssh-ed25519", 32),
            addMessage(17, "ssh-rsa", 129),
            addMessage(17, "ssh-rsa", 1025),
            Arrays.copyOf(addMessage(17, "ssh-rsa", 257), 300))) {
      assertThat(Response.decode(handler.handle(RawMessages.of(message)))).isEqualTo(new Failure());
    }
    keyring.lock(new byte[] {1});
    assertThat(Response.decode(handler.handle(RawMessages.of(addMessage(17, "ssh-rsa", 257)))))
        .isEqualTo(new Failure());
    assertThat(loaded).isEmpty();
    assertThat(log).hasSize(7);
  }

  @Test
  void messageOfAnyKindIsWiped() {
    ByteBuffer lock = RawMessages.direct(new Lock("passphrase".getBytes(US_ASCII)).encode());
    assertThat(Response.decode(handler.handle(new RawMessage(lock)))).isEqualTo(new Success());
    assertThat(RawMessages.isZero(lock)).isTrue();
    ByteBuffer malformed = RawMessages.direct(new byte[] {13, 1, 2, 3});
    assertThat(Response.decode(handler.handle(new RawMessage(malformed)))).isEqualTo(new Failure());
    assertThat(RawMessages.isZero(malformed)).isTrue();
  }

  @Test
  void queryNamesTheExtensions() {
    assertThat(ask(new Extension("query", Blob.copyOf(new byte[0]))))
        .isEqualTo(
            ExtensionResponse.ofQuery(
                List.of(
                    "query", "session-bind@openssh.com", "upstream@ssh-kr", "loop-check@ssh-kr")));
    assertThat(ask(new Extension("unknown@example.org", BLOB))).isEqualTo(new Failure());
  }

  @Test
  void malformedRequestFails() {
    assertThat(Response.decode(handler.handle(RawMessages.of(new byte[] {13, 0, 0, 0, 9}))))
        .isEqualTo(new Failure());
    assertThat(log).singleElement().asString().contains("malformed");
  }

  @Test
  void answerThatNoClientWouldTakeFails() {
    Agent verbose =
        new UnsupportiveAgent() {
          @Override
          public List<IdentitiesAnswer.Identity> identities(Client client) {
            return List.of(new IdentitiesAnswer.Identity(BLOB, "x".repeat(256 * 1024)));
          }
        };
    byte[] answer =
        new RequestHandler(verbose, client, AgentLog.to(log::add))
            .handle(RawMessages.of(new RequestIdentities().encode()));
    assertThat(Response.decode(answer)).isEqualTo(new Failure());
    assertThat(log).singleElement().asString().contains("too long");
  }

  @Test
  void anyBugInTheAgentFailsThatRequestAlone() {
    keyring.close(); // throws IllegalStateException if used after this
    assertThat(ask(new RequestIdentities())).isEqualTo(new Failure());
    assertThat(log).singleElement().asString().contains("please report");
  }

  @Test
  void identitiesAnswerThatAnnouncesMoreThanItSendsIsRefusedBeforeAllocating() {
    byte[] announced = {12, 0x7f, (byte) 0xff, (byte) 0xff, (byte) 0xff};
    assertThatThrownBy(() -> Response.decode(announced))
        .hasMessageContaining("more identities announced");
  }
}

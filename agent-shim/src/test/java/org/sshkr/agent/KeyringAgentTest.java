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
import org.sshkr.agent.protocol.Extension;
import org.sshkr.agent.protocol.ExtensionFailure;
import org.sshkr.agent.protocol.ExtensionResponse;
import org.sshkr.agent.protocol.Failure;
import org.sshkr.agent.protocol.IdentitiesAnswer;
import org.sshkr.agent.protocol.Lock;
import org.sshkr.agent.protocol.RemoveAllIdentities;
import org.sshkr.agent.protocol.RemoveIdentity;
import org.sshkr.agent.protocol.Request;
import org.sshkr.agent.protocol.RequestIdentities;
import org.sshkr.agent.protocol.Response;
import org.sshkr.agent.protocol.SignRequest;
import org.sshkr.agent.protocol.SignResponse;
import org.sshkr.agent.protocol.Success;
import org.sshkr.agent.protocol.UnknownRequest;
import org.sshkr.agent.protocol.Unlock;
import org.sshkr.agent.session.LoginData;
import org.sshkr.agent.session.SessionBind;
import org.sshkr.agent.session.TestHost;
import org.sshkr.constraint.DestinationConstraint;
import org.sshkr.constraint.DestinationConstraints;
import org.sshkr.constraint.Hop;
import org.sshkr.constraint.HostKey;
import org.sshkr.keyring.Constraints;
import org.sshkr.keyring.InMemoryKeyring;
import org.sshkr.keyring.PrivateKey;
import org.sshkr.keyring.RsaPublicKey;
import org.sshkr.keyring.SignatureAlgorithm;
import org.sshkr.keyring.SshCertificate;
import org.sshkr.keyring.SshIdentity;
import org.sshkr.keyring.TestKeys;
import org.sshkr.process.PeerCredentials;
import org.sshkr.wire.Blob;

/** Requests in, responses out: the agent and its handler, on the fake keyring. */
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
    return Response.decode(handler.handle(Frames.of(request.encode())));
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
      assertThat(Response.decode(strict.handle(Frames.of(request.encode()))))
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
    Blob ed25519 = Blob.copyOf("\0\0\0\u000bssh-ed25519\0\0\0\0".getBytes(US_ASCII));
    assertThat(ask(new SignRequest(ed25519, Blob.copyOf(DATA), 0))).isEqualTo(new Failure());
    assertThat(log).singleElement().asString().contains("not ssh-rsa");
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

  private void confirm(SshIdentity identity, Client asking, String purpose) {
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
    add(PAIR, new Constraints(false, false, Optional.of(Blob.copyOf(somewhere.encode()))));
    assertThat(ask(new RequestIdentities()))
        .isEqualTo(new IdentitiesAnswer(List.of(new IdentitiesAnswer.Identity(BLOB, ""))));
    assertThat(ask(new SignRequest(BLOB, Blob.copyOf(DATA), 2))).isEqualTo(new Failure());
    assertThat(log).singleElement().asString().contains("not bound to a session");
  }

  @Test
  void keyWhoseDestinationsCannotBeReadIsNotUsed() {
    add(PAIR, new Constraints(false, false, Optional.of(Blob.copyOf(new byte[0]))));
    assertThat(ask(new SignRequest(BLOB, Blob.copyOf(DATA), 2))).isEqualTo(new Failure());
    assertThat(log).singleElement().asString().contains("can't be read");
  }

  @Test
  void bindThatIsNotOneFailsAndHidesKeysWithDestinations() {
    add(PAIR, new Constraints(false, false, Optional.of(Blob.copyOf(new byte[] {1}))));
    assertThat(ask(new Extension(SessionBind.NAME, Blob.copyOf(DATA))))
        .isEqualTo(new ExtensionFailure());
    assertThat(ask(new RequestIdentities())).isEqualTo(new IdentitiesAnswer(List.of()));
    assertThat(ask(new RemoveIdentity(BLOB))).isEqualTo(new Failure());
  }

  /** What the loader got, in place of adding it. */
  private void load(Frame message) {
    try (message) {
      loaded.add(Blob.copyOf(message.copyToHeap()));
    }
    if (refusal != null) {
      throw new AgentRefusal(refusal);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {17, 25})
  void keyToBeAddedGoesToTheLoaderUnreadAndIsForgotten(int type) {
    byte[] message = new byte[2000];
    Arrays.fill(message, (byte) 0xab); // no part of it can be understood
    message[0] = (byte) type;
    ByteBuffer bytes = Frames.direct(message);
    assertThat(Response.decode(handler.handle(new Frame(bytes)))).isEqualTo(new Success());
    assertThat(loaded).containsExactly(Blob.copyOf(message));
    assertThat(Frames.isZero(bytes)).isTrue();
    assertThat(log).isEmpty();
  }

  @Test
  void keyThatTheLoaderRefusesFailsWithTheReasonInTheLog() {
    refusal = "a key is not added: Ed25519 key";
    ByteBuffer bytes = Frames.direct(new byte[] {17, 1});
    assertThat(Response.decode(handler.handle(new Frame(bytes)))).isEqualTo(new Failure());
    assertThat(Frames.isZero(bytes)).isTrue();
    assertThat(log).containsExactly(refusal);
  }

  @Test
  void frameOfAnyRequestIsWiped() {
    ByteBuffer lock = Frames.direct(new Lock("passphrase".getBytes(US_ASCII)).encode());
    assertThat(Response.decode(handler.handle(new Frame(lock)))).isEqualTo(new Success());
    assertThat(Frames.isZero(lock)).isTrue();
    ByteBuffer malformed = Frames.direct(new byte[] {13, 1, 2, 3});
    assertThat(Response.decode(handler.handle(new Frame(malformed)))).isEqualTo(new Failure());
    assertThat(Frames.isZero(malformed)).isTrue();
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
    assertThat(Response.decode(handler.handle(Frames.of(new byte[] {13, 0, 0, 0, 9}))))
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
            .handle(Frames.of(new RequestIdentities().encode()));
    assertThat(Response.decode(answer)).isEqualTo(new Failure());
    assertThat(log).singleElement().asString().contains("too long");
  }

  @Test
  void anyBugInTheAgentFailsThatRequestAlone() {
    keyring.close(); // a use after close is an IllegalStateException
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

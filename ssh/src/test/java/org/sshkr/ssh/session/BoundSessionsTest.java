package org.sshkr.ssh.session;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sshkr.ssh.constraint.DestinationConstraint;
import org.sshkr.ssh.constraint.DestinationConstraints;
import org.sshkr.ssh.constraint.Hop;
import org.sshkr.ssh.constraint.HostKey;
import org.sshkr.ssh.wire.Blob;
import org.sshkr.ssh.wire.WireWriter;

/** Each rule of ssh-agent.c for binds, for lists and for signatures. */
class BoundSessionsTest {
  private static final TestHost A = TestHost.ed25519();
  private static final TestHost B = TestHost.ecdsa(256);
  private static final TestHost C = TestHost.rsa(2048);
  private static final TestHost AUTHORITY = TestHost.ed25519();
  private static final Blob KEY = TestHost.rsa(1024).blob();
  private static final Blob OTHER_KEY = TestHost.rsa(1024).blob();
  private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);

  private static final Hop HOP_A = hop("", "a", A);
  private static final Hop HOP_B = hop("", "b", B);
  private static final Hop HOP_C = hop("", "c", C);

  /** Permits host A, and from there host B. */
  private static final DestinationConstraints CHAIN =
      constraints(way(Hop.ORIGIN, HOP_A), way(HOP_A, HOP_B));

  private final BoundSessions sessions = new BoundSessions(InstantSource.fixed(NOW));

  private static Hop hop(String user, String host, TestHost key) {
    return new Hop(user, host, List.of(new HostKey(key.blob(), false)));
  }

  private static DestinationConstraint way(Hop from, Hop to) {
    return new DestinationConstraint(from, to);
  }

  private static DestinationConstraints constraints(DestinationConstraint... ways) {
    return new DestinationConstraints(List.of(ways));
  }

  private static Blob session(String name) {
    return Blob.copyOf(name.getBytes(UTF_8));
  }

  private void bind(TestHost host, String session, boolean forwarding) {
    sessions.bind(host.bind(session(session), forwarding));
  }

  private static AbstractThrowableAssert<?, ?> assertRefused(Runnable action) {
    return assertThatThrownBy(action::run)
        .isInstanceOf(SessionRefusal.class)
        .hasMessageNotContaining("\n");
  }

  private Destination sign(DestinationConstraints constraints, Blob data) {
    return sessions.permitSignature(constraints, KEY, data);
  }

  private static LoginData login(String session, String user) {
    return LoginData.of(session(session), user, KEY);
  }

  // binds

  static List<TestHost> hosts() {
    return TestHost.all();
  }

  @ParameterizedTest
  @MethodSource("hosts")
  void eachTypeOfHostKeyBinds(TestHost host) {
    bind(host, "one", false);
    assertThat(sessions.isRemote()).isTrue();
    assertThat(sessions.sessions()).hasSize(1);
    assertThat(sessions.sessions().get(0).forwarding()).isFalse();
    assertThat(sessions.sessions().get(0).hostFingerprint()).matches("SHA256:[A-Za-z0-9+/]{43}");
  }

  @Test
  void nothingIsBoundAtFirst() {
    assertThat(sessions.isRemote()).isFalse();
    assertThat(sessions.sessions()).isEmpty();
  }

  @Test
  void loginIsThatOfTheSessionThatWasBoundLast() {
    assertThat(sessions.loginAs(KEY, login("one", "alice").plain())).isEmpty();
    bind(A, "one", false);
    assertThat(sessions.loginAs(KEY, login("one", "alice").plain())).contains("alice");
    assertThat(sessions.loginAs(KEY, login("two", "alice").plain())).isEmpty();
    assertThat(sessions.loginAs(OTHER_KEY, login("one", "alice").plain())).isEmpty();
    assertThat(sessions.loginAs(KEY, session("a file"))).isEmpty();
  }

  @Test
  void signatureOfAnotherSessionOrKeyDoesNotBind() {
    Blob signature = A.sign("other".getBytes(UTF_8));
    assertRefused(
            () ->
                sessions.bind(new SessionBind(A.blob(), session("one"), signature, true).encode()))
        .hasMessageContaining("not signed by its host key SHA256:");
    Blob byB = B.sign("one".getBytes(UTF_8));
    assertRefused(
        () -> sessions.bind(new SessionBind(A.blob(), session("one"), byB, true).encode()));
    assertThat(sessions.sessions()).isEmpty();
  }

  @Test
  void sixteenBindsAreTheMost() {
    for (int i = 0; i < BoundSessions.MAX; i++) {
      bind(A, "session " + i, true);
    }
    assertRefused(() -> bind(A, "one more", true)).hasMessageContaining("beyond 16");
    assertThat(sessions.sessions()).hasSize(16);
    bind(A, "session 3", true); // again
    assertThat(sessions.sessions()).hasSize(16);
  }

  @Test
  void nothingBindsAfterAnAuthentication() {
    bind(A, "one", true);
    bind(B, "two", false);
    assertRefused(() -> bind(C, "three", true)).hasMessageContaining("for authentication");
    assertRefused(() -> bind(B, "two", false)).hasMessageContaining("for authentication");
    assertThat(sessions.sessions()).hasSize(2);
  }

  /** ssh-agent checks the binds in order: it finds the repeated one first. */
  @Test
  void repeatedBindIsTakenAsDoneWhereTheFirstWasAForwarding() {
    bind(A, "one", true);
    bind(A, "one", true);
    bind(A, "one", false);
    assertThat(sessions.sessions()).hasSize(1);
    assertThat(sessions.sessions().get(0).forwarding()).isTrue();
    bind(B, "two", false);
    bind(A, "one", true);
    assertThat(sessions.sessions()).hasSize(2);
  }

  @Test
  void sessionOfAnotherHostKeyDoesNotBindAgain() {
    bind(A, "one", true);
    assertRefused(() -> bind(B, "one", true)).hasMessageContaining("another host key");
  }

  @Test
  void sameHostBindsForAnotherSession() {
    bind(A, "one", true);
    bind(A, "two", true);
    assertThat(sessions.sessions()).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 129})
  void sessionIdentifierHasALength(int length) {
    byte[] id = new byte[length];
    Blob contents =
        TestHost.blob(
            new WireWriter()
                .writeString(A.blob().toByteArray())
                .writeString(id)
                .writeString(A.sign(id).toByteArray())
                .writeBoolean(true));
    assertRefused(() -> sessions.bind(contents)).hasMessageContaining(length + " bytes");
  }

  @Test
  void sessionIdentifierOf128BytesBinds() {
    sessions.bind(A.bind(Blob.copyOf(new byte[128]), true));
    assertThat(sessions.sessions()).hasSize(1);
  }

  // lists

  @Test
  void unboundConnectionIsLocalAndListsTheKey() {
    assertThat(sessions.permitsListing(CHAIN)).isTrue();
  }

  @Test
  void failedBindHidesTheKeyUntilOneSucceeds() {
    assertRefused(() -> sessions.bind(session("nonsense"))).hasMessageContaining("malformed");
    assertThat(sessions.isRemote()).isTrue();
    assertThat(sessions.permitsListing(CHAIN)).isFalse();
    assertRefused(() -> sign(CHAIN, login("one", "git").plain()));
    bind(A, "one", false);
    assertThat(sessions.permitsListing(CHAIN)).isTrue();
  }

  @Test
  void keyIsListedForTheHostThatItMayLogInTo() {
    bind(A, "one", false);
    assertThat(sessions.permitsListing(CHAIN)).isTrue();
    assertThat(sessions.permitsListing(constraints(way(Hop.ORIGIN, HOP_B)))).isFalse();
    assertThat(sessions.permitsListing(constraints(way(HOP_A, HOP_B)))).isFalse();
  }

  @Test
  void keyIsListedBeyondAHostOnlyWhereItMayGoFurther() {
    bind(A, "one", true);
    assertThat(sessions.permitsListing(CHAIN)).isTrue();
    assertThat(sessions.permitsListing(constraints(way(Hop.ORIGIN, HOP_A)))).isFalse();
    assertThat(sessions.permitsListing(constraints(way(Hop.ORIGIN, HOP_A), way(HOP_B, HOP_C))))
        .isFalse();
  }

  @Test
  void everyHopOfTheWayIsLookedAt() {
    bind(A, "one", true);
    bind(B, "two", true);
    bind(C, "three", false);
    assertThat(sessions.permitsListing(CHAIN)).isFalse();
    DestinationConstraints longer =
        constraints(way(Hop.ORIGIN, HOP_A), way(HOP_A, HOP_B), way(HOP_B, HOP_C));
    assertThat(sessions.permitsListing(longer)).isTrue();
    assertThat(
            sessions.permitsListing(
                constraints(way(HOP_A, HOP_B), way(HOP_B, HOP_C), way(Hop.ORIGIN, HOP_C))))
        .isFalse();
  }

  @Test
  void userDoesNotMatterForAList() {
    bind(A, "one", false);
    assertThat(sessions.permitsListing(constraints(way(Hop.ORIGIN, hop("git", "a", A))))).isTrue();
  }

  // signatures

  @Test
  void unboundConnectionSignsNothing() {
    assertRefused(() -> sign(CHAIN, login("one", "git").hostbound(A.blob())))
        .hasMessageContaining("not bound to a session");
  }

  @Test
  void logsInToTheBoundHost() {
    bind(A, "one", false);
    Destination expected = new Destination("git", "a", Optional.empty());
    assertThat(sign(CHAIN, login("one", "git").plain())).isEqualTo(expected);
    assertThat(sign(CHAIN, login("one", "git").hostbound(A.blob()))).isEqualTo(expected);
  }

  @Test
  void otherHostIsRefused() {
    bind(C, "one", false);
    assertRefused(() -> sign(CHAIN, login("one", "git").hostbound(C.blob())))
        .hasMessageContaining("don't permit");
  }

  @Test
  void userIsMatchedWithThePattern() {
    bind(A, "one", false);
    DestinationConstraints some =
        constraints(way(Hop.ORIGIN, hop("deploy-*", "a", A)), way(Hop.ORIGIN, hop("g?t", "a2", A)));
    assertThat(sign(some, login("one", "deploy-web").plain()).host()).isEqualTo("a");
    assertThat(sign(some, login("one", "git").plain()).host()).isEqualTo("a2");
    for (String user : List.of("root", "deploy", "gt", "", "Git")) {
      assertRefused(() -> sign(some, login("one", user).plain()))
          .hasMessageContaining("don't permit");
    }
  }

  @Test
  void otherSessionIsRefused() {
    bind(A, "one", false);
    assertRefused(() -> sign(CHAIN, login("two", "git").hostbound(A.blob())))
        .hasMessageContaining("bound last");
  }

  @Test
  void otherHostKeyInTheRequestIsRefused() {
    bind(A, "one", false);
    assertRefused(() -> sign(CHAIN, login("one", "git").hostbound(B.blob())))
        .hasMessageContaining("another host key");
  }

  @Test
  void otherSigningKeyOrAlgorithmIsRefused() {
    bind(A, "one", false);
    Blob data = login("one", "git").plain();
    assertRefused(() -> sessions.permitSignature(CHAIN, OTHER_KEY, data))
        .hasMessageContaining("not a request to log in with this key");
    LoginData odd =
        new LoginData(
            session("one"), 50, "git", "ssh-connection", "publickey", 1, "ssh-ed25519", KEY);
    assertRefused(() -> sign(CHAIN, odd.plain())).hasMessageContaining("not a request");
  }

  @Test
  void signedFilesAndAnythingElseAreRefused() {
    bind(A, "one", false);
    Blob file =
        TestHost.blob(
            new WireWriter()
                .writeRaw("SSHSIG".getBytes(UTF_8))
                .writeText("file")
                .writeText("")
                .writeText("sha512")
                .writeString(new byte[64]));
    assertRefused(() -> sign(CHAIN, file)).hasMessageContaining("not a request to log in");
    assertRefused(() -> sign(CHAIN, session("anything"))).hasMessageContaining("not a request");
  }

  @Test
  void forwardingItselfSignsNothing() {
    bind(A, "one", true);
    assertRefused(() -> sign(CHAIN, login("one", "git").hostbound(A.blob())))
        .hasMessageContaining("bound for forwarding last");
  }

  @Test
  void logsInThroughAForwardedAgent() {
    bind(A, "one", true);
    bind(B, "two", false);
    assertThat(sign(CHAIN, login("two", "git").hostbound(B.blob())))
        .isEqualTo(new Destination("git", "b", Optional.of("a")));
  }

  @Test
  void requestThroughAForwardedAgentNamesTheHostKey() {
    bind(A, "one", true);
    bind(B, "two", false);
    assertRefused(() -> sign(CHAIN, login("two", "git").plain()))
        .hasMessageContaining("must name the host key");
    assertRefused(() -> sign(CHAIN, login("two", "git").hostbound(A.blob())))
        .hasMessageContaining("another host key");
    assertRefused(() -> sign(CHAIN, login("one", "git").hostbound(A.blob())))
        .hasMessageContaining("bound last");
  }

  @Test
  void wayThatIsNotPermittedIsRefused() {
    bind(B, "one", true);
    bind(A, "two", false);
    assertRefused(() -> sign(CHAIN, login("two", "git").hostbound(A.blob())));
  }

  @Test
  void userIsLookedAtForTheLastHopAlone() {
    bind(A, "one", true);
    bind(B, "two", false);
    DestinationConstraints ways =
        constraints(way(Hop.ORIGIN, hop("root", "a", A)), way(HOP_A, hop("git", "b", B)));
    assertThat(sign(ways, login("two", "git").hostbound(B.blob())).through()).contains("a");
    assertRefused(() -> sign(ways, login("two", "root").hostbound(B.blob())));
  }

  @Test
  void certificateIsThereForItsAuthority() {
    Blob certificate = TestCertificate.of(A, AUTHORITY, "*.example").signed();
    Blob id = session("one");
    sessions.bind(new SessionBind(certificate, id, A.sign(id.toByteArray()), false).encode());
    HostKey authority = new HostKey(AUTHORITY.blob(), true);
    DestinationConstraints ways =
        constraints(way(Hop.ORIGIN, new Hop("", "a.example", List.of(authority))));
    Blob data = login("one", "git").hostbound(certificate);
    assertThat(sign(ways, data).host()).isEqualTo("a.example");
    assertRefused(() -> sign(ways, login("one", "git").hostbound(A.blob())))
        .hasMessageContaining("another host key");
    assertRefused(
        () -> sign(constraints(way(Hop.ORIGIN, new Hop("", "b", List.of(authority)))), data));
    assertRefused(() -> sign(constraints(way(Hop.ORIGIN, HOP_A)), data));
    assertThat(sessions.sessions().get(0).hostFingerprint())
        .isEqualTo(SessionHost.decode(A.blob()).fingerprint());
  }

  // malformed binds

  @Test
  void malformedBindIsAlwaysRefusedCleanly() {
    byte[] good = A.bind(session("one"), true).toByteArray();
    Random random = new Random(2);
    for (int i = 0; i < good.length; i++) {
      assertRefusedBind(Arrays.copyOf(good, i));
      for (int value : new int[] {0, 255, random.nextInt(256)}) {
        byte[] changed = good.clone();
        changed[i] = (byte) value;
        if (i < good.length - 1 && !Arrays.equals(changed, good)) {
          assertRefusedBind(changed);
        }
      }
    }
    assertRefusedBind(Arrays.copyOf(good, good.length + 1));
    byte[] odd = good.clone();
    odd[odd.length - 1] = 2;
    assertRefusedBind(odd);
    for (int i = 0; i < 5_000; i++) {
      byte[] noise = new byte[random.nextInt(64)];
      random.nextBytes(noise);
      assertRefusedBind(noise);
    }
  }

  private void assertRefusedBind(byte[] contents) {
    assertRefused(() -> sessions.bind(Blob.copyOf(contents)));
    assertThat(sessions.sessions()).isEmpty();
  }

  @Test
  void changedRequestIsRefusedOrStillForThisSessionHostAndKey() {
    bind(A, "one", true);
    bind(B, "two", false);
    DestinationConstraints ways =
        constraints(way(Hop.ORIGIN, HOP_A), way(HOP_A, hop("git", "b", B)));
    byte[] good = login("two", "git").hostbound(B.blob()).toByteArray();
    assertThat(sign(ways, Blob.copyOf(good)).user()).isEqualTo("git");
    int permitted = 0;
    for (int i = 0; i < good.length; i++) {
      for (int value : new int[] {0, 1, 2, 50, 51, '*', '?', 'g', 127, 128, 255}) {
        byte[] changed = good.clone();
        changed[i] = (byte) value;
        if (Arrays.equals(changed, good)) {
          continue;
        }
        try {
          sign(ways, Blob.copyOf(changed));
          permitted++;
        } catch (SessionRefusal e) {
          assertThat(e).hasMessageNotContaining("\n");
        }
      }
    }
    assertThat(permitted).isZero();
  }
}

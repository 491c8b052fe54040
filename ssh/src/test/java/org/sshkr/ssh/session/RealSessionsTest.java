package org.sshkr.ssh.session;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sshkr.ssh.agent.Request;
import org.sshkr.ssh.agent.SignRequest;
import org.sshkr.ssh.constraint.DestinationConstraint;
import org.sshkr.ssh.constraint.DestinationConstraints;
import org.sshkr.ssh.constraint.Hop;
import org.sshkr.ssh.constraint.HostKey;
import org.sshkr.ssh.wire.Blob;

/** Requests of OpenSSH 9.2's ssh: see sessions/README.md. */
class RealSessionsTest {
  private static final Path SESSIONS = Path.of("src/test/resources/sessions");

  private final BoundSessions sessions = new BoundSessions(InstantSource.system());

  static List<Path> binds() throws IOException {
    try (Stream<Path> files = Files.list(SESSIONS)) {
      return files.filter(file -> file.toString().endsWith("-bind.bin")).sorted().toList();
    }
  }

  /** The direct logins, each to a host with a plain key. */
  static List<Path> plainLogins() throws IOException {
    return binds().stream()
        .filter(file -> !file.getFileName().toString().matches("(forwarded|certificate).*"))
        .toList();
  }

  private static Blob read(Path file) throws IOException {
    return Blob.copyOf(Files.readAllBytes(file));
  }

  private static SignRequest signRequest(String name) throws IOException {
    byte[] message = Files.readAllBytes(SESSIONS.resolve(name + "-sign.bin"));
    return (SignRequest) Request.decode(message);
  }

  private static Hop hop(String user, String host, Blob key, boolean authority) {
    return new Hop(user, host, List.of(new HostKey(key, authority)));
  }

  private static DestinationConstraints to(Hop hop) {
    return new DestinationConstraints(List.of(new DestinationConstraint(Hop.ORIGIN, hop)));
  }

  private Destination permit(DestinationConstraints constraints, SignRequest request) {
    return sessions.permitSignature(constraints, request.key(), request.data());
  }

  @Test
  void thereAreSessions() throws IOException {
    assertThat(binds()).hasSize(10);
    assertThat(plainLogins()).hasSize(7);
  }

  @ParameterizedTest
  @MethodSource("binds")
  void bindRoundTripsAndIsSignedByItsHost(Path file) throws IOException {
    Blob contents = read(file);
    SessionBind bind = SessionBind.decode(contents);
    assertThat(bind.encode()).isEqualTo(contents);
    assertThat(bind.forwarding())
        .isEqualTo(file.getFileName().toString().startsWith("forwarded-1"));
    sessions.bind(contents);
    assertThat(sessions.sessions()).hasSize(1);
  }

  @ParameterizedTest
  @MethodSource("plainLogins")
  void loginIsPermittedToThatHostAsThatUser(Path file) throws IOException {
    SignRequest request = signRequest(file.getFileName().toString().replace("-bind.bin", ""));
    Blob hostKey = SessionBind.decode(read(file)).hostKey();
    sessions.bind(read(file));
    assertThat(permit(to(hop("ro*", "there", hostKey, false)), request))
        .isEqualTo(new Destination("root", "there", Optional.empty()));
    assertThatThrownBy(() -> permit(to(hop("git", "there", hostKey, false)), request))
        .isInstanceOf(SessionRefusal.class);
    Blob other = TestHost.ed25519().blob();
    assertThatThrownBy(() -> permit(to(hop("", "there", other, false)), request))
        .isInstanceOf(SessionRefusal.class);
  }

  @Test
  void loginToACertifiedHostIsPermittedByItsAuthority() throws IOException {
    String line = Files.readString(SESSIONS.resolve("certificate-authority.pub"), UTF_8);
    Blob authority = Blob.copyOf(Base64.getDecoder().decode(line.strip().split(" ", 2)[1]));
    SignRequest request = signRequest("certificate");
    sessions.bind(read(SESSIONS.resolve("certificate-bind.bin")));
    assertThat(permit(to(hop("", "localhost", authority, true)), request).host())
        .isEqualTo("localhost");
    assertThatThrownBy(() -> permit(to(hop("", "elsewhere", authority, true)), request))
        .isInstanceOf(SessionRefusal.class);
    assertThatThrownBy(() -> permit(to(hop("", "localhost", authority, false)), request))
        .isInstanceOf(SessionRefusal.class);
  }

  @Test
  void loginThroughAForwardedAgentIsPermittedByBothHops() throws IOException {
    Blob first = read(SESSIONS.resolve("forwarded-1-bind.bin"));
    Blob second = read(SESSIONS.resolve("forwarded-2-bind.bin"));
    Hop middle = hop("", "middle", SessionBind.decode(first).hostKey(), false);
    Hop end = hop("root", "end", SessionBind.decode(second).hostKey(), false);
    DestinationConstraints both =
        new DestinationConstraints(
            List.of(
                new DestinationConstraint(Hop.ORIGIN, middle),
                new DestinationConstraint(middle, end)));
    SignRequest request = signRequest("forwarded");

    sessions.bind(first);
    assertThat(sessions.permitsListing(both)).isTrue();
    assertThat(sessions.permitsListing(to(middle))).isFalse();
    sessions.bind(second);
    assertThat(sessions.permitsListing(both)).isTrue();
    assertThat(permit(both, request))
        .isEqualTo(new Destination("root", "end", Optional.of("middle")));
    assertThatThrownBy(() -> permit(to(end), request)).isInstanceOf(SessionRefusal.class);
  }
}

package org.sshkr.ssh.session;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sshkr.ssh.agent.AddIdentity;
import org.sshkr.ssh.agent.AddMessage;
import org.sshkr.ssh.constraint.DestinationConstraint;
import org.sshkr.ssh.constraint.DestinationConstraints;
import org.sshkr.ssh.constraint.Hop;
import org.sshkr.ssh.constraint.HostKey;
import org.sshkr.ssh.wire.Blob;
import org.sshkr.ssh.wire.WireReader;
import org.sshkr.ssh.wire.WireWriter;

/**
 * Makes the same random binds, lists and signatures with OpenSSH's ssh-agent and with this package.
 */
@Tag("slow")
class SameAsSshAgentTest {
  private static final int SEQUENCES = 400;
  private static final int SUCCESS = 6;
  private static final int SIGN_RESPONSE = 14;
  private static final TestHost KEY = TestHost.rsa(2048);
  private static final TestHost AUTHORITY = TestHost.ed25519();
  private static final List<TestHost> HOSTS =
      List.of(TestHost.ed25519(), TestHost.ed25519(), TestHost.ecdsa(256));
  private static final List<String> USERS = List.of("", "git", "g*");

  @TempDir Path directory;

  private final Random random = new Random(7);

  /** A client of ssh-agent. */
  private static final class Client implements AutoCloseable {
    private final SocketChannel channel;

    Client(Path socket) throws IOException {
      channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
    }

    byte[] ask(WireWriter request) throws IOException {
      DataOutputStream out = new DataOutputStream(Channels.newOutputStream(channel));
      byte[] message = request.toByteArray();
      out.writeInt(message.length);
      out.write(message);
      DataInputStream in = new DataInputStream(Channels.newInputStream(channel));
      return in.readNBytes(in.readInt());
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  @Test
  @Timeout(120)
  void answersAreTheSame() throws Exception {
    Path socket = directory.resolve("agent");
    Process process =
        new ProcessBuilder("ssh-agent", "-D", "-a", socket.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD) // it prints a line for each refusal
            .start();
    try {
      process.inputReader().readLine(); // listens now
      int permitted = 0;
      for (int i = 0; i < SEQUENCES; i++) {
        permitted += compare(socket);
      }
      assertThat(permitted).isBetween(SEQUENCES / 20, SEQUENCES * 3);
    } finally {
      process.destroy();
      process.onExit().join();
    }
  }

  /** Compares over one connection; returns how many signatures were made. */
  private int compare(Path socket) throws IOException {
    DestinationConstraints constraints =
        new DestinationConstraints(
            IntStream.rangeClosed(0, random.nextInt(4)).mapToObj(i -> way()).toList());
    try (Client local = new Client(socket)) {
      assertThat(local.ask(new WireWriter().writeByte(19))).containsExactly(SUCCESS);
      assertThat(local.ask(add(constraints))).containsExactly(SUCCESS);
    }
    BoundSessions sessions = new BoundSessions(InstantSource.system());
    int permitted = 0;
    try (Client client = new Client(socket)) {
      for (int i = random.nextInt(4); i >= 0; i--) {
        Blob bind = bind();
        byte[] answer =
            client.ask(
                new WireWriter()
                    .writeByte(27)
                    .writeText(SessionBind.NAME)
                    .writeRaw(bind.toByteArray()));
        assertThat(isAccepted(() -> sessions.bind(bind)))
            .as("bind %s", bind)
            .isEqualTo(answer[0] == SUCCESS);
        if (!sessions.sessions().isEmpty()) { // 9.2 treats a failed bind as if there had been none
          assertThat(sessions.permitsListing(constraints))
              .as("list under %s after %s", constraints, sessions.sessions())
              .isEqualTo(lists(client));
        }
        Blob data = loginData();
        boolean signs = signs(client, data);
        assertThat(isAccepted(() -> sessions.permitSignature(constraints, KEY.blob(), data)))
            .as("sign under %s after %s", constraints, sessions.sessions())
            .isEqualTo(signs);
        permitted += signs ? 1 : 0;
      }
    }
    return permitted;
  }

  private static boolean isAccepted(Runnable action) {
    try {
      action.run();
      return true;
    } catch (SessionRefusal e) {
      return false;
    }
  }

  private static boolean lists(Client client) throws IOException {
    WireReader in = new WireReader(client.ask(new WireWriter().writeByte(11)));
    assertThat(in.readByte()).isEqualTo(12);
    return in.readUint32() == 1;
  }

  private static boolean signs(Client client, Blob data) throws IOException {
    byte[] answer =
        client.ask(
            new WireWriter()
                .writeByte(13)
                .writeString(KEY.blob().toByteArray())
                .writeString(data.toByteArray())
                .writeUint32(4));
    return answer[0] == SIGN_RESPONSE;
  }

  private static WireWriter add(DestinationConstraints constraints) {
    return AddMessage.of(AddIdentity.CONSTRAINED_TYPE, KEY.pair(), "test")
        .writeByte(255)
        .writeText(DestinationConstraints.NAME)
        .writeString(constraints.encode());
  }

  private <T> T any(List<T> things) {
    return things.get(random.nextInt(things.size()));
  }

  private DestinationConstraint way() {
    return new DestinationConstraint(random.nextInt(3) > 0 ? Hop.ORIGIN : hop(""), hop(any(USERS)));
  }

  private Hop hop(String user) {
    String name = random.nextBoolean() ? "host.example" : "other.example";
    return random.nextInt(4) == 0
        ? new Hop(user, name, List.of(new HostKey(AUTHORITY.blob(), true)))
        : new Hop(user, name, List.of(new HostKey(any(HOSTS).blob(), false)));
  }

  /**
   * Without patterns in the certificate: 9.2 takes the host for the pattern, which was fixed later.
   */
  private Blob hostKey(TestHost host) {
    return random.nextInt(4) == 0
        ? TestCertificate.of(host, AUTHORITY, "host.example").signed()
        : host.blob();
  }

  private Blob sessionId() {
    return Blob.copyOf(("session " + random.nextInt(3)).getBytes(UTF_8));
  }

  private TestHost bound = HOSTS.get(0);
  private Blob boundKey = HOSTS.get(0).blob();
  private Blob boundSession = sessionId();

  private Blob bind() {
    bound = any(HOSTS);
    boundKey = hostKey(bound);
    boundSession = sessionId();
    byte[] signed = random.nextInt(12) == 0 ? new byte[] {1} : boundSession.toByteArray();
    return new SessionBind(boundKey, boundSession, bound.sign(signed), random.nextInt(3) > 0)
        .encode();
  }

  /** Usually data that fits the last bind. */
  private Blob loginData() {
    Blob session = random.nextInt(8) == 0 ? sessionId() : boundSession;
    LoginData data = LoginData.of(session, random.nextInt(3) == 0 ? "root" : "git", KEY.blob());
    return switch (random.nextInt(8)) {
      case 0 -> data.plain();
      case 1 -> data.hostbound(any(HOSTS).blob());
      case 2 -> Blob.copyOf(new byte[] {'S', 'S', 'H', 'S', 'I', 'G'});
      default -> data.hostbound(boundKey);
    };
  }
}

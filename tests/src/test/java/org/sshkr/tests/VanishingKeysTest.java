package org.sshkr.tests;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.KeyPair;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sshkr.agent.Agent;
import org.sshkr.agent.AgentLog;
import org.sshkr.agent.Client;
import org.sshkr.agent.KeyringAgent;
import org.sshkr.agent.RequestHandler;
import org.sshkr.keyring.KeyringSelector;
import org.sshkr.keyring.LinuxKeyring;
import org.sshkr.keyring.PrivateKey;
import org.sshkr.keyring.TestKeys;
import org.sshkr.server.AgentServer;
import org.sshkr.server.AgentSocket;
import org.sshkr.server.PeerCheck;
import org.sshkr.server.RawMessage;
import org.sshkr.server.ServerLimits;
import org.sshkr.ssh.agent.Failure;
import org.sshkr.ssh.agent.IdentitiesAnswer;
import org.sshkr.ssh.agent.RequestIdentities;
import org.sshkr.ssh.agent.SignRequest;
import org.sshkr.ssh.agent.SignResponse;
import org.sshkr.ssh.wire.Blob;

/**
 * Keys that go between a client's list and its sign request: that request fails, the connection
 * survives.
 */
@Tag("kernel")
class VanishingKeysTest {
  private static final KeyPair PAIR = TestKeys.pair(2048);
  private static final KeyPair STAYING = TestKeys.pair(3072);

  @TempDir private Path directory;

  private final Queue<String> log = new ConcurrentLinkedQueue<>();
  private LinuxKeyring keyring;
  private AgentSocket socket;
  private AgentServer server;
  private Thread thread;
  private AgentClient client;

  @BeforeEach
  void serve() throws Exception {
    keyring = LinuxKeyring.open(KeyringSelector.USER_SESSION);
    keyring.removeAll();
    socket = AgentSocket.bind(directory.resolve("agent"));
    Agent agent =
        new KeyringAgent(keyring, (identity, client, purpose) -> {}, RawMessage::close, true);
    server =
        new AgentServer(
            socket.channel(),
            PeerCheck.sameUserOrRoot(),
            peer -> new RequestHandler(agent, new Client(peer), AgentLog.to(log::add)),
            keyring::newThread,
            log::add,
            Optional.empty(),
            ServerLimits.DEFAULT);
    thread = server.start();
    client = new AgentClient(socket.path());
    add(STAYING);
  }

  @AfterEach
  void stop() throws Exception {
    client.close();
    server.stop();
    thread.join();
    socket.close();
    keyring.removeAll();
    keyring.close();
  }

  /** The log, except for the signatures that succeeded. */
  private List<String> problems() {
    return log.stream().filter(line -> !line.contains("outcome=signed")).toList();
  }

  private void add(KeyPair pair) {
    try (PrivateKey key = TestKeys.privateKey(pair)) {
      keyring.add(key, "of the test", Optional.empty());
    }
  }

  private static SignRequest request(KeyPair pair) {
    Blob key = Blob.copyOf(TestKeys.publicKey(pair).blob());
    return new SignRequest(key, Blob.copyOf("data".getBytes(US_ASCII)), 2);
  }

  private void assertListsBothAndSigns() throws Exception {
    IdentitiesAnswer answer = (IdentitiesAnswer) client.ask(new RequestIdentities());
    assertThat(answer.identities()).hasSize(2);
    assertThat(client.ask(request(PAIR))).isInstanceOf(SignResponse.class);
    assertThat(problems()).isEmpty();
  }

  private void assertOnlyThatKeyFails(String reason) throws Exception {
    assertThat(client.ask(request(PAIR))).isEqualTo(new Failure());
    assertThat(problems()).singleElement().asString().contains(reason);
    assertThat(client.ask(request(STAYING))).isInstanceOf(SignResponse.class);
    IdentitiesAnswer answer = (IdentitiesAnswer) client.ask(new RequestIdentities());
    assertThat(answer.identities())
        .extracting(IdentitiesAnswer.Identity::key)
        .containsExactly(request(STAYING).key());
  }

  /** The serial of the key of {@link #PAIR}, from keyctl. */
  private static String serial() {
    String description = "ssh-rsa " + TestKeys.publicKey(PAIR).base64() + " of the test";
    return Command.run("keyctl", "search", "@us", "asymmetric", description)
        .succeeded()
        .out()
        .strip();
  }

  @Test
  void removed() throws Exception {
    add(PAIR);
    assertListsBothAndSigns();
    assertThat(keyring.remove(TestKeys.publicKey(PAIR))).isTrue();
    assertOnlyThatKeyFails("is not in the keyring");
  }

  @Test
  void unlinkedByAnotherProgram() throws Exception {
    add(PAIR);
    assertListsBothAndSigns();
    Command.run("keyctl", "unlink", serial(), "@us").succeeded();
    assertOnlyThatKeyFails("is not in the keyring");
  }

  @Test
  void invalidated() throws Exception {
    add(PAIR);
    assertListsBothAndSigns();
    Command.run("keyctl", "invalidate", serial()).succeeded();
    assertOnlyThatKeyFails("not in the keyring");
  }

  @Test
  void expired() throws Exception {
    loadByAnotherProgram();
    assertListsBothAndSigns();
    Command.run("keyctl", "timeout", serial(), "1").succeeded();
    Await.until("the key expires", () -> keyring.find(TestKeys.publicKey(PAIR)).isEmpty());
    assertThat(client.ask(request(PAIR))).isEqualTo(new Failure());
    log.clear();
    assertOnlyThatKeyFails("");
  }

  @Test
  void revoked() throws Exception {
    loadByAnotherProgram();
    assertListsBothAndSigns();
    Command.run("keyctl", "revoke", serial()).succeeded();
    assertOnlyThatKeyFails("revoked");
  }

  /**
   * Loads a key that can be revoked and given another lifetime: ours are published without these
   * rights.
   */
  private static void loadByAnotherProgram() {
    String description = "ssh-rsa " + TestKeys.publicKey(PAIR).base64() + " of the test";
    Command.pipe(PAIR.getPrivate().getEncoded(), "keyctl", "padd", "asymmetric", description, "@us")
        .succeeded();
  }

  @Test
  void publishedKeyCanBeNeitherRevokedNorGivenOtherRights() {
    add(PAIR);
    String serial = serial();
    for (List<String> words :
        List.of(
            List.of("keyctl", "revoke", serial),
            List.of("keyctl", "setperm", serial, "0x3f3f3f3f"),
            List.of("keyctl", "timeout", serial, "1"),
            List.of("keyctl", "link", serial, "@u"))) {
      Command.Result result = Command.run(words.toArray(String[]::new));
      assertThat(result.status()).as(words.toString()).isNotZero();
      assertThat(result.err()).contains("Permission denied");
    }
  }
}

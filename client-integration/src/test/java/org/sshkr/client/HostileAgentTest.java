package org.sshkr.client;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.sshkr.client.ScriptedAgent.SIGN_REQUEST;
import static org.sshkr.client.ScriptedAgent.listOf;
import static org.sshkr.client.ScriptedAgent.send;
import static org.sshkr.client.ScriptedAgent.sendRaw;
import static org.sshkr.client.ScriptedAgent.signature;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PublicKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.sshd.agent.SshAgent;
import org.apache.sshd.client.session.ClientSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.sshkr.client.ScriptedAgent.Script;
import org.sshkr.keyring.InMemoryKeyring;
import org.sshkr.keyring.SignatureAlgorithm;
import org.sshkr.keyring.TestKeys;
import org.sshkr.ssh.key.RsaPublicKey;
import org.sshkr.ssh.wire.WireReader;
import org.sshkr.ssh.wire.WireWriter;

/**
 * Agents that violate the protocol: each causes an exception, no hang, and leaves no connection
 * open.
 */
@Tag("slow")
@Timeout(120)
class HostileAgentTest {
  private static final byte[] DATA = "to be signed".getBytes(US_ASCII);
  private static final KeyPair PAIR = TestKeys.pair(2048);
  private static final RsaPublicKey KEY = TestKeys.publicKey(PAIR);
  private static final String TOO_LATE = "within 300 ms";
  private static final Duration SOON = Duration.ofMillis(300);

  @TempDir private Path directory;

  private Path socket() {
    return directory.resolve("socket");
  }

  /** An agent with a short time limit, only in tests of the limit: others may be slow to sign. */
  private UnixSocketAgentFactory factory(String expectedMessage) {
    UnixSocketAgentFactory factory = UnixSocketAgentFactory.at(socket());
    return expectedMessage.contains(TOO_LATE) ? factory.withTimeout(SOON) : factory;
  }

  private SshAgent connect(String expectedMessage) throws IOException {
    return factory(expectedMessage).createClient(null, null);
  }

  /** Lists one key, and answers a sign request with {@code answer}. */
  private static Script signsBy(Script answer) {
    return (client, type, request) -> {
      if (type == SIGN_REQUEST) {
        answer.answer(client, type, request);
      } else {
        send(client, listOf(KEY.blob()));
      }
    };
  }

  private static byte[] sign(int keySize, SignatureAlgorithm algorithm, WireReader request) {
    request.readString(); // the key
    byte[] data = request.readString();
    try (InMemoryKeyring keyring = Keyrings.of(keySize)) {
      return keyring.get(TestKeys.publicKey(TestKeys.pair(keySize))).sign(algorithm, data);
    }
  }

  /** The violation, the message about it, and the agent that commits it. */
  private static Stream<Arguments> answers() {
    return Stream.of(
        Arguments.of("closes", "closed", (Script) (client, type, in) -> client.close()),
        Arguments.of(
            "truncated length",
            "closed",
            (Script)
                (client, type, in) -> {
                  sendRaw(client, new WireWriter().writeByte(0));
                  client.close();
                }),
        Arguments.of(
            "truncated answer",
            "closed",
            (Script)
                (client, type, in) -> {
                  sendRaw(client, new WireWriter().writeUint32(100).writeByte(12));
                  client.close();
                }),
        Arguments.of(
            "empty", "0 bytes", (Script) (client, type, in) -> send(client, new WireWriter())),
        Arguments.of(
            "oversized by one",
            "262145 bytes",
            (Script) (client, type, in) -> sendRaw(client, new WireWriter().writeUint32(262145))),
        Arguments.of(
            "oversized",
            "4294967295 bytes",
            (Script) (client, type, in) -> sendRaw(client, new WireWriter().writeUint32(-1))),
        Arguments.of("silent", TOO_LATE, (Script) (client, type, in) -> {}),
        Arguments.of(
            "slow", TOO_LATE, (Script) (client, type, in) -> HostileAgentTest.trickle(client)),
        Arguments.of(
            "another type",
            "",
            (Script) (client, type, in) -> send(client, new WireWriter().writeByte(6))),
        Arguments.of(
            "a type and no more",
            "",
            (Script)
                (client, type, in) ->
                    send(client, new WireWriter().writeByte(type == SIGN_REQUEST ? 14 : 12))),
        Arguments.of(
            "lengths that lie",
            "",
            (Script)
                (client, type, in) ->
                    send(
                        client,
                        new WireWriter()
                            .writeByte(type == SIGN_REQUEST ? 14 : 12)
                            .writeUint32(1)
                            .writeUint32(0x7fffffff))));
  }

  /** Sends one byte of a long answer every few milliseconds, for as long as the client stays. */
  private static void trickle(SocketChannel client) throws IOException {
    sendRaw(client, new WireWriter().writeUint32(200_000));
    try (Selector pause = Selector.open()) {
      while (true) {
        sendRaw(client, new WireWriter().writeByte(12));
        pause.select(20);
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("answers")
  void badListIsAnException(String what, String message, Script script) throws Exception {
    try (ScriptedAgent hostile = ScriptedAgent.start(socket(), script);
        SshAgent agent = connect(message)) {
      assertThatThrownBy(agent::getIdentities)
          .isInstanceOf(IOException.class)
          .hasMessageContaining(socket().toString())
          .hasMessageContaining(message);
      assertThat(agent.isOpen()).isFalse();
      hostile.awaitClientLeft();
      assertThatThrownBy(agent::getIdentities).isInstanceOf(IOException.class);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("answers")
  void badSignResponseIsAnException(String what, String message, Script script) throws Exception {
    expectSignFailure(script, message);
  }

  @Test
  void signatureOfAnotherKeyIsAnException() throws Exception {
    expectSignFailure(
        (client, type, request) ->
            send(
                client,
                signature("rsa-sha2-512", sign(3072, SignatureAlgorithm.RSA_SHA2_512, request))),
        "does not verify");
  }

  @Test
  void signatureOfOtherDataIsAnException() throws Exception {
    byte[] other =
        sign(2048, SignatureAlgorithm.RSA_SHA2_512, requestToSign("other".getBytes(US_ASCII)));
    expectSignFailure(
        (client, type, request) -> send(client, signature("rsa-sha2-512", other)),
        "does not verify");
  }

  private static WireReader requestToSign(byte[] data) {
    return new WireReader(new WireWriter().writeString(KEY.blob()).writeString(data).toByteArray());
  }

  @Test
  void algorithmOtherThanAskedIsAnException() throws Exception {
    expectSignFailure(
        (client, type, request) ->
            send(client, signature("ssh-rsa", sign(2048, SignatureAlgorithm.SSH_RSA, request))),
        "rsa-sha2-512");
  }

  @Test
  void anotherAlgorithmUnderTheNameOfTheOneAskedIsAnException() throws Exception {
    expectSignFailure(
        (client, type, request) ->
            send(
                client, signature("rsa-sha2-512", sign(2048, SignatureAlgorithm.SSH_RSA, request))),
        "does not verify");
  }

  private void expectSignFailure(Script script, String message) throws Exception {
    try (ScriptedAgent hostile = ScriptedAgent.start(socket(), script);
        SshAgent agent = connect(message)) {
      assertThatThrownBy(() -> agent.sign(null, PAIR.getPublic(), "rsa-sha2-512", DATA))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(socket().toString())
          .hasMessageContaining(message);
      assertThat(agent.isOpen()).isFalse();
      hostile.awaitClientLeft();
    }
  }

  @Test
  void scriptedAgentThatKeepsToTheProtocolIsFine() throws Exception {
    Script honest =
        signsBy(
            (client, type, request) ->
                send(
                    client,
                    signature(
                        "rsa-sha2-512", sign(2048, SignatureAlgorithm.RSA_SHA2_512, request))));
    try (ScriptedAgent scripted = ScriptedAgent.start(socket(), honest)) {
      try (SshAgent agent = connect("")) {
        PublicKey key = agent.getIdentities().iterator().next().getKey();
        Map.Entry<String, byte[]> answer = agent.sign(null, key, "rsa-sha2-512", DATA);
        assertThat(answer.getKey()).isEqualTo("rsa-sha2-512");
      }
      scripted.awaitClientLeft();
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("answers")
  void loginGoesOnWithThePasswordAfterABadList(String what, String message, Script script)
      throws Exception {
    loginWithPassword(script, message);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("answers")
  void loginGoesOnWithThePasswordAfterABadSignature(String what, String message, Script script)
      throws Exception {
    loginWithPassword(signsBy(script), message);
  }

  private void loginWithPassword(Script script, String message) throws Exception {
    try (ScriptedAgent hostile = ScriptedAgent.start(socket(), script);
        TestServer server = MinaServer.start(List.of(Keyrings.line(2048)));
        TestClient client = new TestClient(factory(message));
        ClientSession session = client.connect(server)) {
      session.addPasswordIdentity(MinaServer.PASSWORD);
      session.auth().verify(Duration.ofSeconds(60));
      assertThat(TestClient.echo(session, "hello")).isEqualTo("hello");
      assertThat(AgentFailures.last(session)).isPresent();
      hostile.awaitClientLeft();
    }
  }

  @Test
  void agentThatDoesNotAcceptIsAnException() throws Exception {
    List<SocketChannel> waiting = new ArrayList<>();
    try (ServerSocketChannel deaf = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      deaf.bind(UnixDomainSocketAddress.of(socket()), 1);
      for (int i = 0; i < 2; i++) {
        waiting.add(SocketChannel.open(UnixDomainSocketAddress.of(socket())));
      }
      assertThatThrownBy(() -> connect(TOO_LATE))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(socket().toString())
          .hasMessageContaining("accepts no connection " + TOO_LATE);
    } finally {
      for (SocketChannel channel : waiting) {
        channel.close();
      }
    }
  }
}

package org.sshkr.agent;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.interfaces.RSAPrivateCrtKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sshkr.keyring.InMemoryKeyring;
import org.sshkr.keyring.PrivateKey;
import org.sshkr.keyring.TestKeys;
import org.sshkr.process.PeerCredentials;
import org.sshkr.server.RawMessage;
import org.sshkr.server.RawMessages;
import org.sshkr.ssh.agent.AddIdentity;
import org.sshkr.ssh.agent.AddMessage;
import org.sshkr.ssh.agent.AgentConnection;
import org.sshkr.ssh.agent.Extension;
import org.sshkr.ssh.agent.IdentitiesAnswer;
import org.sshkr.ssh.agent.Lock;
import org.sshkr.ssh.agent.RemoveAllIdentities;
import org.sshkr.ssh.agent.RemoveIdentity;
import org.sshkr.ssh.agent.RequestIdentities;
import org.sshkr.ssh.agent.Response;
import org.sshkr.ssh.agent.SignRequest;
import org.sshkr.ssh.agent.SignResponse;
import org.sshkr.ssh.agent.UnknownRequest;
import org.sshkr.ssh.agent.Unlock;
import org.sshkr.ssh.wire.Blob;
import org.sshkr.ssh.wire.WireReader;

/**
 * Sends the same random requests to OpenSSH's ssh-agent and to the shim's agent. They must answer
 * the same, except for the differences that ssh-agent-differences.txt lists.
 */
@Tag("slow")
class SameAnswersAsSshAgentTest {
  private static final int REQUESTS = 600;
  private static final List<KeyPair> PAIRS =
      List.of(TestKeys.pair(2048), TestKeys.otherPair(2048), TestKeys.pair(3072));

  @TempDir private Path directory;

  private final Random random = new Random(11);
  private final InMemoryKeyring keyring = new InMemoryKeyring();
  private final RequestHandler ours =
      new RequestHandler(
          new KeyringAgent(keyring, (identity, client, purpose) -> {}, this::load, true),
          new Client(new PeerCredentials(1, 2, 3)),
          AgentLog.to(line -> {}));

  /** A request and its name in the list of differences. */
  private record Asked(String name, Blob message) {
    Asked(String name, byte[] message) {
      this(name, Blob.copyOf(message));
    }
  }

  /** Adds the key of the pair that the message holds, like the loader. */
  private void load(RawMessage message) {
    try (message) {
      WireReader in = new WireReader(message.copyToHeap());
      in.readByte();
      in.readText();
      BigInteger modulus = new BigInteger(in.readString());
      for (KeyPair pair : PAIRS) {
        if (((RSAPrivateCrtKey) pair.getPrivate()).getModulus().equals(modulus)) {
          try (PrivateKey key = TestKeys.privateKey(pair)) {
            keyring.add(key, "c", Optional.empty());
          }
        }
      }
    }
  }

  private Asked next() {
    KeyPair pair = PAIRS.get(random.nextInt(PAIRS.size()));
    Blob key = Blob.copyOf(TestKeys.publicKey(pair).blob());
    Blob data = Blob.copyOf(new byte[random.nextInt(100)]);
    byte[] passphrase = (random.nextInt(8) == 0 ? "wrong" : "right").getBytes(US_ASCII);
    return switch (random.nextInt(20)) {
      case 0, 1, 2, 3 -> new Asked("add", AddMessage.of(AddIdentity.TYPE, pair, "c").toByteArray());
      case 4, 5, 6, 7 -> {
        long flags = new long[] {0, 2, 4, 6}[random.nextInt(4)];
        yield new Asked("sign", new SignRequest(key, data, flags).encode());
      }
      case 8 -> new Asked("sign with unknown flags", new SignRequest(key, data, 8).encode());
      case 9, 10 -> new Asked("remove", new RemoveIdentity(key).encode());
      case 11 -> new Asked("remove all", new RemoveAllIdentities().encode());
      case 12 -> new Asked("lock", new Lock(passphrase).encode());
      case 13, 14 -> new Asked("unlock", new Unlock(passphrase).encode());
      case 15 -> new Asked("query", new Extension("query", Blob.copyOf(new byte[0])).encode());
      case 16 ->
          new Asked("unknown extension", new Extension("unknown@example.org", data).encode());
      case 17 -> new Asked("unknown type", new UnknownRequest(99, data).encode());
      default -> new Asked("list", new RequestIdentities().encode());
    };
  }

  @Test
  @Timeout(120)
  void answersAreTheSame() throws Exception {
    Path socket = directory.resolve("agent");
    Process process =
        new ProcessBuilder("ssh-agent", "-D", "-a", socket.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    Set<String> different = new TreeSet<>();
    Map<String, Integer> signed = new TreeMap<>();
    try {
      process.inputReader().readLine(); // listens now
      try (AgentConnection theirs = AgentConnection.open(socket, Duration.ofSeconds(60))) {
        for (int i = 0; i < REQUESTS; i++) {
          Asked asked = next();
          String their = summary(ask(theirs, asked.message().toByteArray()));
          String our =
              summary(Response.decode(ours.handle(RawMessages.of(asked.message().toByteArray()))));
          if (!our.equals(their)) {
            different.add(asked.name());
            assertThat(differences().keySet())
                .as("%s: ssh-agent %s, ssh-agent-kr %s", asked.name(), their, our)
                .contains(asked.name());
          }
          signed.merge(our.replaceFirst(" .*", ""), 1, Integer::sum);
        }
      }
    } finally {
      process.destroy();
      process.onExit().join();
    }
    assertThat(different).isEqualTo(differences().keySet());
    assertThat(signed).containsKeys("SignResponse", "IdentitiesAnswer", "Success", "Failure");
  }

  private static Response ask(AgentConnection agent, byte[] message) throws IOException {
    return Response.decode(agent.exchange(Duration.ofSeconds(60), ByteBuffer.wrap(message)));
  }

  /** The type, and the parts that must be the same, such as RSA signatures. */
  private static String summary(Response response) {
    String type = response.getClass().getSimpleName();
    if (response instanceof IdentitiesAnswer answer) {
      List<IdentitiesAnswer.Identity> identities = new ArrayList<>(answer.identities());
      identities.sort(Comparator.comparing(identity -> identity.key().hashCode()));
      return type + " " + identities;
    }
    return response instanceof SignResponse signature
        ? type
            + " "
            + signature.algorithm()
            + " "
            + Arrays.toString(signature.signature().toByteArray())
        : type;
  }

  private static Map<String, String> differences() {
    try (InputStream list =
        SameAnswersAsSshAgentTest.class.getResourceAsStream("/ssh-agent-differences.txt")) {
      return new String(list.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> line.split(": ", 2))
          .collect(Collectors.toMap(fields -> fields[0], fields -> fields[1]));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

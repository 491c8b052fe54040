package org.sshkr.tests;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.sshkr.console.Terminal;
import org.sshkr.ssh.agent.SignRequest;
import org.sshkr.ssh.key.RsaPublicKey;
import org.sshkr.ssh.key.SshPublicKey;
import org.sshkr.ssh.wire.Blob;

/**
 * Measures signatures with keys that sleep in the kernel, through ssh-agent-kr and ssh-signer-kr,
 * compared with ssh-agent's; the two agents take turns. Run by tests/bench/signer.
 */
public final class SignerSpeed {
  private static final int WARM_UP = 3000;
  private static final int ROUNDS = 5;

  private record Type(String name, String bits) {}

  private static final List<Type> TYPES =
      List.of(new Type("ed25519", "256"), new Type("ecdsa", "256"), new Type("rsa", "2048"));

  private SignerSpeed() {}

  /** Prints the tables for {@code args[0]} signatures, and turns of {@code args[1]} seconds. */
  public static void main(String[] args) throws Exception {
    int count = Integer.parseInt(args[0]);
    Duration turn = Duration.ofSeconds(Integer.parseInt(args[1]));
    Terminal terminal = Terminal.of("signer");
    Path directory = Files.createTempDirectory("bench");
    try (SignerProcess signer = SignerProcess.start();
        LocalAgent ours = LocalAgent.sshAgentKr(directory);
        LocalAgent other = LocalAgent.sshAgent(directory)) {
      terminal.result(count + " signatures by one client, p50 in ms");
      terminal.result(String.format("%-14s %12s %12s", "", "ssh-agent-kr", "ssh-agent"));
      for (Type type : TYPES) {
        SignRequest request = request(directory, type, ours, other);
        terminal.result(latency(type, request, count, ours, other));
      }
      terminal.result("resident: ssh-signer-kr " + signer.resident() + " kB");
      SignRequest request = request(directory, TYPES.get(0), ours, other);
      int processors = Runtime.getRuntime().availableProcessors();
      terminal.result("ed25519, signatures in a second on " + processors + " processors, median");
      for (int clients : new int[] {8, 32}) {
        terminal.result(throughput(request, clients, turn, ours, other));
      }
      Command.run(Command.sshAddKr(), "-q", "-D");
    }
    System.exit(0);
  }

  /** Adds a new key to both agents; a request that both answer with it. */
  private static SignRequest request(Path directory, Type type, LocalAgent... agents)
      throws IOException {
    Path file = Files.createTempDirectory(directory, "key").resolve(type.name);
    String path = file.toString();
    Command.run("ssh-keygen", "-q", "-t", type.name, "-b", type.bits, "-N", "", "-f", path)
        .succeeded();
    for (LocalAgent agent : agents) {
      Command.run(Map.of("SSH_AUTH_SOCK", agent.socket().toString()), "ssh-add", "-q", path)
          .succeeded();
    }
    String line = Files.readString(Path.of(path + ".pub"));
    String base64 = List.of(line.split(" ", -1)).get(1);
    SshPublicKey key = SshPublicKey.ofBlob(Base64.getDecoder().decode(base64));
    return new SignRequest(
        Blob.copyOf(key.blob()),
        Blob.copyOf("data".getBytes(US_ASCII)),
        key instanceof RsaPublicKey ? SignRequest.RSA_SHA2_256 : 0);
  }

  private static String latency(
      Type type, SignRequest request, int count, LocalAgent ours, LocalAgent other)
      throws IOException {
    BenchTimes oursTimes = new BenchTimes(count);
    BenchTimes otherTimes = new BenchTimes(count);
    try (AgentClient client = ours.connect();
        AgentClient otherClient = other.connect()) {
      for (int i = 0; i < WARM_UP; i++) {
        client.sign(request);
      }
      for (int i = 0; i < count; i++) {
        oursTimes.add(time(client, request));
        otherTimes.add(time(otherClient, request));
      }
    }
    return String.format(
        "%-14s %12.3f %12.3f   %.2f times",
        type.name + " " + type.bits,
        oursTimes.percentile(50),
        otherTimes.percentile(50),
        oursTimes.percentile(50) / otherTimes.percentile(50));
  }

  private static long time(AgentClient client, SignRequest request) {
    long start = System.nanoTime();
    client.sign(request);
    return System.nanoTime() - start;
  }

  private static String throughput(
      SignRequest request, int clients, Duration turn, LocalAgent ours, LocalAgent other)
      throws Exception {
    double[] oursRates = new double[ROUNDS];
    double[] otherRates = new double[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      oursRates[round] = perSecond(ours, clients, request, turn);
      otherRates[round] = perSecond(other, clients, request, turn);
    }
    Arrays.sort(oursRates);
    Arrays.sort(otherRates);
    double rate = oursRates[ROUNDS / 2];
    double otherRate = otherRates[ROUNDS / 2];
    return String.format(
        "%-14s %12.0f %12.0f   %.2f times",
        clients + " clients", rate, otherRate, rate / otherRate);
  }

  private static double perSecond(LocalAgent agent, int clients, SignRequest request, Duration turn)
      throws Exception {
    return Turn.perSecond(
        clients,
        turn,
        caller -> {
          try (AgentClient client = agent.connect()) {
            caller.repeat(() -> client.sign(request));
          }
        });
  }
}

package org.sshkr.tests;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.sshkr.agent.protocol.SignRequest;
import org.sshkr.agent.protocol.SignResponse;
import org.sshkr.cli.Terminal;
import org.sshkr.keyring.BareKernelCall;
import org.sshkr.keyring.KeyringSelector;
import org.sshkr.keyring.LinuxKeyring;
import org.sshkr.keyring.PrivateKey;
import org.sshkr.keyring.SshIdentity;
import org.sshkr.keyring.TestKeys;
import org.sshkr.wire.Blob;

/**
 * The shim's latency beside the bare kernel call's. The two take turns, so that a machine that
 * slows down slows down both. Run by tests/bench/sign-latency.
 */
final class SignLatency {
  private static final int WARM_UP = 50;

  private SignLatency() {}

  /** Prints the table for a key of {@code args[0]} bits and {@code args[1]} signatures. */
  public static void main(String[] args) throws Exception {
    int bits = Integer.parseInt(args[0]);
    int count = Integer.parseInt(args[1]);
    Terminal terminal = Terminal.of("sign-latency");
    try (LinuxKeyring keyring = LinuxKeyring.open(KeyringSelector.USER_SESSION);
        PrivateKey key = TestKeys.privateKey(TestKeys.pair(bits))) {
      SshIdentity identity = keyring.add(key, "benchmark", Optional.empty());
      Path socket = Files.createTempDirectory("bench").resolve("agent");
      Process shim =
          new ProcessBuilder(Command.sshAgentKr(), "-D", "-a", socket.toString())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      try (AgentClient client = connect(shim, socket);
          BareKernelCall bare = new BareKernelCall(identity)) {
        SignRequest request =
            new SignRequest(
                Blob.copyOf(identity.publicKey().blob()),
                Blob.copyOf("data".getBytes(US_ASCII)),
                2);
        bare.time(WARM_UP, () -> sign(client, request));
        long[] shimTimes = new long[count];
        int[] next = {0};
        long[] bareTimes =
            bare.time(
                count,
                () -> {
                  long start = System.nanoTime();
                  sign(client, request);
                  shimTimes[next[0]++] = System.nanoTime() - start;
                });
        terminal.result("RSA-" + bits + ", " + count + " signatures by one client, in ms");
        terminal.result("                      p50      p99");
        terminal.result(row("bare keyctl_pkey", bareTimes));
        terminal.result(row("ssh-agent-kr    ", shimTimes));
        terminal.result(
            String.format("p50 ratio %.2f", percentile(shimTimes, 50) / percentile(bareTimes, 50)));
        terminal.result("ssh-agent-kr " + resident(shim.pid()));
      } finally {
        shim.destroy();
        keyring.remove(identity.publicKey());
      }
    }
  }

  private static AgentClient connect(Process shim, Path socket) throws IOException {
    shim.inputReader().readLine(); // it listens once it has said where
    return new AgentClient(socket);
  }

  private static void sign(AgentClient client, SignRequest request) {
    try {
      if (!(client.ask(request) instanceof SignResponse)) {
        throw new IllegalStateException("the shim refused to sign");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String row(String name, long[] nanos) {
    return String.format("%s %8.2f %8.2f", name, percentile(nanos, 50), percentile(nanos, 99));
  }

  /** In milliseconds. */
  private static double percentile(long[] nanos, int percent) {
    long[] sorted = nanos.clone();
    Arrays.sort(sorted);
    return sorted[(sorted.length - 1) * percent / 100] / 1e6;
  }

  private static String resident(long pid) throws IOException {
    List<String> lines = Files.readAllLines(Path.of("/proc/" + pid + "/status"));
    return lines.stream().filter(line -> line.startsWith("VmRSS")).findFirst().orElse("VmRSS: ?");
  }
}

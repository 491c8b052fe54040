package org.sshkr.tests;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
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
 * The shim's latency beside the bare kernel call's and ssh-agent's. They take turns, so that a
 * machine that slows down slows down all. Run by tests/bench/sign-latency.
 */
final class SignLatency {
  private static final int WARM_UP = 300;

  private SignLatency() {}

  /** Prints the table for a key of {@code args[0]} bits and {@code args[1]} signatures. */
  public static void main(String[] args) throws Exception {
    int bits = Integer.parseInt(args[0]);
    int count = Integer.parseInt(args[1]);
    Terminal terminal = Terminal.of("sign-latency");
    try (LinuxKeyring keyring = LinuxKeyring.open(KeyringSelector.USER_SESSION);
        PrivateKey key = TestKeys.privateKey(TestKeys.pair(bits))) {
      SshIdentity identity = keyring.add(key, "benchmark", Optional.empty());
      Path directory = Files.createTempDirectory("bench");
      Process shim =
          start(Command.sshAgentKr(), "-D", "-a", directory.resolve("ssh-agent-kr").toString());
      Process other = start("ssh-agent", "-D", "-a", directory.resolve("ssh-agent").toString());
      try (AgentClient client = connect(shim, directory.resolve("ssh-agent-kr"));
          AgentClient otherClient = connect(other, directory.resolve("ssh-agent"));
          BareKernelCall bare = new BareKernelCall(identity)) {
        addTo(directory.resolve("ssh-agent"), directory.resolve("key"), TestKeys.pair(bits));
        SignRequest request =
            new SignRequest(
                Blob.copyOf(identity.publicKey().blob()),
                Blob.copyOf("data".getBytes(US_ASCII)),
                2);
        bare.time(WARM_UP, () -> sign(client, request));
        long[] shimTimes = new long[count];
        long[] otherTimes = new long[count];
        int[] next = {0};
        long[] bareTimes =
            bare.time(
                count,
                () -> {
                  shimTimes[next[0]] = time(client, request);
                  otherTimes[next[0]++] = time(otherClient, request);
                });
        terminal.result("RSA-" + bits + ", " + count + " signatures by one client, in ms");
        terminal.result("                      p50      p99");
        terminal.result(row("bare keyctl_pkey", bareTimes));
        terminal.result(row("ssh-agent-kr    ", shimTimes));
        terminal.result(row("ssh-agent       ", otherTimes));
        terminal.result(
            String.format(
                "ssh-agent-kr beside the bare call: p50 %.2f times, %.2f ms more",
                percentile(shimTimes, 50) / percentile(bareTimes, 50),
                percentile(shimTimes, 50) - percentile(bareTimes, 50)));
        terminal.result("ssh-agent-kr " + resident(shim.pid()));
        terminal.result("ssh-agent    " + resident(other.pid()));
      } finally {
        shim.destroy();
        other.destroy();
        keyring.remove(identity.publicKey());
      }
    }
  }

  private static Process start(String... words) throws IOException {
    return new ProcessBuilder(words)
        .redirectError(ProcessBuilder.Redirect.DISCARD) // the shim logs each signature
        .start();
  }

  private static void addTo(Path agent, Path file, KeyPair pair) throws IOException {
    byte[] der = pair.getPrivate().getEncoded();
    Files.writeString(
        file,
        "-----BEGIN PRIVATE KEY-----\n"
            + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
            + "\n-----END PRIVATE KEY-----\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    Command.run(Map.of("SSH_AUTH_SOCK", agent.toString()), "ssh-add", "-q", file.toString())
        .succeeded();
  }

  private static long time(AgentClient client, SignRequest request) {
    long start = System.nanoTime();
    sign(client, request);
    return System.nanoTime() - start;
  }

  private static AgentClient connect(Process shim, Path socket) throws IOException {
    shim.inputReader().readLine(); // it listens once it has said where
    return new AgentClient(socket);
  }

  private static void sign(AgentClient client, SignRequest request) {
    try {
      if (!(client.ask(request) instanceof SignResponse)) {
        throw new IllegalStateException("the agent refused to sign");
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

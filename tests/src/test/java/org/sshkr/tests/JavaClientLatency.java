package org.sshkr.tests;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.Arrays;
import java.util.Optional;
import org.apache.sshd.agent.SshAgent;
import org.sshkr.cli.Terminal;
import org.sshkr.client.KeyringAgentFactory;
import org.sshkr.client.UnixSocketAgentFactory;
import org.sshkr.keyring.BareKernelCall;
import org.sshkr.keyring.KeyringSelector;
import org.sshkr.keyring.LinuxKeyring;
import org.sshkr.keyring.PrivateKey;
import org.sshkr.keyring.SshIdentity;
import org.sshkr.keyring.TestKeys;

/**
 * What KeyringAgentFactory adds to the bare kernel call, and its logins beside those through
 * ssh-agent-kr. They take turns, so that a machine that slows down slows down all. Run by
 * tests/bench/java-client.
 */
final class JavaClientLatency {
  private static final int WARM_UP_SIGNATURES = 100;
  private static final int WARM_UP_LOGINS = 30;

  private JavaClientLatency() {}

  /** Prints the table for a key of {@code args[0]} bits, so many signatures and so many logins. */
  public static void main(String[] args) throws Exception {
    int bits = Integer.parseInt(args[0]);
    Terminal terminal = Terminal.of("java-client");
    try (LinuxKeyring keyring = LinuxKeyring.open(KeyringSelector.USER_SESSION);
        PrivateKey key = TestKeys.privateKey(TestKeys.pair(bits));
        KeyringAgentFactory factory = KeyringAgentFactory.create()) {
      SshIdentity identity = keyring.add(key, "benchmark", Optional.empty());
      try {
        signatures(terminal, identity, factory, Integer.parseInt(args[1]));
        logins(terminal, identity, factory, Integer.parseInt(args[2]));
      } finally {
        keyring.remove(identity.publicKey());
      }
    }
  }

  private static void signatures(
      Terminal terminal, SshIdentity identity, KeyringAgentFactory factory, int count)
      throws IOException {
    try (BareKernelCall bare = new BareKernelCall(identity, 1);
        SshAgent agent = factory.createClient(null, null)) {
      PublicKey publicKey = agent.getIdentities().iterator().next().getKey();
      bare.time(WARM_UP_SIGNATURES, () -> sign(agent, publicKey));
      long[] agentTimes = new long[count];
      int[] next = {0};
      long[] bareTimes =
          bare.time(count, () -> agentTimes[next[0]++] = time(() -> sign(agent, publicKey)));
      terminal.result("RSA-" + identity.publicKey().bits() + ", " + count + " signatures, in ms");
      head(terminal);
      row(terminal, "bare keyctl_pkey", bareTimes);
      row(terminal, "KeyringAgentFactory", agentTimes);
      ratio(terminal, "KeyringAgentFactory beside the bare call", agentTimes, bareTimes);
    }
  }

  private static void logins(
      Terminal terminal, SshIdentity identity, KeyringAgentFactory factory, int count)
      throws Exception {
    Path socket = Files.createTempDirectory("bench").resolve("agent");
    Process shim =
        new ProcessBuilder(Command.sshAgentKr(), "-D", "-a", socket.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD) // it logs each signature
            .start();
    try (MinaSshd server = MinaSshd.start(identity.line());
        MinaClient inProcess = MinaClient.start(factory)) {
      shim.inputReader().readLine(); // it listens once it has said where
      try (MinaClient overSocket = MinaClient.start(UnixSocketAgentFactory.at(socket))) {
        long[] inProcessTimes = new long[count];
        long[] overSocketTimes = new long[count];
        for (int i = -WARM_UP_LOGINS; i < count; i++) {
          long one = time(() -> login(inProcess, server));
          long other = time(() -> login(overSocket, server));
          if (i >= 0) {
            inProcessTimes[i] = one;
            overSocketTimes[i] = other;
          }
        }
        terminal.result(count + " logins at a MINA server, one at a time, in ms");
        head(terminal);
        row(terminal, "KeyringAgentFactory", inProcessTimes);
        row(terminal, "through ssh-agent-kr", overSocketTimes);
        ratio(terminal, "through ssh-agent-kr beside it", overSocketTimes, inProcessTimes);
      }
    } finally {
      shim.destroy();
    }
  }

  private static void sign(SshAgent agent, PublicKey key) {
    try {
      agent.sign(null, key, "rsa-sha2-256", "data".getBytes(US_ASCII));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void login(MinaClient client, MinaSshd server) {
    try {
      client.login(server.port()).close(true);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long time(Runnable work) {
    long start = System.nanoTime();
    work.run();
    return System.nanoTime() - start;
  }

  private static void head(Terminal terminal) {
    terminal.result("                           p50      p99");
  }

  private static void row(Terminal terminal, String name, long[] nanos) {
    terminal.result(
        String.format("%-21s %8.2f %8.2f", name, percentile(nanos, 50), percentile(nanos, 99)));
  }

  private static void ratio(Terminal terminal, String what, long[] nanos, long[] base) {
    terminal.result(
        String.format(
            "%s: p50 %.3f times, %.2f ms more",
            what,
            percentile(nanos, 50) / percentile(base, 50),
            percentile(nanos, 50) - percentile(base, 50)));
  }

  /** In milliseconds. */
  private static double percentile(long[] nanos, int percent) {
    long[] sorted = nanos.clone();
    Arrays.sort(sorted);
    return sorted[(sorted.length - 1) * percent / 100] / 1e6;
  }
}

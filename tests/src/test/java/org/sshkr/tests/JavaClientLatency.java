package org.sshkr.tests;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.security.PublicKey;
import java.util.Optional;
import org.apache.sshd.agent.SshAgent;
import org.sshkr.client.KeyringAgentFactory;
import org.sshkr.client.TestClient;
import org.sshkr.client.UnixSocketAgentFactory;
import org.sshkr.console.Terminal;
import org.sshkr.keyring.BareKernelCall;
import org.sshkr.keyring.Identity;
import org.sshkr.keyring.KeyringSelector;
import org.sshkr.keyring.LinuxKeyring;
import org.sshkr.keyring.PrivateKey;
import org.sshkr.keyring.TestKeys;

/**
 * Measures what KeyringAgentFactory adds to the bare kernel call, and its logins compared with
 * those through ssh-agent-kr. They take turns, so that a machine that slows down does so for all.
 * Run by tests/bench/java-client.
 */
final class JavaClientLatency {
  private static final int WARM_UP_SIGNATURES = 100;
  private static final int WARM_UP_LOGINS = 30;

  private JavaClientLatency() {}

  /** Prints the table for a key of {@code args[0]} bits, and numbers of signatures and logins. */
  public static void main(String[] args) throws Exception {
    int bits = Integer.parseInt(args[0]);
    Terminal terminal = Terminal.of("java-client");
    try (LinuxKeyring keyring = LinuxKeyring.open(KeyringSelector.USER_SESSION);
        PrivateKey key = TestKeys.privateKey(TestKeys.pair(bits));
        KeyringAgentFactory factory = KeyringAgentFactory.create()) {
      Identity identity = keyring.add(key, "benchmark", Optional.empty());
      try {
        signatures(terminal, identity, factory, Integer.parseInt(args[1]));
        logins(terminal, identity, factory, Integer.parseInt(args[2]));
      } finally {
        keyring.remove(identity.publicKey());
      }
    }
  }

  private static void signatures(
      Terminal terminal, Identity identity, KeyringAgentFactory factory, int count)
      throws IOException {
    try (BareKernelCall bare = new BareKernelCall(identity, 1);
        SshAgent agent = factory.createClient(null, null)) {
      PublicKey publicKey = agent.getIdentities().iterator().next().getKey();
      bare.time(WARM_UP_SIGNATURES, () -> sign(agent, publicKey));
      BenchTimes agentTimes = new BenchTimes(count);
      BenchTimes bareTimes =
          new BenchTimes(
              bare.time(count, () -> agentTimes.add(time(() -> sign(agent, publicKey)))));
      terminal.result("RSA-" + identity.publicKey().bits() + ", " + count + " signatures, in ms");
      terminal.result(BenchTimes.head());
      terminal.result(bareTimes.row("bare keyctl_pkey"));
      terminal.result(agentTimes.row("KeyringAgentFactory"));
      terminal.result("KeyringAgentFactory beside the bare call: " + agentTimes.beside(bareTimes));
    }
  }

  private static void logins(
      Terminal terminal, Identity identity, KeyringAgentFactory factory, int count)
      throws Exception {
    BenchTimes inProcessTimes = new BenchTimes(count);
    BenchTimes overSocketTimes = new BenchTimes(count);
    try (LocalAgent shim = LocalAgent.sshAgentKr(Files.createTempDirectory("bench"));
        MinaSshd server = MinaSshd.start(identity.line());
        TestClient inProcess = new TestClient(factory);
        TestClient overSocket = new TestClient(UnixSocketAgentFactory.at(shim.socket()))) {
      for (int i = -WARM_UP_LOGINS; i < count; i++) {
        long one = time(() -> login(inProcess, server));
        long other = time(() -> login(overSocket, server));
        if (i >= 0) {
          inProcessTimes.add(one);
          overSocketTimes.add(other);
        }
      }
    }
    terminal.result(count + " logins at a MINA server, one at a time, in ms");
    terminal.result(BenchTimes.head());
    terminal.result(inProcessTimes.row("KeyringAgentFactory"));
    terminal.result(overSocketTimes.row("through ssh-agent-kr"));
    terminal.result("through ssh-agent-kr beside it: " + overSocketTimes.beside(inProcessTimes));
  }

  private static void sign(SshAgent agent, PublicKey key) {
    try {
      agent.sign(null, key, "rsa-sha2-256", "data".getBytes(US_ASCII));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void login(TestClient client, MinaSshd server) {
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
}

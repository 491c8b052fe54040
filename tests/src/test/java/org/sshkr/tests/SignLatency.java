package org.sshkr.tests;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.sshkr.console.Terminal;
import org.sshkr.keyring.BareKernelCall;
import org.sshkr.keyring.Identity;
import org.sshkr.keyring.KeyringSelector;
import org.sshkr.keyring.LinuxKeyring;
import org.sshkr.keyring.PrivateKey;
import org.sshkr.keyring.TestKeys;
import org.sshkr.ssh.agent.SignRequest;
import org.sshkr.ssh.wire.Blob;

/**
 * Measures the shim's latency, compared with the bare kernel call's and ssh-agent's. They take
 * turns, so that a machine that slows down does so for all. Run by tests/bench/sign-latency.
 */
public final class SignLatency {
  private static final int WARM_UP = 300;

  private SignLatency() {}

  /** Prints the table for a key of {@code args[0]} bits and {@code args[1]} signatures. */
  public static void main(String[] args) throws Exception {
    int bits = Integer.parseInt(args[0]);
    int count = Integer.parseInt(args[1]);
    Terminal terminal = Terminal.of("sign-latency");
    Path directory = Files.createTempDirectory("bench");
    try (LinuxKeyring keyring = LinuxKeyring.open(KeyringSelector.USER_SESSION);
        PrivateKey key = TestKeys.privateKey(TestKeys.pair(bits))) {
      Identity identity = keyring.add(key, "benchmark", Optional.empty());
      try (LocalAgent shim = LocalAgent.sshAgentKr(directory);
          LocalAgent other = LocalAgent.sshAgent(directory).add(TestKeys.pair(bits));
          AgentClient client = shim.connect();
          AgentClient otherClient = other.connect();
          BareKernelCall bare = new BareKernelCall(identity, 1)) {
        SignRequest request = request(identity);
        bare.time(WARM_UP, () -> client.sign(request));
        BenchTimes shimTimes = new BenchTimes(count);
        BenchTimes otherTimes = new BenchTimes(count);
        BenchTimes bareTimes =
            new BenchTimes(
                bare.time(
                    count,
                    () -> {
                      shimTimes.add(time(client, request));
                      otherTimes.add(time(otherClient, request));
                    }));
        terminal.result("RSA-" + bits + ", " + count + " signatures by one client, in ms");
        terminal.result(BenchTimes.head());
        terminal.result(bareTimes.row("bare keyctl_pkey"));
        terminal.result(shimTimes.row("ssh-agent-kr"));
        terminal.result(otherTimes.row("ssh-agent"));
        terminal.result("ssh-agent-kr beside the bare call: " + shimTimes.beside(bareTimes));
        terminal.result(
            "resident: ssh-agent-kr "
                + shim.resident()
                + " kB, ssh-agent "
                + other.resident()
                + " kB");
      } finally {
        keyring.remove(identity.publicKey());
      }
    }
  }

  public static SignRequest request(Identity identity) {
    return new SignRequest(
        Blob.copyOf(identity.publicKey().blob()),
        Blob.copyOf("data".getBytes(US_ASCII)),
        SignRequest.RSA_SHA2_256);
  }

  private static long time(AgentClient client, SignRequest request) {
    long start = System.nanoTime();
    client.sign(request);
    return System.nanoTime() - start;
  }
}
